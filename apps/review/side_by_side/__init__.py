"""The page on which a draft is read against its sources."""
