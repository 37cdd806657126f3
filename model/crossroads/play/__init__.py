"""A person takes one nation's seat in one world: briefing, prediction, choice, and what is shown at the end."""
