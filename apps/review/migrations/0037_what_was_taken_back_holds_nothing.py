from importlib import import_module

from django.db import migrations

first = import_module("apps.review.migrations.0015_what_an_approval_rests_on")
floor = import_module("apps.review.migrations.0034_what_an_approval_is_of")

# As before, but nobody's approval rests on an answer that was taken back: given again, it is an answer of later.
BENEATH = first.BENEATH.split("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
STANDING = "AND d.voided_at IS NULL AND d.at >= OLD.at\n"
LATER = "            AND (OLD.answer <> 'taken_back' OR d.at >= NEW.at)\n"

# As before, and a licence counts in the roles that go with its class (`people.role_rules.DECIDES_UNDER`).
FLOOR = floor.FLOOR.split("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
LICENSED = "AND (NEW.step = 'first' OR l.licence_class = 'lawyer')\n"
IN_ITS_ROLE = """        AND EXISTS (
            SELECT FROM people_rolegrant g WHERE g.user_id = NEW.by_id AND g.since <= NEW.at
            AND (g.until IS NULL OR g.until > NEW.at)
            AND (g.role_id IN ('partner', 'lawyer') OR (g.role_id = 'paralegal' AND l.licence_class = 'paralegal'))
        )
"""

# A signature counts as that of whoever answers for the item, who is a lawyer on that day, in the item's own matter.
SIGNED = """
CREATE FUNCTION review_signed_for_who_answers() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM review_reviewtask t
        WHERE t.id = NEW.task_id AND t.responsible_id = NEW.lawyer_id AND t.matter_id = NEW.matter_id
    ) THEN
        RAISE EXCEPTION 'a signature counts as that of whoever answers for the item' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM people_licence l WHERE l.user_id = NEW.lawyer_id AND l.withdrawn_at IS NULL
        AND l.licence_class = 'lawyer' AND l.since <= (NEW.at + interval '1 day')::date
        AND (l.until IS NULL OR l.until >= (NEW.at - interval '1 day')::date)
    ) OR NOT EXISTS (
        SELECT FROM people_rolegrant g WHERE g.user_id = NEW.lawyer_id AND g.role_id IN ('partner', 'lawyer')
        AND g.since <= NEW.at AND (g.until IS NULL OR g.until > NEW.at)
    ) THEN
        RAISE EXCEPTION 'nobody signs, or is signed for, but a lawyer of the firm' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_signed_for_who_answers BEFORE INSERT ON review_signedstatement
    FOR EACH ROW EXECUTE FUNCTION review_signed_for_who_answers();
"""
ANYBODYS = """
DROP TRIGGER review_signed_for_who_answers ON review_signedstatement;
DROP FUNCTION review_signed_for_who_answers();
"""

# What a review is of, and as what it counts, stays: the minimum that a kind needs would be another's.
ITSELF = """
CREATE FUNCTION review_task_stays_itself() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'a review stays one of its draft, matter and kind' USING ERRCODE = 'restrict_violation';
END
$body$;
CREATE TRIGGER review_task_stays_itself BEFORE UPDATE OF draft_id, matter_id, kind ON review_reviewtask FOR EACH ROW
    WHEN (OLD.draft_id IS DISTINCT FROM NEW.draft_id OR OLD.matter_id IS DISTINCT FROM NEW.matter_id
        OR OLD.kind IS DISTINCT FROM NEW.kind)
    EXECUTE FUNCTION review_task_stays_itself();
"""
ANOTHER = """
DROP TRIGGER review_task_stays_itself ON review_reviewtask;
DROP FUNCTION review_task_stays_itself();
"""

# A look that is drawn is owed until somebody took it, and what is owed for an item found wrong until it is done.
OWED = ("review_secondlook", "review_correctivetask", "review_earlierfilings")
BEGINS = """
CREATE FUNCTION review_look_begins() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'a second look is drawn before it is taken' USING ERRCODE = 'check_violation';
END
$body$;
CREATE TRIGGER review_look_begins BEFORE INSERT ON review_secondlook
    FOR EACH ROW WHEN (NEW.outcome <> 'waiting') EXECUTE FUNCTION review_look_begins();
"""
STAYS = BEGINS + "".join(
    f"CREATE TRIGGER review_row_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION review_row_stays();\n"
    for table in OWED
)
GOES = "DROP TRIGGER review_look_begins ON review_secondlook; DROP FUNCTION review_look_begins();" + "".join(
    f"DROP TRIGGER review_row_stays ON {table};\n" for table in OWED
)


def added(sql, after, what):
    assert sql.count(after) == 1
    return sql.replace(after, after + what)


class Migration(migrations.Migration):
    """What was taken back holds no approval; and more of who decides, signs and owes holds in the database too."""

    dependencies = [("review", "0036_more_courts")]

    operations = [
        migrations.RunSQL(added(BENEATH, STANDING, LATER), BENEATH),
        migrations.RunSQL(added(FLOOR, LICENSED, IN_ITS_ROLE), FLOOR),
        migrations.RunSQL(SIGNED, ANYBODYS),
        migrations.RunSQL(ITSELF, ANOTHER),
        migrations.RunSQL(STAYS, GOES),
    ]
