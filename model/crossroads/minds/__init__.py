"""How any nation decides: views, odds, choice, forced decisions."""
