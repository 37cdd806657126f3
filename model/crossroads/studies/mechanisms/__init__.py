"""Mechanisms pulled one by one: what each moved, beside what was stated before anything was run."""
