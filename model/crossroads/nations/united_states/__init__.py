"""The United States: what it sees, comes to believe, may do, orders and imagines."""
