"""Filters of the queue become rows beside those of the log, and name a matter by its id instead of by words."""

from django.db import migrations, models
from django.db.models import Q


def carry(apps, schema_editor):
    """A view that was narrowed by words goes on for the one matter they meant, and is let go where they meant several."""
    alias = schema_editor.connection.alias
    views = apps.get_model("notices", "KeptView").objects.using(alias)
    filters = apps.get_model("notices", "SavedFilter").objects.using(alias)
    matters = apps.get_model("matters", "Matter").objects.using(alias)
    for view in views.all():
        matter = None
        if view.matter:
            meant = list(matters.filter(Q(number__iexact=view.matter) | Q(title__iexact=view.matter))[:2])
            if len(meant) != 1:
                continue
            matter = meant[0]
        filters.create(
            owner_id=view.user_id,
            page="queue",
            name=view.name,
            show=view.show,
            kind=view.kind,
            due=view.due if view.due in ("overdue", "today", "week") else "",
            matter=matter,
            shared=view.shared,
        )


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_letters_and_views")]
    operations = [
        migrations.RemoveConstraint("savedfilter", "saved_once"),
        migrations.RemoveConstraint("savedfilter", "a_saved_filter_asks_for_something"),
        migrations.AddField(
            "savedfilter",
            "page",
            models.CharField(choices=[("log", "Log"), ("queue", "Queue")], default="log", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField("savedfilter", "name", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("savedfilter", "show", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("savedfilter", "due", models.CharField(blank=True, default="", max_length=20)),
        migrations.RunPython(carry, migrations.RunPython.noop),
    ]
