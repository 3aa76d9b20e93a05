"""An authority outside firmai: what CanLII said of it, and where it can be opened or looked for."""

from __future__ import annotations

import json
from urllib.parse import urldefrag

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.integrations.errors import Fault
from apps.matters import keys
from apps.review.authorities.ledger import Line
from apps.review.citing import links
from apps.review.models import AuthorityKind
from apps.review.models.lookups import AuthorityLookup, LookupResult
from apps.review.written.pieces import can_lead


def hint(line: Line) -> tuple[str, bool]:
    """What CanLII said of a decision, and whether it is a warning."""
    lookup = line.lookup
    if lookup is None:
        return "", False
    if lookup.result == LookupResult.UNKNOWN:
        return _unasked(line, lookup), False
    if lookup.result == LookupResult.ABSENT:
        return _("CanLII has no such decision."), True
    title = _answer(lookup)["title"]
    if lookup.style_matches is False:
        return _("CanLII has another style of cause under this citation: %(title)s") % {"title": title}, True
    return _("CanLII has it: %(title)s") % {"title": title}, False


def _unasked(line: Line, lookup: AuthorityLookup) -> str:
    """Why CanLII said nothing of a decision: nobody takes that for a word in its favour."""
    if not did_not_answer(line):
        return _(
            "CanLII was not asked about it: what the text gives does not say where CanLII would have it."
        )
    return without_key(lookup) or _("CanLII did not answer when it was asked.")


OF_THE_KEY = frozenset({Fault.NOT_CONNECTED, Fault.NOT_PERMITTED, Fault.NOT_CONFIGURED})


def without_key(lookup: AuthorityLookup) -> str:
    """That CanLII was asked in vain because of the firm's key, as a sentence; empty where that is not why."""
    if lookup.fault not in OF_THE_KEY:
        return ""
    return _(
        "CanLII could not be asked with the firm's key, so it said nothing of this. An administrator has to see to the "
        "key."
    )


def did_not_answer(line: Line) -> bool:
    """Whether CanLII never said anything of a decision that it can be asked about by its citation."""
    is_unknown = line.lookup is not None and line.lookup.result == LookupResult.UNKNOWN
    return is_unknown and any(links.decision(each) for each in (line.citation, *line.parallel))


def _answer(lookup: AuthorityLookup) -> dict[str, str]:
    found: dict[str, str] = json.loads(keys.reveal(lookup, "answer").reveal())
    return found


def page(line: Line) -> str | None:
    """A page outside that is this authority's own: what the citation names, for that address says where it leads; where
    a decision cited so may lie in one of several places, what CanLII gave; else the short address that the text gives,
    which a person has to open to see where it leads."""
    language = "fr" if (get_language() or "en").startswith("fr") else "en"
    cited = [each for each in (line.citation, *line.parallel) if each]
    own = next(filter(None, (links.page(each, language) for each in cited)), None)
    named = next(filter(None, map(links.decision, cited)), None)
    if own is not None and (named is None or len(named.databases) == 1):
        return own
    short = next((f"https://{each}" for each in cited if each.startswith("canlii.ca/t/")), None)
    return given_page(line.lookup) or own or short


def leads_elsewhere(line: Line, link: str) -> bool:
    """Whether a page that somebody named is certainly another's than that of what the text cites now."""
    cited = (line.citation, *line.parallel)
    is_case = line.kind == AuthorityKind.CASE
    return links.leads_elsewhere(link, cited, is_case=is_case) and link != given_page(line.lookup)


def strays(line: Line, to: str, opened: str) -> bool:
    """Whether an address of the text's own is neither the page that a person opened nor one of CanLII's that is by its
    address of what is cited, or that CanLII gave for it (Ko v. Li, 2025 ONSC 2766: links opened unrelated cases). What
    a printed report is of, no address says."""
    if not can_lead(to):
        return False
    if not links.is_address(to):
        return True
    if urldefrag(to).url in {urldefrag(opened).url, given_page(line.lookup)}:
        return False
    return not links.is_of(to, (line.citation, *line.parallel), is_case=line.kind == AuthorityKind.CASE)


def given_page(lookup: AuthorityLookup | None) -> str:
    """The page that CanLII itself gave for a citation; empty where it gave none."""
    if lookup is None or lookup.result != LookupResult.FOUND:
        return ""
    return links.own(_answer(lookup)["url"])


def look_up(line: Line) -> str:
    """CanLII's page of an authority where its citation names it, else its search: by citation, or by name."""
    language = "fr" if (get_language() or "en").startswith("fr") else "en"
    if own := page(line):
        return own
    by_citation = bool(line.citation) and line.kind == AuthorityKind.CASE
    asked = line.style if line.kind == AuthorityKind.COMMENTARY else ""
    return links.search(asked or line.citation or line.style, language, by_citation=by_citation)
