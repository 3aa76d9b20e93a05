"""What a page showed of a row, so that a form which comes back from it undoes nothing that its person never saw.

Two people may have the same row before them. What one of them left as it was shown is no change of theirs; what they
changed, and somebody else meanwhile, is not written over unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from apps.core.errors import Conflict

Seen = Mapping[str, Any] | None
"""Values by column as a page showed them; None where nothing was shown."""


class Shown(forms.Form):
    """A form about what is there already. Its page has what it showed in hidden fields, which come back with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def seen(self) -> Seen:
        """What its page showed; None where it does not say."""
        names = {name: self.add_initial_prefix(name) for name in self.fields}
        if self.data.keys().isdisjoint(names.values()):
            return None
        return {name: self._shown(name, at) for name, at in names.items()}

    def _shown(self, name: str, at: str) -> Any:
        field = self.fields[name]
        written = field.hidden_widget().value_from_datadict(self.data, self.files, at)
        try:
            return field.to_python(written)
        except forms.ValidationError:
            return written


def meant(to: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    """What somebody changed: without what they left as it was shown to them."""
    return {name: value for name, value in to.items() if seen is None or seen.get(name, ...) != value}


def check_as_seen(row: object, to: Mapping[str, Any], seen: Seen) -> None:
    """Nobody else changed otherwise what is to be set on this locked row since it was shown. Raises Conflict."""
    for name, value in to.items():
        if seen is not None and name in seen and getattr(row, name) not in (value, seen[name]):
            raise Conflict(
                _("This was changed meanwhile. Open the page anew, look at it, and change it then.")
            )
