"""A filter of the queue that asks for one matter keeps no name once that matter's content is destroyed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("notices", "0023_changed_records_are_told")]
    operations = [
        migrations.RemoveConstraint("savedfilter", "a_filter_asks_what_its_page_knows"),
        migrations.AddConstraint(
            "savedfilter",
            models.CheckConstraint(
                condition=Q(page="log", name=b"", show="", due="")
                | Q(
                    ~Q(name=b"") | Q(matter__isnull=False),
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
