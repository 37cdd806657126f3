"""The report card as it is read: its page, its tables in words, and its figures."""
