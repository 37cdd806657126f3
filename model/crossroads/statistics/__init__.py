"""What many worlds can tell: paired differences, intervals, shares."""
