"""What came of an edit of the road to June 1941: events by year, and relations as they then stood."""
