import datetime as dt

from django.db import migrations, models
from django.utils import timezone

CHECKED_ON = dt.date(2026, 11, 21)
APPEALS = (
    "Not confirmed for the Court of Appeal: treated as Rules of Civil Procedure, r. 4.06.1(2.1) and (2.2), until the "
    "rule's owner says otherwise"
)
# The notice of October 2023 is of all three courts of Alberta. Of Ontario's appeals no source that was read says it.
SAME_AS = (
    ("ab_appeal", "ab_kings_bench", "any", {}),
    ("ab_justice", "ab_kings_bench", "any", {}),
    ("on_appeal", "on_superior", "factum", {"source": APPEALS}),
    ("on_appeal", "on_superior", "any", {"source": APPEALS}),
)
SAID = (
    "document", "statement", "place", "wording", "wording_fr", "must_stand", "must_stand_fr", "asks", "signer",
    "links_required", "source", "source_url",
)


def add(apps, schema_editor):
    """What the firm's first rules say of a court, for those that the same source is of. A firm's own rule of that court
    is its word on that court alone."""
    rules = apps.get_model("review", "FilingRule").objects.using(schema_editor.connection.alias)
    at = timezone.now()
    for forum, other, document, changes in SAME_AS:
        for first in rules.filter(forum=other, document=document, number=1, proposed_by=None):
            said = {name: getattr(first, name) for name in SAID} | changes
            rules.create(forum=forum, checked_on=CHECKED_ON, proposed_at=at, approved_at=at, **said)


class Migration(migrations.Migration):
    """Every court that the sources of the firm's first rules name has its rule, and Ontario's Court of Appeal one that
    is not confirmed."""

    dependencies = [("review", "0035_found_wrong_again")]

    operations = [
        migrations.AlterField(
            model_name='filingrule',
            name='forum',
            field=models.CharField(choices=[('none', 'No court or tribunal'), ('on_appeal', 'Court of Appeal for Ontario'), ('on_superior', 'Ontario Superior Court of Justice'), ('on_family', 'Ontario Superior Court of Justice, Family'), ('on_small_claims', 'Ontario Small Claims Court'), ('bc_supreme', 'Supreme Court of British Columbia'), ('ab_appeal', 'Court of Appeal of Alberta'), ('ab_kings_bench', "Court of King's Bench of Alberta"), ('ab_justice', 'Alberta Court of Justice'), ('mb_kings_bench', "Court of King's Bench of Manitoba"), ('ns_supreme', 'Supreme Court of Nova Scotia'), ('ns_provincial', 'Provincial Court of Nova Scotia'), ('yt_supreme', 'Supreme Court of Yukon'), ('qc_superior', 'Superior Court of Quebec'), ('federal', 'Federal Court'), ('other', 'Another court or tribunal')], max_length=20),
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
