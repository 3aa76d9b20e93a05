"""What stands between a word that leads to a number and the number. Pieces of patterns, over plain text."""

from __future__ import annotations

W = r"[ \n]"
LEADER = r"[ .:|_>\u2026*]{0,60}\n?[ |>]{0,24}"
"""From a label to what is filled in beside or under it: `Account ........ 12345`, `| Account | 12345 |`."""
BROKEN = r"(?<![.!?;])\n(?!\n)"
"""The end of a line that is neither a sentence's nor a paragraph's."""
FILL = rf"(?:[^\d\x00\x01\n$]|{BROKEN}){{0,40}}?{LEADER}"
"""From a leading word to its number, in the same sentence and past no other number."""
FAR = rf"(?:[^\x00\x01\n$.;]|\.(?![ \n]+[A-ZÀ-Þ])|{BROKEN}){{0,70}}?{LEADER}"
"""The same, past small numbers too: for numbers whose own form is plain enough."""
