"""Leads and rates of the firm's first rules, and the order of the reviews that are there."""

import datetime as dt

from django.db import migrations

LEADS = {
    "court_filing": 3, "sworn": 3, "undertaking": 2, "opinion": 2, "agreement": 2, "demand_letter": 1,
    "client_letter": 1,
}  # fmt: skip
ONE_IN = {
    "internal_note": 5, "chronology": 5, "time_entry": 10, "client_letter": 10, "demand_letter": 10, "agreement": 10,
}  # fmt: skip


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    rules = apps.get_model("review", "ItemRule").objects.using(alias)
    for rule in rules.all():
        rule.lead_days, rule.sample_one_in = LEADS.get(rule.kind, 0), ONE_IN.get(rule.kind, 0)
        rule.save(update_fields=["lead_days", "sample_one_in"])
    tasks = apps.get_model("review", "ReviewTask").objects.using(alias)
    for task in tasks.select_related("draft__request", "matter").iterator(chunk_size=500):
        due = min(filter(None, (task.needed_by, task.matter.next_deadline)))
        tasks.filter(pk=task.pk).update(
            requested_by=task.draft.request.requested_by_id,
            due_on=due,
            act_by=_before(due, LEADS.get(task.kind, 0)),
        )


def _before(day, days):
    """Weekdays only: the holidays between are a few days' difference in the order, once."""
    for _each in range(days):
        day -= dt.timedelta(days={0: 3, 6: 2}.get(day.weekday(), 1))
    return day


class Migration(migrations.Migration):
    dependencies = [("review", "0005_attendance")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
