from importlib import import_module

from django.db import migrations

before = import_module("apps.review.migrations.0037_what_was_taken_back_holds_nothing")

# As before, and of what leaves the house by whoever answers for it, or covers for them those days. An approval that is
# said to be of an earlier day is somebody's who may approve today as well. A notary's licence covers nothing that goes
# to a court. Days are dated in the firm's zone, which the database does not know, so the day before and the day after
# count as well.
FLOOR = """
CREATE OR REPLACE FUNCTION review_whoever_approves_checked() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    about review_reviewtask;
    moment timestamptz;
BEGIN
    SELECT * INTO about FROM review_reviewtask t WHERE t.id = NEW.task_id;
    FOREACH moment IN ARRAY ARRAY[NEW.at, greatest(NEW.at, now())] LOOP
        IF NOT EXISTS (
            SELECT FROM people_rolegrant g WHERE g.user_id = NEW.by_id
            AND g.role_id IN ('partner', 'lawyer', 'paralegal')
            AND g.since <= moment AND (g.until IS NULL OR g.until > moment)
        ) THEN
            RAISE EXCEPTION 'whoever approves holds a role that decides' USING ERRCODE = 'check_violation';
        END IF;
        IF NOT EXISTS (
            SELECT FROM people_licence l WHERE l.user_id = NEW.by_id AND l.withdrawn_at IS NULL
            AND l.since <= (moment + interval '1 day')::date
            AND (l.until IS NULL OR l.until >= (moment - interval '1 day')::date)
            AND (NEW.step = 'first' OR l.licence_class = 'lawyer')
            AND (l.licence_class <> 'notary' OR about.kind NOT IN ('court_filing', 'sworn'))
            AND EXISTS (
                SELECT FROM people_rolegrant g WHERE g.user_id = NEW.by_id AND g.since <= moment
                AND (g.until IS NULL OR g.until > moment)
                AND (g.role_id IN ('partner', 'lawyer')
                    OR (g.role_id = 'paralegal' AND l.licence_class = 'paralegal'))
            )
        ) THEN
            RAISE EXCEPTION 'whoever approves holds a licence, the second person a lawyer''s'
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    IF NEW.step = 'first' AND about.kind NOT IN ('internal_note', 'chronology', 'time_entry')
        AND NEW.by_id <> about.responsible_id AND NOT EXISTS (
            SELECT FROM review_cover c WHERE c.away_id = about.responsible_id AND c.by_whom_id = NEW.by_id
            AND c.first_day <= (NEW.at + interval '1 day')::date
            AND c.last_day >= (NEW.at - interval '1 day')::date
            AND (c.ended_at IS NULL OR c.ended_at > NEW.at - interval '1 day')
        ) THEN
        RAISE EXCEPTION 'what leaves is decided first by whoever answers for it, or who covers for them'
            USING ERRCODE = 'check_violation';
    END IF;
    IF (
        SELECT count(DISTINCT a.item) FROM review_checklistanswer a
        WHERE a.task_id = NEW.task_id AND a.version_id = NEW.version_id AND a.by_id = NEW.by_id
        AND a.answer <> 'taken_back' AND a.item IN ('facts', 'consistency', 'jurisdiction', 'other_matters',
            'judgement', 'fairness', 'gaps', 'client_terms')
    ) < 8 THEN
        RAISE EXCEPTION 'whoever approves checked that text themselves' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
"""

# A first check is that of whoever answers for the item, and what is signed counts as theirs: that is never another
# person's afterwards.
ANSWERS = """
CREATE FUNCTION review_who_answers_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'who answers for a review is named while nothing in it is approved'
        USING ERRCODE = 'restrict_violation';
END
$body$;
CREATE TRIGGER review_who_answers_stays BEFORE UPDATE OF responsible_id ON review_reviewtask FOR EACH ROW
    WHEN (OLD.responsible_id IS DISTINCT FROM NEW.responsible_id AND OLD.state <> 'open')
    EXECUTE FUNCTION review_who_answers_stays();
"""
ANYBODYS = """
DROP TRIGGER review_who_answers_stays ON review_reviewtask;
DROP FUNCTION review_who_answers_stays();
"""

OPENED = """
CREATE FUNCTION review_signed_text_was_opened() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM review_manifest m JOIN review_versionopening o ON o.version_id = m.version_id
        WHERE m.id = NEW.manifest_id AND o.by_id = NEW.by_id
    ) THEN
        RAISE EXCEPTION 'nobody signs over a text that was not opened for them' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_signed_text_was_opened BEFORE INSERT ON review_signedstatement
    FOR EACH ROW EXECUTE FUNCTION review_signed_text_was_opened();
"""
UNOPENED = """
DROP TRIGGER review_signed_text_was_opened ON review_signedstatement;
DROP FUNCTION review_signed_text_was_opened();
"""


class Migration(migrations.Migration):
    """Nobody signs over a text that they did not have before them; and who answers for an item, whose the first check
    is and when, holds in the database too."""

    dependencies = [("review", "0039_sittings_by_page")]

    operations = [
        migrations.RunSQL(FLOOR, before.added(before.FLOOR, before.LICENSED, before.IN_ITS_ROLE)),
        migrations.RunSQL(ANSWERS, ANYBODYS),
        migrations.RunSQL(OPENED, UNOPENED),
    ]
