"""A text as it is written: on the page, in Word and back, on paper, and what changed between two of them."""
