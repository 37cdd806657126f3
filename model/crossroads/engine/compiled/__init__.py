"""The laws, the minds and the luck traced once and run compiled: the same bits as NumPy's, on any processor."""
