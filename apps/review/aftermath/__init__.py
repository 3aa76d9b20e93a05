"""After an approval: items found wrong, what is owed for them, and looking through what was done before."""
