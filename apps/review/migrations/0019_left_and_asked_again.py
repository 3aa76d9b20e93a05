from importlib import import_module

from django.db import migrations, models

first = import_module("apps.review.migrations.0015_what_an_approval_rests_on")

# What was signed before this was kept may have left; when is not known any more, so from its decision on.
FILL = """
UPDATE review_reviewtask t SET left_at = t.decided_at WHERE t.decided_at IS NOT NULL
    AND EXISTS (SELECT FROM review_signedstatement s WHERE s.task_id = t.id);
"""

# An approval may be taken back as long as nothing that it lets out can have left: a signature is awaited, and none was
# given, or each that was is struck as given in error before anything began to go. After that an item is found wrong,
# and stays.
BACK = """
CREATE OR REPLACE FUNCTION review_task_comes_back() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    due text;
BEGIN
    IF OLD.left_at IS NOT NULL AND NEW.left_at IS DISTINCT FROM OLD.left_at THEN
        RAISE EXCEPTION 'since when something may have left stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> 'approved' OR NEW.state = 'approved' THEN
        RETURN NEW;
    END IF;
    SELECT m.signature_due INTO due FROM review_decision d JOIN review_manifest m ON m.id = d.manifest_id
        WHERE d.task_id = NEW.id AND d.verdict = 'approved' ORDER BY d.at DESC LIMIT 1;
    IF due IS NULL OR due = '' OR OLD.left_at IS NOT NULL
        OR EXISTS (
            SELECT FROM review_signedstatement s WHERE s.task_id = NEW.id
            AND s.withdrawn_reason <> 'signed_in_error'
        )
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
DROP TRIGGER review_task_comes_back ON review_reviewtask;
CREATE TRIGGER review_task_comes_back BEFORE UPDATE OF state, left_at ON review_reviewtask
    FOR EACH ROW EXECUTE FUNCTION review_task_comes_back();
"""
BEFORE = "DROP TRIGGER review_task_comes_back ON review_reviewtask;" + first.BACK.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)


class Migration(migrations.Migration):
    """A review knows since when something of it may have left, so that a signature given in error ends nothing; and
    CanLII is asked again where it did not answer."""

    dependencies = [("review", "0018_looks_by_approval")]

    operations = [
        migrations.AddField(
            model_name="reviewtask",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(BACK, BEFORE),
        migrations.AddField(
            model_name="authoritylookup",
            name="again_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="authoritylookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("again_at", None), ("result", "unknown"), _connector="OR"),
                name="only_what_is_unknown_is_asked_again",
            ),
        ),
        migrations.AddIndex(
            model_name="authoritylookup",
            index=models.Index(
                condition=models.Q(("again_at__isnull", False)), fields=["again_at"], name="lookups_asked_again"
            ),
        ),
    ]
