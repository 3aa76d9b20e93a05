import re
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from apps.core import lifecycles

first = import_module("apps.review.migrations.0002_guards")
courts = import_module("apps.review.migrations.0009_forum_guards")

# Nothing that an approval rests on changes beneath it: it is struck first. New answers to questions may come, as the
# second person's do; those that stood when it was given stay.
BENEATH = """
CREATE FUNCTION review_approval_rests_on() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    about uuid;
BEGIN
    IF TG_TABLE_NAME = 'review_checklistanswer' THEN
        IF keeping_is_erasure(to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
        IF EXISTS (
            SELECT FROM review_decision d WHERE d.task_id = OLD.task_id AND d.verdict = 'approved'
            AND d.voided_at IS NULL AND d.at >= OLD.at
        ) THEN
            RAISE EXCEPTION 'an approval stands: strike it before its answers change' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_TABLE_NAME = 'review_authorityfinding' THEN
        SELECT a.task_id INTO about FROM review_authority a WHERE a.id = (to_jsonb(NEW) ->> 'authority_id')::uuid;
    ELSE
        about := (to_jsonb(NEW) ->> 'task_id')::uuid;
    END IF;
    IF EXISTS (
        SELECT FROM review_decision d WHERE d.task_id = about AND d.verdict = 'approved' AND d.voided_at IS NULL
    ) THEN
        RAISE EXCEPTION 'an approval stands: strike it before what it rests on changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_approval_rests_on BEFORE INSERT ON review_authorityfinding
    FOR EACH ROW EXECUTE FUNCTION review_approval_rests_on();
CREATE TRIGGER review_approval_rests_on BEFORE INSERT ON review_filinganswer
    FOR EACH ROW EXECUTE FUNCTION review_approval_rests_on();
CREATE TRIGGER review_approval_rests_on BEFORE UPDATE ON review_checklistanswer
    FOR EACH ROW EXECUTE FUNCTION review_approval_rests_on();
"""

# Two people approve the same thing, or one of them did not approve it.
SECOND = """
CREATE FUNCTION review_second_approves_the_same() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.step = 'second' AND NEW.verdict = 'approved' AND NOT EXISTS (
        SELECT FROM review_decision d
        JOIN review_manifest was ON was.id = d.manifest_id
        JOIN review_manifest now ON now.id = NEW.manifest_id
        WHERE d.task_id = NEW.task_id AND d.step = 'first' AND d.verdict = 'approved' AND d.voided_at IS NULL
        AND (was.text_hmac, was.ledger_hmac, was.filing_hmac, was.signature_due)
            = (now.text_hmac, now.ledger_hmac, now.filing_hmac, now.signature_due)
    ) THEN
        RAISE EXCEPTION 'the second person approves what the first one did' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_second_approves_the_same BEFORE INSERT ON review_decision
    FOR EACH ROW EXECUTE FUNCTION review_second_approves_the_same();
"""

# An exception completes one approval, and goes with it.
FILL = """
DROP TRIGGER review_row_stands ON review_secondpersonexception;
UPDATE review_secondpersonexception e SET decision_id = (
    SELECT d.id FROM review_decision d WHERE d.task_id = e.task_id AND d.version_id = e.version_id AND d.step = 'first'
    AND d.verdict = 'approved' ORDER BY d.voided_at IS NOT NULL, d.at DESC LIMIT 1
);
SET CONSTRAINTS ALL IMMEDIATE;
CREATE TRIGGER review_row_stands BEFORE UPDATE ON review_secondpersonexception
    FOR EACH ROW EXECUTE FUNCTION review_row_stands();
"""
EXCEPTIONS = """
CREATE FUNCTION review_exception_holds() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM review_decision d WHERE d.id = NEW.decision_id AND d.task_id = NEW.task_id
        AND d.version_id = NEW.version_id AND d.by_id = NEW.by_id AND d.step = 'first' AND d.verdict = 'approved'
        AND d.voided_at IS NULL
    ) THEN
        RAISE EXCEPTION 'an exception completes a standing approval by the same person' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_exception_holds BEFORE INSERT ON review_secondpersonexception
    FOR EACH ROW EXECUTE FUNCTION review_exception_holds();
"""
ALONE = """ AND NOT EXISTS (
            SELECT FROM review_secondpersonexception e JOIN review_decision d ON d.id = e.decision_id
            WHERE e.task_id = NEW.id AND e.version_id = newest AND d.voided_at IS NULL
        )"""

