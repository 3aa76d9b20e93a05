from django.db import migrations

from apps.core import lifecycles

MOVES = [
    ("queued", "sending"), ("queued", "cancelled"),
    ("sending", "sent"), ("sending", "waiting"), ("sending", "stopped"),
    ("waiting", "sending"), ("waiting", "cancelled"),
    ("sent", "verified"), ("sent", "stopped"),
    ("stopped", "queued"), ("stopped", "cancelled"),
]


class Migration(migrations.Migration):
    """The database knows the table of moves too."""

    dependencies = [("sync", "0001_first")]

    operations = [
        migrations.RunSQL(
            lifecycles.trigger("sync_delivery", start="queued", moves=MOVES),
            lifecycles.drop_trigger("sync_delivery"),
        ),
    ]
