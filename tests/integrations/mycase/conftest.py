"""The requests of these tests, and the answers to them, are held to our description of each vendor."""

from tests.recordings import requests_are_as_described

__all__ = ["requests_are_as_described"]