# An approval may be taken back as long as nothing that it lets out can have left: a signature is awaited and none was
# ever given. After that an item is found wrong, and stays.
BACK = """
CREATE FUNCTION review_task_comes_back() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    due text;
BEGIN
    IF OLD.state <> 'approved' OR NEW.state = 'approved' THEN
        RETURN NEW;
    END IF;
    SELECT m.signature_due INTO due FROM review_decision d JOIN review_manifest m ON m.id = d.manifest_id
        WHERE d.task_id = NEW.id AND d.verdict = 'approved' ORDER BY d.at DESC LIMIT 1;
    IF due IS NULL OR due = ''
        OR EXISTS (SELECT FROM review_signedstatement s WHERE s.task_id = NEW.id)
        OR EXISTS (SELECT FROM review_correction c WHERE c.task_id = NEW.id) THEN
        RAISE EXCEPTION 'what may have left is not opened again' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT FROM review_decision d WHERE d.task_id = NEW.id AND d.verdict = 'approved' AND d.voided_at IS NULL
    ) THEN
        RAISE EXCEPTION 'an approval stands: strike it before the review is opened again' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_task_comes_back BEFORE UPDATE OF state ON review_reviewtask
    FOR EACH ROW EXECUTE FUNCTION review_task_comes_back();
"""

# As before, and only over what was approved and asked for, by nobody once it was found wrong.
SIGNED = """
CREATE OR REPLACE FUNCTION review_statement_holds() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF keeping_is_erasure(to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
        IF to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by_id' - 'withdrawn_reason'
            <> to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by_id' - 'withdrawn_reason' OR OLD.withdrawn_at IS NOT NULL THEN
            RAISE EXCEPTION 'a signature is never changed, only withdrawn once' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM people_user u WHERE u.id = NEW.by_id AND u.robot <> '') THEN
        RAISE EXCEPTION 'a robot signs nothing' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM FROM review_reviewtask t WHERE t.id = NEW.task_id AND t.state = 'approved' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only an approved text is signed for' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM review_decision d JOIN review_manifest m ON m.id = d.manifest_id
        WHERE m.id = NEW.manifest_id AND d.task_id = NEW.task_id AND d.verdict = 'approved' AND d.voided_at IS NULL
        AND m.signature_due = NEW.what
    ) THEN
        RAISE EXCEPTION 'what is signed is what the approved manifest asks for' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.rule_id IS DISTINCT FROM (
        SELECT a.rule_id FROM review_filinganswer a WHERE a.task_id = NEW.task_id ORDER BY a.at DESC LIMIT 1
    ) OR NOT EXISTS (
        SELECT FROM review_filingrule r WHERE r.id = NEW.rule_id
        AND r.statement <> 'none' AND (r.statement = 'certificate') = (NEW.what = 'authorities')
    ) THEN
        RAISE EXCEPTION 'a statement is signed under the rule that was answered' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM review_correction c WHERE c.task_id = NEW.task_id) OR EXISTS (
        SELECT FROM review_signedstatement s WHERE s.manifest_id = NEW.manifest_id
        AND s.withdrawn_reason IN ('authority_wrong', 'text_wrong')
    ) THEN
        RAISE EXCEPTION 'what was found wrong is not signed for' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
"""
SIGNED_BEFORE = re.search(r"CREATE FUNCTION .*?\$body\$;", courts.SIGNED, re.DOTALL)

# What leaves the house is the responsible lawyer's to decide, whatever the firm's rule says otherwise.
FLOOR = """
UPDATE review_itemrule SET decider = 'responsible', version = version + 1
    WHERE decider <> 'responsible' AND kind NOT IN ('internal_note', 'chronology', 'time_entry');
"""


def moves(listed):
    table = "review_reviewtask"
    return lifecycles.drop_trigger(table) + lifecycles.trigger(table, start="open", moves=listed)


def drop(function, *tables):
    triggers = "".join(f"DROP TRIGGER {function} ON {table};" for table in tables)
    return f"{triggers} DROP FUNCTION {function}();"


class Migration(migrations.Migration):
    """An approval rests on answers, findings and a court's rule; none of them changes beneath it, in the database too."""

    dependencies = [("review", "0014_goes_as"), ("keeping", "0002_holds_stand")]

    operations = [
        migrations.AddField(
            model_name="secondpersonexception",
            name="decision",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exception",
                to="review.decision",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="secondpersonexception",
            name="decision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="exception", to="review.decision"
            ),
        ),
        migrations.RemoveConstraint(model_name="secondpersonexception", name="one_exception_for_a_text"),
        migrations.RunSQL(EXCEPTIONS, drop("review_exception_holds", "review_secondpersonexception")),
        migrations.RunSQL(
            courts.TASKS.replace("{exception}", ALONE), courts.TASKS.replace("{exception}", courts.EXCEPTION)
        ),
        migrations.RunSQL(
            BENEATH,
            drop(
                "review_approval_rests_on",
                "review_authorityfinding",
                "review_filinganswer",
                "review_checklistanswer",
            ),
        ),
        migrations.RunSQL(SECOND, drop("review_second_approves_the_same", "review_decision")),
        migrations.RunSQL(moves([*first.MOVES, ("approved", "open")]), moves(first.MOVES)),
        migrations.RunSQL(BACK, drop("review_task_comes_back", "review_reviewtask")),
        migrations.RunSQL(
            SIGNED, SIGNED_BEFORE.group().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
        ),
        migrations.RunSQL(FLOOR, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="itemrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decider", "responsible"), ("kind__in", ["internal_note", "chronology", "time_entry"]), _connector="OR"
                ),
                name="what_leaves_is_the_responsible_lawyers",
            ),
        ),
    ]
