"""Questions asked of many runs: paired differences, divergence, exemplar worlds."""
