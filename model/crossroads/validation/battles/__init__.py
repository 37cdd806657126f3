"""The battle calculator: a law of combat for single battles, fitted to battles of 1938-45 and tested on them."""
