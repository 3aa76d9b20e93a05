from django.db import migrations

# A signature is over exact files of an approved text, by a person, and is struck once at most. It becomes empty with its
# matter's keys, and in no other way.
SIGNED = """
ALTER TABLE review_signedstatement ADD CONSTRAINT a_signature_is_over_that_manifest
    FOREIGN KEY (manifest_id, manifest_digest) REFERENCES review_manifest (id, digest);
CREATE FUNCTION review_statement_holds() RETURNS trigger LANGUAGE plpgsql AS $body$
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
    IF NOT EXISTS (SELECT FROM review_reviewtask t WHERE t.id = NEW.task_id AND t.state = 'approved') THEN
        RAISE EXCEPTION 'only an approved text is signed for' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_statement_holds BEFORE INSERT OR UPDATE ON review_signedstatement
    FOR EACH ROW EXECUTE FUNCTION review_statement_holds();
"""
UNSIGNED = """
DROP TRIGGER review_statement_holds ON review_signedstatement;
DROP FUNCTION review_statement_holds();
ALTER TABLE review_signedstatement DROP CONSTRAINT a_signature_is_over_that_manifest;
"""

# A rule that a partner approved keeps its words; its owner, the day it was checked and its end may change.
RULES = """
CREATE FUNCTION review_filing_rule_holds() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.approved_at IS NOT NULL AND to_jsonb(NEW) - 'owner_id' - 'checked_on' - 'retired_at'
        <> to_jsonb(OLD) - 'owner_id' - 'checked_on' - 'retired_at' THEN
        RAISE EXCEPTION 'an approved rule is replaced, never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_filing_rule_holds BEFORE UPDATE ON review_filingrule
    FOR EACH ROW EXECUTE FUNCTION review_filing_rule_holds();
"""
NO_RULES = "DROP TRIGGER review_filing_rule_holds ON review_filingrule; DROP FUNCTION review_filing_rule_holds();"

# As before, but a text that needs two may be approved by one under an exception about exactly that text.
TASKS = """
CREATE OR REPLACE FUNCTION review_task_holds() RETURNS trigger LANGUAGE plpgsql AS $body$
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
        IF steps < (CASE WHEN NEW.needs_second{exception} THEN 2 ELSE 1 END) THEN
            RAISE EXCEPTION 'a task is approved by decisions about its newest text' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END
$body$;
"""
EXCEPTION = """ AND NOT EXISTS (
            SELECT FROM review_secondpersonexception e WHERE e.task_id = NEW.id AND e.version_id = newest
        )"""

FIXED = ("review_filinganswer", "review_authoritylookup", "review_secondpersonexception", "review_correction")
OPEN = ("review_filinganswer", "review_secondpersonexception")


class Migration(migrations.Migration):
    """What holds about signatures, rules and exceptions holds in the database too."""

    dependencies = [("review", "0008_forums_and_firm_rules")]

    operations = [
        migrations.RunSQL(SIGNED, UNSIGNED),
        migrations.RunSQL(RULES, NO_RULES),
        migrations.RunSQL(TASKS.replace("{exception}", EXCEPTION), TASKS.replace("{exception}", "")),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER review_row_stands BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION review_row_stands();",
                f"DROP TRIGGER review_row_stands ON {table};",
            )
            for table in FIXED
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER review_is_open BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION review_is_open();",
                f"DROP TRIGGER review_is_open ON {table};",
            )
            for table in OPEN
        ),
    ]
