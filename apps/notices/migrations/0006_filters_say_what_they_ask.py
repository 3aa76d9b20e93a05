"""What filters of the log and of the queue have to say, and the second table goes."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_filters_are_one_thing")]
    operations = [
        migrations.DeleteModel("KeptView"),
        migrations.AddConstraint(
            "savedfilter",
            models.UniqueConstraint(
                fields=["owner", "event", "kind", "outcome", "actor", "matter", "since", "until"],
                condition=Q(page="log"),
                nulls_distinct=False,
                name="saved_once",
            ),
        ),
        migrations.AddConstraint(
            "savedfilter",
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(page="queue"), name="a_view_is_named_once_by_a_person"
            ),
        ),
        migrations.AddConstraint(
            "savedfilter",
            models.CheckConstraint(
                condition=Q(page="queue")
                | ~Q(event="", kind="", outcome="", actor=None, matter=None, since=None, until=None),
                name="a_saved_filter_asks_for_something",
            ),
        ),
        migrations.AddConstraint(
            "savedfilter",
            models.CheckConstraint(
                condition=Q(page="log", name="", show="", due="")
                | Q(
                    ~Q(name=""),
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
