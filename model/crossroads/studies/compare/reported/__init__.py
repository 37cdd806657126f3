"""The parts of a report's page: the figure drawn in the page itself, the numbers as tables, and one run alone."""
