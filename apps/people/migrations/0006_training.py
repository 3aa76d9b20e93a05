import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("people", "0005_counted_at_the_door")]
    operations = [
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("completed_on", models.DateField()),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-completed_on", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=["user", "completed_on"],
                        condition=Q(withdrawn_at=None),
                        name="a_training_is_on_record_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(withdrawn_at=None, withdrawn_by=None)
                        | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                        name="whoever_withdrew_a_training_is_named",
                    ),
                    models.CheckConstraint(
                        condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("recorded_at")),
                        name="a_training_is_withdrawn_after_it_was_recorded",
                    ),
                ],
            },
        ),
    ]
