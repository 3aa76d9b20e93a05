"""MyCase: read what a case has, write an approved note or document. Nothing else is possible here."""
