"""How results lie on disk: sealed folders, and tables of one schema."""
