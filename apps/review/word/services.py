"""To Word and back: a version that was edited in Word becomes the next one, to be approved like any other."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from docx.document import Document as Doc

from apps.core.errors import BadInput, Conflict, NotAllowed
from apps.core.sensitive import Sensitive
from apps.drafting.models import Maker, Version
from apps.matters import keys
from apps.people.models import User
from apps.review import rules
from apps.review.acts import check_newest, locked
from apps.review.filing import hyperlinks
from apps.review.models import ReviewTask
from apps.review.preparation.services import edit
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Refusal
from apps.review.written import returned, word


class TakenBack(NamedTuple):
    """The version that a document became, and of how many passages it has their words and not their highlighting."""

    version: Version
    highlighted: int


class Unmarked(BadInput):
    """A document that does not say what it was made from; somebody has to say it."""


def take_back(
    *, task: ReviewTask, base_version: Version, data: Sensitive[bytes], by: User, is_of_base: bool = False
) -> TakenBack:
    """The next version, from an edited Word document. The file itself is not kept.

    The document says which version it was made from. Of one that does not, ``is_of_base`` is a person's word that it is
    ``base_version``. Raises BadInput for what cannot be read or changes nothing, Unmarked where nobody said what it was
    made from, NotAllowed for a document of another draft, Conflict for one that was made from an older version, and
    what ``edit`` raises.
    """
    given = word.opened(data.reveal())
    marked = word.made_from(given)
    base = _base(task=task, base_version=base_version, marked=marked, is_of_base=is_of_base, by=by)
    text = _text(task, base, given)
    version = edit(task=task, base_version=base, text=text, by=by, maker=Maker.WORD)
    return TakenBack(version, returned.highlighted(given))


@on_record(Attempt.EDIT)
def _base(
    *, task: ReviewTask, base_version: Version, marked: UUID | None, is_of_base: bool, by: User
) -> Version:
    """The version that a document was made from, once it may become the one after it."""
    task = locked(task)
    base = base_version if marked is None else task.draft.versions.filter(pk=marked).first()
    if base is None:
        raise NotAllowed(
            _("This document was made from another draft. Nothing was saved."), codes=(Refusal.NOT_THEIRS,)
        )
    rules.check_can_prepare(by, task)
    newest = task.draft.latest
    if marked is not None and base.pk != newest.pk:
        raise Conflict(
            _("This document was made from version %(base)d. Version %(newest)d was saved since.")
            % {"base": base.number, "newest": newest.number}
        )
    check_newest(task, base)
    if marked is None and not is_of_base:
        raise Unmarked(_("This document does not say which version it was made from. Nothing was saved."))
    return base


def text_in(
    *, task: ReviewTask, base_version: Version, data: Sensitive[bytes]
) -> tuple[Version, Sensitive[str], int]:
    """The version that an edited Word document was made from, ``base_version`` where it does not name one of this
    draft; what it says, and how many passages are highlighted in it. Raises BadInput."""
    given = word.opened(data.reveal())
    marked = word.made_from(given)
    base = (marked and task.draft.versions.filter(pk=marked).first()) or base_version
    return base, _text(task, base, given), returned.highlighted(given)


def _text(task: ReviewTask, base: Version, given: Doc) -> Sensitive[str]:
    text = keys.reveal(base, "text").reveal()
    links, ours = hyperlinks.of_version(task, base, text), hyperlinks.ever(task)
    firm, matter = settings.FIRM_NAME, str(task.matter)
    return Sensitive(word.text_of(given, text, ours=ours, links=links, firm=firm, matter=matter))
