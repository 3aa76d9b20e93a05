"""The outside of the house: what `make` runs. Standard library only, so that it works before anything is installed."""
