"""Signal against deed: what a receiver made of a message that was meant, of the same as a bluff, and of none."""
