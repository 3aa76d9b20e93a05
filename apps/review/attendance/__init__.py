"""Who has a review in hand, who answers for it, and who covers for whom."""
