"""A run beside the record: reference series, what of the model answers them, and how far off it is."""
