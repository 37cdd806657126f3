"""One world of a finished run, stopped on a day and led on with a decision changed."""
