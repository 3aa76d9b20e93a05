"""The questions a person answers by an act before a draft counts, and what firmai counts by itself.

Professional rules behind them: LSO practice resource and white paper (April 2024), Model Code 3.1, 3.3 and 5.1, the
courts' notices on AI (2023 to 2024), Ontario r. 4.06.1(2.1). A rule of the firm lists the codes it asks for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.review.models.checklist import Item

QUESTIONS: dict[Item, Promise] = {
    Item.FACTS: _("The facts match the client's documents; each was opened at its source."),
    Item.CONSISTENCY: _(
        "Names, dates, amounts, file numbers, defined terms and cross-references agree throughout."
    ),
    Item.JURISDICTION: _("Jurisdiction and governing law are right for this matter."),
    Item.OTHER_MATTERS: _("Nothing from another matter appears."),
    Item.JUDGEMENT: _(
        "Advice, tone and strategy are the lawyer's own; instructions were followed; privilege is marked right."
    ),
    Item.FAIRNESS: _("It was read for unfair assumptions about people."),
    Item.GAPS: _("Placeholders and bracketed text are gone, or are meant to stand."),
    Item.CLIENT_TERMS: _("The client's terms for using AI on this matter allow this use."),
    Item.SUPPORT: _("The sentences without a source were read one by one and are right."),
    Item.QUOTATIONS: _(
        "The quotations that differ from the sources were compared and are right as they stand."
    ),
    Item.FORUM_RULE: _(
        "The forum's rule on AI was applied (certificate, declaration, statement of use, or none), and the signer saw "
        "the text."
    ),
    Item.SIGNER: _("The signer is the lawyer, or holds a current specific delegation."),
    Item.DEADLINE: _("Deadline, form and service were checked by a person."),
    Item.RECIPIENT: _(
        "Recipient and address are right; without-prejudice or privilege marking is intended; attachments were opened."
    ),
    Item.MINUTES: _("It tells of a person's own work, and the minutes will be those a person spent."),
}
COUNTED = frozenset({Item.NO_PLACEHOLDERS, Item.NO_GAPS, Item.AUTHORITIES})
OF_THE_SOURCES = frozenset({Item.FACTS, Item.OTHER_MATTERS})
"""Asked again once a source was withdrawn: what a draft took from it is another matter's, or privileged for somebody
else, and no document of the client's bears it out any more. Also once words of it turned out to be covered: somebody
meant them not to be read."""


@dataclass(frozen=True)
class Findings:
    """What firmai counted in a version."""

    placeholders: int
    gaps: int
    unsupported: int
    quotations: int
    """Quotations that do not stand word for word in a source."""


def is_asked_again(item: str, at: datetime, came_up: Iterable[datetime | None]) -> bool:
    """Whether what was answered at that moment is asked again, because of when sources were withdrawn, or words of them
    turned out to be covered, if that was so."""
    return item in OF_THE_SOURCES and any(each is not None and at < each for each in came_up)


def asked(codes: list[str], findings: Findings) -> list[Item]:
    """The questions of a rule for a version. Two are asked only where there is something to look at."""
    only_if = {Item.SUPPORT: findings.unsupported, Item.QUOTATIONS: findings.quotations}
    items = [Item(code) for code in codes]
    return [item for item in items if item in QUESTIONS and only_if.get(item, 1)]
