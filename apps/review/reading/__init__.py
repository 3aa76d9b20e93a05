"""A version opened for a person: what is computed from it, what stands in the way, and how that is printed."""
