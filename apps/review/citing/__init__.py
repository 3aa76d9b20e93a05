"""What a text cites and quotes, read from the text alone: decisions, statutes, books, and the words around them."""
