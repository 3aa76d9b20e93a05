from django.db import migrations, models

from apps.core import lifecycles

MOVES = [("proposed", "approved"), ("proposed", "declined"), ("approved", "retired")]

# A client's matter is never drafted for with a version that no partner approved; the training matter is where one is tried.
USABLE = """
CREATE FUNCTION drafting_request_is_usable() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM drafting_workflowversion v, matters_matter m
        WHERE v.id = NEW.workflow_version_id AND m.id = NEW.matter_id
        AND (v.state = 'approved' OR (v.state = 'proposed' AND m.is_training))
    ) THEN
        RAISE EXCEPTION 'a workflow is approved before it is used' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER drafting_request_is_usable BEFORE INSERT OR UPDATE OF workflow_version_id ON drafting_request
    FOR EACH ROW EXECUTE FUNCTION drafting_request_is_usable();
"""
FREE = "DROP TRIGGER drafting_request_is_usable ON drafting_request; DROP FUNCTION drafting_request_is_usable();"

# What was proposed is what is approved: only who decided, and that it was decided, is added to a version.
STANDS = """
CREATE FUNCTION drafting_workflow_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF to_jsonb(NEW) - 'state' - 'approved_by_id' - 'approved_at'
        <> to_jsonb(OLD) - 'state' - 'approved_by_id' - 'approved_at' THEN
        RAISE EXCEPTION 'a version of a workflow is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER drafting_workflow_stands BEFORE UPDATE ON drafting_workflowversion
    FOR EACH ROW EXECUTE FUNCTION drafting_workflow_stands();
"""
FALLS = "DROP TRIGGER drafting_workflow_stands ON drafting_workflowversion; DROP FUNCTION drafting_workflow_stands();"


class Migration(migrations.Migration):
    """A version of a workflow is proposed, tried, approved or declined, and never changed."""

    dependencies = [("drafting", "0003_workflows"), ("matters", "0001_first")]

    operations = [
        migrations.AlterField(
            "workflowversion",
            "state",
            models.CharField(
                choices=[
                    ("proposed", "Proposed"), ("approved", "Approved"), ("retired", "Retired"), ("declined", "Declined"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
        migrations.RunSQL(
            lifecycles.trigger("drafting_workflowversion", start="proposed", moves=MOVES),
            lifecycles.drop_trigger("drafting_workflowversion"),
        ),
        migrations.RunSQL(USABLE, FREE),
        migrations.RunSQL(STANDS, FALLS),
    ]
