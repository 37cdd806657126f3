"""Theatres of war: what differs from the common laws."""
