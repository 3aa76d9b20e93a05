"""One module for each kind of source: bytes in, passages with anchors out."""
