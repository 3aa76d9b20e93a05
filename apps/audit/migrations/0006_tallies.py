from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_entries_by_time")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "day", "event", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("event", models.CharField(max_length=64)),
                ("times", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(times__gte=1), name="what_is_counted_happened")
                ],
            },
        ),
        migrations.CreateModel(
            name="TallyCursor",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("leaf", models.BigIntegerField(default=-1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(only=True), name="there_is_one_tally_cursor")
                ],
            },
        ),
    ]
