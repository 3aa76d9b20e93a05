"""Reviews as they begin: opened from stored drafts, and when each has to begin."""
