"""What the five documents say, and what came of it: claims, mechanisms, and what each was expected to move."""
