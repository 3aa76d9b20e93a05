import datetime as dt

from django.db import migrations, models
from django.utils import timezone

FIRST_LOOK = dt.date(2026, 11, 21)
"""The day of the house's first rules. Nobody looked at the sources of those that were added later on that day."""
ADDED = ("on_appeal", "ab_appeal", "ab_justice")

EN, FR = "Use of artificial intelligence", "Utilisation de l’intelligence artificielle"
TOOL = {"must_stand": f"{EN}: {{tool}}", "must_stand_fr": f"{FR}\u00a0: {{tool}}"}
KEPT = (
    "forum", "document", "statement", "place", "wording", "wording_fr", "asks", "signer", "links_required", "source",
    "source_url", "checked_on", "owner_id", "proposed_by_id", "approved_by_id",
)


def of_the_house(apps, schema_editor):
    return every(apps, schema_editor).filter(proposed_by=None).exclude(approved_at=None)


def every(apps, schema_editor):
    return apps.get_model("review", "FilingRule").objects.using(schema_editor.connection.alias)


def unread(apps, schema_editor):
    """Those whose source somebody has read since keep that day."""
    of_the_house(apps, schema_editor).filter(forum__in=ADDED, number=1, checked_on=FIRST_LOOK).update(checked_on=None)


def as_read(apps, schema_editor):
    of_the_house(apps, schema_editor).filter(checked_on=None).update(checked_on=FIRST_LOOK)


def name_the_tool(apps, schema_editor):
    """Yukon asks which tool was used; the words that had to stand named none. A firm's own wording stays."""
    rules, at = every(apps, schema_editor), timezone.now()
    first = of_the_house(apps, schema_editor).filter(
        forum="yt_supreme", statement="use", must_stand=EN, must_stand_fr=FR, retired_at=None
    )
    for rule in first.filter(wording__contains=TOOL["must_stand"], wording_fr__contains=TOOL["must_stand_fr"]):
        number = 1 + max(rules.filter(forum=rule.forum, document=rule.document).values_list("number", flat=True))
        rules.filter(pk=rule.pk).update(retired_at=at)
        kept = {name: getattr(rule, name) for name in KEPT}
        rules.create(**kept, **TOOL, number=number, proposed_at=at, approved_at=at)


class Migration(migrations.Migration):
    """A rule whose source nobody has read says so; and Yukon's asks for the tool by name."""

    dependencies = [("review", "0040_nobody_signs_unseen")]

    operations = [
        migrations.AlterField(model_name="filingrule", name="checked_on", field=models.DateField(null=True)),
        migrations.RunPython(unread, as_read),
        migrations.RunPython(name_the_tool, migrations.RunPython.noop),
    ]
