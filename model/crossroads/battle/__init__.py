"""The battle calculator: the combat law put to single battles, fitted to battles of 1938-45 and tested on them."""
