from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# Who asked for, confirmed or wrote part of a text that a review carries on, for every review there is.
FILL = """
WITH RECURSIVE rounds (task, draft) AS (
    SELECT t.id, r.revises_id FROM review_reviewtask t JOIN drafting_draft d ON d.id = t.draft_id
        JOIN drafting_request r ON r.id = d.request_id WHERE r.revises_id IS NOT NULL
    UNION
    SELECT n.task, r.revises_id FROM rounds n JOIN drafting_draft d ON d.id = n.draft
        JOIN drafting_request r ON r.id = d.request_id WHERE r.revises_id IS NOT NULL
), hands (task, person) AS (
    SELECT n.task, h.person FROM rounds n JOIN drafting_draft d ON d.id = n.draft
        JOIN drafting_request r ON r.id = d.request_id,
        LATERAL (VALUES (r.requested_by_id), (r.confirmed_by_id)) AS h (person) WHERE h.person IS NOT NULL
    UNION
    SELECT n.task, v.made_by_id FROM rounds n JOIN drafting_version v ON v.draft_id = n.draft WHERE v.maker <> 'claude'
)
UPDATE review_reviewtask t SET earlier_people = f.people
    FROM (SELECT task, array_agg(person ORDER BY person) AS people FROM hands GROUP BY task) f WHERE f.task = t.id;
"""

# An open review whose earlier rounds somebody prepared who is no lawyer needs a second person where the firm's rule
# asks for one then.
NEED = """
UPDATE review_reviewtask t SET needs_second = true FROM review_itemrule i
    WHERE i.kind = t.kind AND i.second_person IN ('if_prepared_by_non_lawyer', 'if_non_lawyer_or_first_use')
    AND t.state = 'open' AND NOT t.needs_second AND EXISTS (
        SELECT FROM unnest(t.earlier_people) AS h (person) WHERE NOT EXISTS (
            SELECT FROM people_licence l WHERE l.user_id = h.person AND l.licence_class = 'lawyer'
            AND l.since <= current_date AND (l.until IS NULL OR l.until >= current_date)
        )
    );
"""

APART = """
CREATE FUNCTION review_second_had_no_part() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        WITH RECURSIVE rounds (draft) AS (
            SELECT r.revises_id FROM review_reviewtask t JOIN drafting_draft d ON d.id = t.draft_id
                JOIN drafting_request r ON r.id = d.request_id WHERE t.id = NEW.task_id AND r.revises_id IS NOT NULL
            UNION
            SELECT r.revises_id FROM rounds n JOIN drafting_draft d ON d.id = n.draft
                JOIN drafting_request r ON r.id = d.request_id WHERE r.revises_id IS NOT NULL
        )
        SELECT FROM rounds n JOIN drafting_draft d ON d.id = n.draft JOIN drafting_request r ON r.id = d.request_id
            WHERE NEW.by_id IN (r.requested_by_id, r.confirmed_by_id) OR EXISTS (
                SELECT FROM drafting_version v
                WHERE v.draft_id = n.draft AND v.maker <> 'claude' AND v.made_by_id = NEW.by_id
            )
    ) THEN
        RAISE EXCEPTION 'the second person had no part in an earlier round' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_second_had_no_part BEFORE INSERT ON review_decision
    FOR EACH ROW WHEN (NEW.verdict = 'approved' AND NEW.step = 'second') EXECUTE FUNCTION review_second_had_no_part();
"""
TOGETHER = (
    "DROP TRIGGER review_second_had_no_part ON review_decision; DROP FUNCTION review_second_had_no_part();"
)


class Migration(migrations.Migration):
    """Persons are kept apart through every round of a text, here as in the rules."""

    dependencies = [("review", "0015_what_an_approval_rests_on"), ("drafting", "0001_first"), ("people", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="reviewtask",
            name="earlier_people",
            field=ArrayField(models.UUIDField(), default=list, db_default=[]),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(NEED, migrations.RunSQL.noop),
        migrations.RunSQL(APART, TOGETHER),
    ]
