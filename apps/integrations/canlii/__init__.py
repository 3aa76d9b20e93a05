"""CanLII's metadata: does a decision exist, under which style of cause and citation. Its text is not in the API."""
