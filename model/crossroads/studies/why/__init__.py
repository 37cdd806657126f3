"""Why a number is as it is: where it comes from, who disagrees, what reads it, and what it does to the answer."""
