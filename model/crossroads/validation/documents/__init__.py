"""The documents' numbers that no rule reads, beside what runs give for them."""
