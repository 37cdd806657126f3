"""What staffs imagine, compiled: where plans start, the way ahead, and what is counted at its end."""
