"""What the page prints on which a certificate or declaration is signed."""

from __future__ import annotations

from typing import Any

from apps.matters import keys
from apps.review.filing import queries as filings
from apps.review.models.filing import SignedStatement
from apps.review.signing.certificates import Prepared
from apps.review.written import markup


def signature(prepared: Prepared) -> dict[str, Any]:
    """The page on which a certificate or declaration is signed."""
    return {
        "prepared": prepared,
        "document": markup.render(prepared.text),
        "authorities": [
            {
                "pk": str(line.authority.pk),
                "name": line.name,
                "link": filings.link_of(line),
            }
            for line in prepared.lines
        ],
    }


def statement_text(statement: SignedStatement) -> str:
    return keys.reveal_bytes(statement, "content").reveal().decode()
