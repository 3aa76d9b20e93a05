import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


# Whoever approved a text before this was kept had its page open, which the log says.
FILL = """
INSERT INTO review_versionopening (id, version_id, matter_id, by_id, at)
    SELECT gen_random_uuid(), d.version_id, d.matter_id, d.by_id, min(d.at) FROM review_decision d
    WHERE d.verdict = 'approved' GROUP BY d.version_id, d.matter_id, d.by_id;
"""

OPENED = """
CREATE FUNCTION review_approved_text_was_opened() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM review_versionopening o WHERE o.version_id = NEW.version_id AND o.by_id = NEW.by_id
    ) THEN
        RAISE EXCEPTION 'nobody approves a text that was not opened for them' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_approved_text_was_opened BEFORE INSERT ON review_decision
    FOR EACH ROW WHEN (NEW.verdict = 'approved') EXECUTE FUNCTION review_approved_text_was_opened();
CREATE TRIGGER review_row_stands BEFORE UPDATE ON review_versionopening
    FOR EACH ROW EXECUTE FUNCTION review_row_stands();
"""
UNOPENED = """
DROP TRIGGER review_row_stands ON review_versionopening;
DROP TRIGGER review_approved_text_was_opened ON review_decision;
DROP FUNCTION review_approved_text_was_opened();
"""


class Migration(migrations.Migration):
    """A text is approved by whom it was opened for."""

    dependencies = [
        ("drafting", "0005_destroyed_versions_become_empty"),
        ("matters", "0005_falls_due"),
        ("review", "0022_commentary"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VersionOpening",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("matter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="matters.matter")),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="openings", to="drafting.version")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version", "by"), name="opened_once_for_a_person")],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(OPENED, UNOPENED),
    ]
