"""To Word and back: a version that was edited in Word becomes the next one, to be approved like any other."""

from __future__ import annotations

from django.conf import settings

from apps.core.sensitive import Sensitive
from apps.drafting.models import Maker, Version
from apps.matters import keys
from apps.people.models import User
from apps.review import hyperlinks, word
from apps.review.models import ReviewTask
from apps.review.preparation import edit


def take_back(*, task: ReviewTask, base_version: Version, data: Sensitive[bytes], by: User) -> Version:
    """The next version, from an edited Word document. The file itself is not kept.

    Raises BadInput for what cannot be read or changes nothing, and what ``edit`` raises.
    """
    text = text_in(task=task, base_version=base_version, data=data)
    return edit(task=task, base_version=base_version, text=text, by=by, maker=Maker.WORD)


def text_in(*, task: ReviewTask, base_version: Version, data: Sensitive[bytes]) -> Sensitive[str]:
    """What an edited Word document says that was made from a version. Raises BadInput."""
    base = keys.reveal(base_version, "text").reveal()
    ours = {link.to for link in hyperlinks.of_version(task, base_version, base)}
    text = word.text_of(data.reveal(), base, ours=ours, firm=settings.FIRM_NAME, matter=str(task.matter))
    return Sensitive(text)
