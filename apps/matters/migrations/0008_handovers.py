import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

STANDS = """
CREATE FUNCTION matters_handover_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'a handover is never changed' USING ERRCODE = 'restrict_violation';
END
$body$;
CREATE TRIGGER matters_handover_stands BEFORE UPDATE ON matters_handover
    FOR EACH ROW EXECUTE FUNCTION matters_handover_stands();
"""
FALLS = "DROP TRIGGER matters_handover_stands ON matters_handover; DROP FUNCTION matters_handover_stands();"


class Migration(migrations.Migration):
    """Who handed a matter on to whom, and when."""

    dependencies = [
        ("matters", "0007_namesake_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("after", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("before", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("matter", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="handovers", to="matters.matter")),
            ],
            options={"ordering": ("at",)},
        ),
        migrations.RunSQL(STANDS, FALLS),
    ]
