from django.db import migrations, models

FILLED = """
UPDATE matters_matter AS matter SET falls_due = due.day FROM (
    SELECT one.id, LEAST(
        CASE WHEN one.next_deadline >= CURRENT_DATE THEN one.next_deadline END,
        (SELECT MIN(day) FROM matters_deadline WHERE matter_id = one.id AND day >= CURRENT_DATE)
    ) AS day FROM matters_matter AS one
) AS due WHERE due.id = matter.id AND due.day IS NOT NULL
"""


class Migration(migrations.Migration):
    """What falls due next is a column, so that lists and queues read it with their rows."""

    dependencies = [("matters", "0004_deadlines")]

    operations = [
        migrations.AddField(
            model_name="matter",
            name="falls_due",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
    ]
