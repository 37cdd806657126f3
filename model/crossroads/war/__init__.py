"""Pure functions: arrays in, new arrays out, one subject a file; advance is the one forward step."""
