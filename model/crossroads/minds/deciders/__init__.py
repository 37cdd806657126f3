"""Ways to decide: each a small class, a view in and a weighing of the options out."""
