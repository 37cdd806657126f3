"""Laws run once on tracers: what they ask of NumPy, as a graph of operations."""
