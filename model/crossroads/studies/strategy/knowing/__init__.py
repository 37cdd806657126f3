"""What it would have been worth to find out: each thing that a nation did not know, told to it as it is."""
