"""The queue: its parts, a page of one, and one act on several reviews."""
