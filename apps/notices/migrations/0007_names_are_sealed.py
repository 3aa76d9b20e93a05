"""What people call their filters of the queue is sealed under the firm's key."""

from django.db import migrations, models
from django.db.models import Q

from apps.core import ciphers


def seal(apps, schema_editor):
    filters = apps.get_model("notices", "SavedFilter").objects.using(schema_editor.connection.alias)
    for row in filters.exclude(called=""):
        row.name = ciphers.firm_seal(f"notices.savedfilter.name:{row.pk}", row.called.encode())
        row.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [("notices", "0006_filters_say_what_they_ask")]
    operations = [
        migrations.RemoveConstraint("savedfilter", "a_view_is_named_once_by_a_person"),
        migrations.RemoveConstraint("savedfilter", "a_filter_asks_what_its_page_knows"),
        migrations.RenameField("savedfilter", "name", "called"),
        migrations.AddField("savedfilter", "name", models.BinaryField(default=b"")),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RemoveField("savedfilter", "called"),
        migrations.AddConstraint(
            "savedfilter",
            models.CheckConstraint(
                condition=Q(page="log", name=b"", show="", due="")
                | Q(
                    ~Q(name=b""),
                    ~Q(show=""),
                    page="queue",
                    event="",
                    outcome="",
                    actor=None,
                    since=None,
                    until=None,
                ),
                name="a_filter_asks_what_its_page_knows",
            ),
        ),
    ]
