"""The one kind of error a person sees here: a line that says what is wrong and what to do about it."""

from __future__ import annotations


class Problem(Exception):
    """Something the person running the command has to put right. Its text is one line."""
