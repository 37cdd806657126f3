"""What history records, and which series or outcome of the model answers it: for scores, fits, figures and play."""
