"""Whether scanned pages can be read here, and by what. Where they cannot, that is said and not papered over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.desk.seen import Seen, Status
from apps.intake.readers import recognition


def scans() -> Seen:
    """The engine as this process finds it: the worker is started on the same machine, from the same image."""
    engine = recognition.find()
    if engine is None:
        return Seen(
            Status.WARN,
            _("not installed"),
            _(
                "Text recognition is not installed, or cannot be confined here: scanned pages are not read, and say so."
            ),
        )
    names = {"eng": _("English"), "fra": _("French")}
    said = _("Tesseract %(version)s reads %(languages)s.") % {
        "version": engine.version,
        "languages": ", ".join(names[each] for each in engine.languages),
    }
    if len(engine.languages) < len(recognition.LANGUAGES):
        return Seen(Status.WARN, _("one language"), said)
    return Seen(Status.OK, _("on this machine"), said)
