import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Whoever takes over a matter before a court that asks it looks through what was filed before."""

    dependencies = [
        ("matters", "0008_handovers"),
        ("review", "0029_no_authority"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierFilings",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("needed_by", models.DateField()),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.BinaryField(null=True)),
                ("assigned_to", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("done_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("handover", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="earlier_filings", to="matters.handover")),
                ("matter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="matters.matter")),
            ],
            options={
                "ordering": ("needed_by", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(done_by=None, done_at=None)
                        | Q(done_by__isnull=False, done_at__isnull=False, note__isnull=False),
                        name="who_looked_through_when_and_what_was_found",
                    )
                ],
            },
        ),
    ]
