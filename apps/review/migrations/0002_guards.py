from django.db import migrations

from apps.core import lifecycles

MOVES = [
    ("open", "second"), ("open", "approved"), ("open", "returned"), ("open", "withdrawn"),
    ("second", "approved"), ("second", "returned"), ("second", "withdrawn"), ("second", "open"),
]

# A decision names the exact text, and an approval the exact files, by id and digest together.
JOINED = [
    ("review_decision", "a_decision_is_about_that_text", "version_id, text_hmac", "drafting_version (id, text_hmac)"),
    ("review_manifest", "a_manifest_is_of_that_text", "version_id, text_hmac", "drafting_version (id, text_hmac)"),
    ("review_decision", "an_approval_is_of_that_manifest", "manifest_id, manifest_digest", "review_manifest (id, digest)"),
]
JOIN = ";\n".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {target}"
    for table, name, columns, target in JOINED
)
PART = ";\n".join(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _columns, _target in JOINED)

# Persons are separated, and only the newest text can be approved, whoever writes the row.
DECISIONS = """
CREATE FUNCTION review_decision_holds() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    draft uuid;
    request uuid;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'voided_at' <> to_jsonb(OLD) - 'voided_at'
            OR OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL THEN
            RAISE EXCEPTION 'a decision is never changed, only struck once' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT t.draft_id INTO draft FROM review_reviewtask t WHERE t.id = NEW.task_id FOR NO KEY UPDATE;
    SELECT d.request_id INTO request FROM drafting_draft d WHERE d.id = draft;
    IF EXISTS (SELECT FROM people_user u WHERE u.id = NEW.by_id AND u.robot <> '') THEN
        RAISE EXCEPTION 'a robot decides nothing' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.verdict <> 'approved' THEN
        RETURN NEW;
    END IF;
    IF NEW.version_id IS DISTINCT FROM
        (SELECT v.id FROM drafting_version v WHERE v.draft_id = draft ORDER BY v.number DESC LIMIT 1) THEN
        RAISE EXCEPTION 'only the newest text can be approved' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.step = 'second' THEN
        IF NOT EXISTS (
            SELECT FROM review_decision d WHERE d.task_id = NEW.task_id AND d.step = 'first'
            AND d.verdict = 'approved' AND d.voided_at IS NULL AND d.version_id = NEW.version_id
            AND d.by_id <> NEW.by_id
        ) THEN
            RAISE EXCEPTION 'a second person follows a first, who is somebody else' USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (
            SELECT FROM drafting_request r WHERE r.id = request AND NEW.by_id IN (r.requested_by_id, r.confirmed_by_id)
        ) OR EXISTS (
            SELECT FROM drafting_version v WHERE v.draft_id = draft AND v.maker <> 'claude' AND v.made_by_id = NEW.by_id
        ) THEN
            RAISE EXCEPTION 'the second person neither asked for the text nor wrote it' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_decision_holds BEFORE INSERT OR UPDATE ON review_decision
    FOR EACH ROW EXECUTE FUNCTION review_decision_holds();
"""

TASKS = """
CREATE FUNCTION review_task_holds() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    newest uuid;
    steps integer;
BEGIN
    IF OLD.needs_second AND NOT NEW.needs_second THEN
        RAISE EXCEPTION 'a second person, once needed, stays needed' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'approved' AND OLD.state <> 'approved' THEN
        SELECT v.id INTO newest FROM drafting_version v WHERE v.draft_id = NEW.draft_id ORDER BY v.number DESC LIMIT 1;
        SELECT count(DISTINCT d.step) INTO steps FROM review_decision d
            WHERE d.task_id = NEW.id AND d.verdict = 'approved' AND d.voided_at IS NULL AND d.version_id = newest;
        IF steps < (CASE WHEN NEW.needs_second THEN 2 ELSE 1 END) THEN
            RAISE EXCEPTION 'a task is approved by decisions about its newest text' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_task_holds BEFORE UPDATE ON review_reviewtask
    FOR EACH ROW EXECUTE FUNCTION review_task_holds();
"""

# A new text may not appear beneath an approval that stands, nor after a decision.
TEXTS = """
CREATE FUNCTION review_text_is_open() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    task review_reviewtask;
BEGIN
    SELECT * INTO task FROM review_reviewtask t WHERE t.draft_id = NEW.draft_id FOR NO KEY UPDATE;
    IF FOUND AND task.state NOT IN ('open', 'second') THEN
        RAISE EXCEPTION 'a decided text is not edited' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT FROM review_decision d WHERE d.task_id = task.id AND d.verdict = 'approved' AND d.voided_at IS NULL
    ) THEN
        RAISE EXCEPTION 'an approval stands: strike it before the text changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_text_is_open BEFORE INSERT ON drafting_version
    FOR EACH ROW EXECUTE FUNCTION review_text_is_open();
"""

# What was answered, found or remarked is closed with the review.
ACTS = """
CREATE FUNCTION review_is_open() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    about uuid;
BEGIN
    IF TG_TABLE_NAME = 'review_authorityfinding' THEN
        SELECT a.task_id INTO about FROM review_authority a WHERE a.id = (to_jsonb(NEW) ->> 'authority_id')::uuid;
    ELSE
        about := (to_jsonb(NEW) ->> 'task_id')::uuid;
    END IF;
    IF EXISTS (SELECT FROM review_reviewtask t WHERE t.id = about AND t.state NOT IN ('open', 'second')) THEN
        RAISE EXCEPTION 'the review was decided' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_is_open BEFORE INSERT OR UPDATE ON review_checklistanswer
    FOR EACH ROW EXECUTE FUNCTION review_is_open();
CREATE TRIGGER review_is_open BEFORE INSERT OR UPDATE ON review_authorityfinding
    FOR EACH ROW EXECUTE FUNCTION review_is_open();
CREATE TRIGGER review_is_open BEFORE INSERT OR UPDATE ON review_comment
    FOR EACH ROW EXECUTE FUNCTION review_is_open();
"""

FIXED = ("review_manifest", "review_rendering", "review_authorityfinding", "review_comment")
STANDS = (
    """
CREATE FUNCTION review_row_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$body$;
"""
    + ";\n".join(
        f"CREATE TRIGGER review_row_stands BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION review_row_stands()"
        for table in FIXED
    )
    + ";"
)


def drop(function, *tables):
    triggers = "".join(f"DROP TRIGGER {function} ON {table};" for table in tables)
    return f"{triggers} DROP FUNCTION {function}();"


class Migration(migrations.Migration):
    """What holds about decisions holds in the database too: exact text, exact files, persons apart, an end."""

    dependencies = [("review", "0001_first"), ("people", "0002_roles_and_robots")]

    operations = [
        migrations.RunSQL(
            lifecycles.trigger("review_reviewtask", start="open", moves=MOVES),
            lifecycles.drop_trigger("review_reviewtask"),
        ),
        migrations.RunSQL(JOIN, PART),
        migrations.RunSQL(DECISIONS, drop("review_decision_holds", "review_decision")),
        migrations.RunSQL(TASKS, drop("review_task_holds", "review_reviewtask")),
        migrations.RunSQL(TEXTS, drop("review_text_is_open", "drafting_version")),
        migrations.RunSQL(
            ACTS, drop("review_is_open", "review_checklistanswer", "review_authorityfinding", "review_comment")
        ),
        migrations.RunSQL(STANDS, drop("review_row_stands", *FIXED)),
    ]
