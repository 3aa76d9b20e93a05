"""CanLII's metadata API for the decisions in the catalogue."""
