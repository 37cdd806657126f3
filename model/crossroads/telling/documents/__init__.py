"""The five documents told: their errors, contradictions, omissions and claims, and what they say of one number."""
