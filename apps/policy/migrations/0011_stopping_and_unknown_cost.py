from django.db import migrations, models

STOPPING = (
    "other_organization", "other_workspace", "wrong_region", "wrong_model", "server_side", "unexpected_content",
    "not_a_reply", "on_hold", "spend_limit", "credential", "billing", "other_geo", "server_tool",
)  # fmt: skip


def what_stops(apps, schema_editor):
    """What is open and would stop all sending does: nobody has said that it is safe to send in spite of it."""
    alias = schema_editor.connection.alias
    incidents = apps.get_model("policy", "Incident").objects.using(alias)
    incidents.filter(code__in=STOPPING).update(stops=True)
    first = incidents.filter(stops=True, closed_at=None).order_by("raised_at").first()
    if first is not None:
        closed = apps.get_model("policy", "Breaker").objects.using(alias).filter(is_open=False)
        closed.update(is_open=True, reason=first.code, changed_at=first.raised_at)


# Whoever raises an incident that stops has the breaker's row locked, and whoever closes the breaker has it as well: neither
# can miss the other.
HOLD = """
CREATE FUNCTION policy_stays_stopped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM policy_incident WHERE stops AND closed_at IS NULL) THEN
        RAISE EXCEPTION 'sending stays stopped while an incident that stops it is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stopped_while_something_stops', TABLE = 'policy_breaker';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER policy_breaker_stays_open AFTER UPDATE ON policy_breaker
    FOR EACH ROW WHEN (NOT NEW.is_open AND OLD.is_open) EXECUTE FUNCTION policy_stays_stopped();
CREATE FUNCTION policy_stops() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM policy_incident WHERE id = NEW.id AND stops AND closed_at IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM FROM policy_breaker WHERE is_open FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an incident that stops all sending opens the breaker'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stopped_while_something_stops', TABLE = 'policy_incident';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER policy_incident_stops AFTER INSERT OR UPDATE ON policy_incident
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.stops AND NEW.closed_at IS NULL)
    EXECUTE FUNCTION policy_stops();
"""
LET_GO = """
DROP TRIGGER policy_incident_stops ON policy_incident;
DROP FUNCTION policy_stops();
DROP TRIGGER policy_breaker_stays_open ON policy_breaker;
DROP FUNCTION policy_stays_stopped();
"""


class Migration(migrations.Migration):
    """Sending stays stopped while anything that stops it is open, and what an attempt may have cost stays counted."""

    dependencies = [
        ("policy", "0010_exports_and_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="stops",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.RunPython(what_stops, migrations.RunPython.noop),
        migrations.RunSQL(HOLD, LET_GO),
        migrations.RemoveConstraint(
            model_name="crossing",
            name="nothing_stays_reserved_once_it_ended",
        ),
        migrations.AddConstraint(
            model_name="crossing",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "answered"), _negated=True), ("reserved", 0), _connector="OR"),
                name="what_an_answer_cost_is_known",
            ),
        ),
    ]
