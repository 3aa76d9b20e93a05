from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

guards = import_module("apps.review.migrations.0004_destroyed_rows_become_empty")
rests = import_module("apps.review.migrations.0015_what_an_approval_rests_on")
left = import_module("apps.review.migrations.0019_left_and_asked_again")
filings = import_module("apps.review.migrations.0042_filings_come_back_before_they_left")

# Who struck a decision, and why it was taken back, is said as it is struck and stays.
STRUCK_BEFORE = guards.letting(guards.before.DECISIONS)
STRUCK = STRUCK_BEFORE.replace(
    "to_jsonb(NEW) - 'voided_at' <> to_jsonb(OLD) - 'voided_at'",
    "to_jsonb(NEW) - '{voided_at,voided_by_id,taken_back}'::text[]"
    " <> to_jsonb(OLD) - '{voided_at,voided_by_id,taken_back}'::text[]",
)

# Whatever was approved comes back for as long as nothing of it can have left and no signature over it stands.
BACK_BEFORE = filings.BACK
BACK = """
CREATE OR REPLACE FUNCTION review_task_comes_back() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.left_at IS NOT NULL AND NEW.left_at IS DISTINCT FROM OLD.left_at THEN
        RAISE EXCEPTION 'since when something may have left stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> 'approved' OR NEW.state = 'approved' THEN
        RETURN NEW;
    END IF;
    IF OLD.left_at IS NOT NULL
        OR EXISTS (SELECT FROM review_signedstatement s WHERE s.task_id = NEW.id AND s.withdrawn_at IS NULL)
        OR EXISTS (SELECT FROM review_correction c WHERE c.task_id = NEW.id) THEN
        RAISE EXCEPTION 'what may have left is not opened again' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT FROM review_decision d WHERE d.task_id = NEW.id AND d.verdict = 'approved' AND d.voided_at IS NULL
    ) THEN
        RAISE EXCEPTION 'an approval stands: strike it before the review is opened again'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
"""

# What was withdrawn as wrong is not signed again under another approval of the same either.
SIGNED_BEFORE = rests.SIGNED
SIGNED = SIGNED_BEFORE.replace(
    """SELECT FROM review_signedstatement s WHERE s.manifest_id = NEW.manifest_id
        AND s.withdrawn_reason IN ('authority_wrong', 'text_wrong')""",
    """SELECT FROM review_signedstatement s JOIN review_manifest w ON w.id = s.manifest_id
        JOIN review_manifest m ON m.id = NEW.manifest_id AND m.version_id = w.version_id
        WHERE s.withdrawn_reason = 'text_wrong'
        OR (s.withdrawn_reason = 'authority_wrong' AND m.ledger_hmac = w.ledger_hmac)""",
)


class Migration(migrations.Migration):
    """An approval of which nothing left is taken back whatever it is of, by a named person, for a reason."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("review", "0044_second_looks_stay_apart"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="voided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="taken_back",
            field=models.CharField(
                blank=True,
                choices=[
                    ("in_error", "Approved in error"),
                    ("approver", "Whoever approved it may not decide it"),
                    ("court", "The court, or what it asks for, has changed"),
                    ("changed", "Facts, instructions or sources have changed"),
                    ("text_wrong", "The text is wrong"),
                    ("not_wanted", "Not wanted any more"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_back", ""),
                    models.Q(("voided_at__isnull", False), ("voided_by__isnull", False)),
                    _connector="OR",
                ),
                name="who_took_an_approval_back",
            ),
        ),
        migrations.RunSQL(STRUCK, STRUCK_BEFORE),
        migrations.RunSQL(BACK, BACK_BEFORE),
        migrations.RunSQL(SIGNED, SIGNED_BEFORE),
    ]
