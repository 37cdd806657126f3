"""Germany: what it sees, comes to believe, may do, orders and imagines."""
