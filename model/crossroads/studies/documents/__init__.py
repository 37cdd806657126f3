"""What the errors of each document would change, were they true: one at a time, in the same worlds."""
