"""The four deciding nations: what each sees, may do, and orders."""
