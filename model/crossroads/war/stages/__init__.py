"""The stages of a step of the war, a file a line of its list."""
