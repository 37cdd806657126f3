"""Laws that theatres share: pure functions of arrays, no place names."""
