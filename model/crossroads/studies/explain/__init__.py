"""One decision told, turned and worked out again."""
