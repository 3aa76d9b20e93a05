"""A document that goes to a court: what is asked of it there, and what is said and inserted for that."""
