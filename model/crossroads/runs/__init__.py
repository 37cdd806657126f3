"""Many worlds: carried out in parts, kept on disk, taken up again where work was interrupted."""
