"""What the codes in facts of the log are called, for people. An entry's own bytes have the codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from apps.desk.codes_tried import TRIED
from apps.desk.codes_why import WHY
from apps.intake.models import Kind
from apps.integrations.models import Region, Vendor
from apps.matters.choices import Forum, PracticeArea, Province, Residency
from apps.matters.models import PartyRole
from apps.people.models import Language, LicenceClass, RoleCode
from apps.policy.departed import Place
from apps.policy.observed import Retention
from apps.policy.registers import Where
from apps.review.models import TakenBack
from apps.sync.models import Witness

WORDS = {**TRIED, **WHY}
ANY = ""
BY_FACT: Mapping[str, tuple[type[models.TextChoices], ...]] = {
    "area": (PracticeArea,),
    "format": (Kind,),
    "forum": (Forum,),
    "geo": (Region,),
    "language": (Language,),
    "licence_class": (LicenceClass,),
    "place": (Place,),
    "province": (Province,),
    "region": (Region,),
    "residency": (Residency,),
    "retention": (Retention,),
    "role": (RoleCode, PartyRole),
    "vendor": (Vendor,),
    "where": (Where,),
    "why": (TakenBack,),
    "witness": (Witness,),
}
"""Of facts whose codes are those of one list, whatever another calls the same code."""
PARTS: Mapping[str, Promise] = {
    "desk": pgettext_lazy("part of the house", "desk"),
    "drafting": pgettext_lazy("part of the house", "requests"),
    "intake": pgettext_lazy("part of the house", "sources"),
    "integrations": pgettext_lazy("part of the house", "connections"),
    "keeping": pgettext_lazy("part of the house", "retention"),
    "matters": pgettext_lazy("part of the house", "matters"),
    "notices": pgettext_lazy("part of the house", "notifications"),
    "people": pgettext_lazy("part of the house", "people"),
    "policy": pgettext_lazy("part of the house", "terms"),
    "review": pgettext_lazy("part of the house", "reviews"),
    "sync": pgettext_lazy("part of the house", "deliveries"),
}
"""Where the pages are that a fact names by their code."""


def said(name: str, code: str, stage: str) -> str:
    """A code in words: as its own list calls it, as is said here, or as the app of the event calls it, where that is
    one thing. What nobody has words for, a version, is shown as it is."""
    part, _, act = code.partition(".")
    if name == "where" and part in PARTS:
        return f"{PARTS[part]} ({TRIED[act]})" if act in TRIED else str(PARTS[part])
    for choices in BY_FACT.get(name, ()):
        for value in (code, code.upper()):
            if value in choices.values:
                return str(choices(value).label)
    if code in WORDS:
        return str(WORDS[code])
    labels = _labels(get_language() or "")
    return labels.get((stage, code)) or labels.get((ANY, code)) or code.replace("_", " ")


@cache
def _labels(_language: str) -> dict[tuple[str, str], str]:
    """What each code of the house's lists of choices is called, where all of one app's lists call it the same, or all
    there are."""
    called: dict[tuple[str, str], set[str]] = defaultdict(set)
    for choices in models.TextChoices.__subclasses__():
        app = choices.__module__.removeprefix("apps.").partition(".")[0]
        for each in choices:
            for place in ((app, each.value), (ANY, each.value)):
                called[place].add(str(each.label))
    return {place: labels.pop() for place, labels in called.items() if len(labels) == 1}
