"""Strategy as strategy: trees of worlds, the worth of finding out, signals and what they were believed to mean."""
