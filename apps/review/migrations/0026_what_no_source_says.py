import datetime as dt

from django.db import migrations
from django.utils import timezone

CHECKED_ON = dt.date(2026, 11, 21)
"""The house's own look. Whoever looked since, looked at what the rule named before."""
FAMILY = "https://www.ontario.ca/laws/regulation/990114"
SMALL_CLAIMS = "https://www.ontario.ca/laws/regulation/980258"
CHANGES = {
    # Of this court no source of the firm's says anything, so it is as with every court of which that is so.
    ("on_small_claims", "any"): {
        "asks": ["forum"],
        "source": "Rules of the Small Claims Court, O. Reg. 258/98: not confirmed whether anything is asked about AI, so "
        "whoever files finds out",
        "source_url": SMALL_CLAIMS,
    },
    ("on_family", "expert_report"): {
        "source": "Not confirmed for the Family Law Rules: treated as rr. 52.03 and 53.03 of the Rules of Civil Procedure "
        "until the rule's owner says otherwise",
        "source_url": FAMILY,
    },
}
KEPT = (
    "forum", "document", "statement", "place", "wording", "wording_fr", "must_stand", "must_stand_fr", "asks", "signer",
    "links_required", "source", "source_url", "owner_id", "proposed_by_id", "approved_by_id",
)


def replace(apps, schema_editor):
    """Two of the firm's first rules named a source that does not say it. A firm's own rule stays."""
    rules = apps.get_model("review", "FilingRule").objects.using(schema_editor.connection.alias)
    at = timezone.now()
    for (forum, document), changes in CHANGES.items():
        of_both = rules.filter(forum=forum, document=document)
        for rule in of_both.filter(number=1, retired_at=None, proposed_by=None).exclude(approved_at=None):
            last = of_both.order_by("-number").first()
            rules.filter(pk=rule.pk).update(retired_at=at)
            kept = {name: getattr(rule, name) for name in KEPT} | changes
            number = last.number + 1
            rules.create(**kept, number=number, checked_on=CHECKED_ON, proposed_at=at, approved_at=at)


class Migration(migrations.Migration):
    """What no source says is asked of whoever files, and no rule says that a court asks for nothing."""

    dependencies = [("review", "0025_first_use_of_instructions")]

    operations = [migrations.RunPython(replace, migrations.RunPython.noop)]
