from importlib import import_module

from django.db import migrations

before = import_module("apps.review.migrations.0033_second_looks_stand")


def _function(sql: str) -> str:
    return sql[: sql.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


DECIDED = "SELECT FROM review_decision d WHERE d.task_id = NEW.task_id AND d.by_id = NEW.looked_by_id"

# As before, and not by whoever answers for the item, had a part in its text in this round or an earlier one, or acted on
# it in review; nor by a robot, or by anybody without a lawyer's licence. A licence is dated in the firm's zone, which the
# database does not know, so the day before and the day after count as well.
APART = _function(before.HOLDS).replace(
    f"IF EXISTS ({DECIDED}) THEN",
    """IF EXISTS (SELECT FROM people_user u WHERE u.id = NEW.looked_by_id AND u.robot <> '') THEN
        RAISE EXCEPTION 'a robot looks at nothing' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM people_licence l WHERE l.user_id = NEW.looked_by_id AND l.withdrawn_at IS NULL
        AND l.licence_class = 'lawyer' AND l.since <= (NEW.looked_at + interval '1 day')::date
        AND (l.until IS NULL OR l.until >= (NEW.looked_at - interval '1 day')::date)
    ) THEN
        RAISE EXCEPTION 'a second look is a lawyer''s' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM review_decision d WHERE d.task_id = NEW.task_id AND d.by_id = NEW.looked_by_id)
        OR EXISTS (
            SELECT FROM review_reviewtask t JOIN drafting_draft d ON d.id = t.draft_id
            JOIN drafting_request r ON r.id = d.request_id
            WHERE t.id = NEW.task_id AND (
                NEW.looked_by_id IN (t.responsible_id, r.requested_by_id, r.confirmed_by_id)
                OR NEW.looked_by_id = ANY (t.earlier_people)
                OR EXISTS (
                    SELECT FROM drafting_version v
                    WHERE v.draft_id = d.id AND v.maker <> 'claude' AND v.made_by_id = NEW.looked_by_id
                )
            )
        )
        OR EXISTS (SELECT FROM review_checklistanswer a WHERE a.task_id = NEW.task_id AND a.by_id = NEW.looked_by_id)
        OR EXISTS (SELECT FROM review_dismissal a WHERE a.task_id = NEW.task_id AND a.by_id = NEW.looked_by_id)
        OR EXISTS (SELECT FROM review_filinganswer a WHERE a.task_id = NEW.task_id AND a.by_id = NEW.looked_by_id)
        OR EXISTS (SELECT FROM review_signedstatement a WHERE a.task_id = NEW.task_id AND a.by_id = NEW.looked_by_id)
        OR EXISTS (
            SELECT FROM review_authorityfinding f JOIN review_authority a ON a.id = f.authority_id
            WHERE a.task_id = NEW.task_id AND f.by_id = NEW.looked_by_id
        ) THEN""",
)


class Migration(migrations.Migration):
    """The database keeps a second look apart from everybody who had a part in the item, as the rules do."""

    dependencies = [("review", "0043_court_of_a_decision"), ("people", "0012_a_role_keeps_its_second_person")]

    operations = [migrations.RunSQL(APART, _function(before.HOLDS))]
