from django.db import migrations

HOLDS = """
CREATE FUNCTION review_look_holds() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF keeping_is_erasure(to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    IF OLD.outcome <> 'waiting' THEN
        RAISE EXCEPTION 'a second look is taken once' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.outcome = 'waiting' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM review_decision d WHERE d.task_id = NEW.task_id AND d.by_id = NEW.looked_by_id) THEN
        RAISE EXCEPTION 'a second look is somebody else''s' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM review_decision d JOIN review_versionopening o ON o.version_id = d.version_id
        WHERE d.id = NEW.decision_id AND o.by_id = NEW.looked_by_id
    ) THEN
        RAISE EXCEPTION 'nobody looks again at a text that was not opened for them' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_look_holds BEFORE UPDATE ON review_secondlook
    FOR EACH ROW EXECUTE FUNCTION review_look_holds();
"""
FREE = "DROP TRIGGER review_look_holds ON review_secondlook; DROP FUNCTION review_look_holds();"


class Migration(migrations.Migration):
    """What a second look found stays, and is found by somebody else who had the text before them."""

    dependencies = [("review", "0032_signed_under_a_delegation"), ("keeping", "0002_holds_stand")]

    operations = [migrations.RunSQL(HOLDS, FREE)]
