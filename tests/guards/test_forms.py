"""What goes on record as a person's choice is chosen by that person."""

from importlib import import_module

import pytest
from django import forms
from django.conf import settings

REASONS = frozenset({"reason", "reasons"})


def every_form(base=forms.BaseForm):
    for found in base.__subclasses__():
        yield found
        yield from every_form(found)


def asked_for():
    """Each field of the house's forms in which somebody says why."""
    for path in sorted(settings.BASE_DIR.glob("apps/**/*forms.py")):
        import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts))
    return {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in every_form()
        if form.__module__.startswith("apps.")
        for name, field in getattr(form, "base_fields", {}).items()
        if name in REASONS and isinstance(field, forms.ChoiceField)
    }


ASKED = asked_for()


@pytest.mark.parametrize("name", sorted(ASKED))
def test_no_reason_stands_chosen_before_somebody_chooses_one(name):
    field = ASKED[name]

    first = next(iter(field.choices), ("", ""))[0]
    assert isinstance(field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)) or first == ""
