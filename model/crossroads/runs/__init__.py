"""Many worlds: run in blocks, kept on disk, read again."""
