"""Who somebody is, by a text alone: names that a matter lists, and numbers and places that show themselves by form."""
