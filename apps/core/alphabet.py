"""The order in which a list of names is read."""

from __future__ import annotations

from django.db.models import CharField, F, Func
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower


def alphabetical(name: str | Combinable) -> Func:
    """Étienne stands among the E, whichever collation the database was made with (not every server knows ICU's)."""
    bare = Func(
        F(name) if isinstance(name, str) else name,
        template=r"regexp_replace(normalize(%(expressions)s, NFD), '[\u0300-\u036F]', '', 'g')",
        output_field=CharField(),
    )
    return Lower(bare)
