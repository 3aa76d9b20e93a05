from importlib import import_module

from django.db import migrations, models

before = import_module("apps.review.migrations.0034_what_an_approval_is_of")


def _function(sql: str) -> str:
    return sql[: sql.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


# The log has each time that a matter was moved, and to where: no move since, and it is where it was; else it was where
# the last one before had brought it. Where there was none, the rule under which a filing was answered names its court,
# unless it is the one for every court without a rule.
FREE = "ALTER TABLE review_decision DISABLE TRIGGER review_decision_holds;"
FILL = """
UPDATE review_decision d SET forum = known.forum, practice_area = coalesce(known.area, '')
FROM (
    SELECT d.id,
        CASE WHEN later.forum THEN coalesce(earlier.forum, filed.forum) ELSE m.forum END AS forum,
        CASE WHEN later.area THEN earlier.area ELSE m.practice_area END AS area
    FROM review_decision d
    JOIN matters_matter m ON m.id = d.matter_id
    CROSS JOIN LATERAL (
        SELECT extract(epoch FROM d.at) * 1000000 AS us
    ) taken
    CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(e.body::jsonb -> 'facts' -> 'fields' @> '["forum"]'), false) AS forum,
            coalesce(bool_or(e.body::jsonb -> 'facts' -> 'fields' @> '["practice_area"]'), false) AS area
        FROM audit_entry e
        WHERE e.subject = m.id AND e.event = 'matters.matter_changed' AND e.at_us > taken.us
    ) later
    CROSS JOIN LATERAL (
        SELECT (
            SELECT e.body::jsonb -> 'facts' ->> 'forum' FROM audit_entry e
            WHERE e.subject = m.id AND e.event = 'matters.matter_changed' AND e.at_us <= taken.us
            AND e.body::jsonb -> 'facts' -> 'fields' @> '["forum"]' ORDER BY e.at_us DESC, e.id DESC LIMIT 1
        ) AS forum, (
            SELECT e.body::jsonb -> 'facts' ->> 'area' FROM audit_entry e
            WHERE e.subject = m.id AND e.event = 'matters.matter_changed' AND e.at_us <= taken.us
            AND e.body::jsonb -> 'facts' -> 'fields' @> '["practice_area"]' ORDER BY e.at_us DESC, e.id DESC LIMIT 1
        ) AS area
    ) earlier
    CROSS JOIN LATERAL (
        SELECT (
            SELECT nullif(r.forum, 'other') FROM review_filinganswer a JOIN review_filingrule r ON r.id = a.rule_id
            WHERE a.task_id = d.task_id AND a.at <= d.at AND d.verdict = 'approved' ORDER BY a.at DESC LIMIT 1
        ) AS forum
    ) filed
) known
WHERE known.id = d.id AND known.forum <> '' AND (known.forum <> 'none' OR known.area <> '');
"""
HOLD = "ALTER TABLE review_decision ENABLE TRIGGER review_decision_holds;"

# As before, and an approval keeps its matter's court. A version of firmai that does not know to say it leaves it empty.
KEPT = _function(before.ITS_OWN).replace(
    "    RETURN NEW;",
    """    IF NEW.verdict = 'approved' AND NEW.forum = '' THEN
        SELECT m.forum, m.practice_area INTO NEW.forum, NEW.practice_area FROM matters_matter m WHERE m.id = NEW.matter_id;
    ELSIF NEW.verdict = 'approved' AND NOT EXISTS (
        SELECT FROM matters_matter m
        WHERE m.id = NEW.matter_id AND m.forum = NEW.forum AND m.practice_area = NEW.practice_area
    ) THEN
        RAISE EXCEPTION 'an approval keeps the court that its matter is before' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;""",
)


class Migration(migrations.Migration):
    """A decision keeps the court that its matter was before, and an approval is judged by that."""

    dependencies = [
        ("audit", "0006_tallies"),
        ("matters", "0010_opened_again"),
        ("review", "0042_filings_come_back_before_they_left"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="forum",
            field=models.CharField(blank=True, choices=[("none", "No court or tribunal"), ("on_appeal", "Court of Appeal for Ontario"), ("on_superior", "Ontario Superior Court of Justice"), ("on_family", "Ontario Superior Court of Justice, Family"), ("on_small_claims", "Ontario Small Claims Court"), ("bc_supreme", "Supreme Court of British Columbia"), ("ab_appeal", "Court of Appeal of Alberta"), ("ab_kings_bench", "Court of King's Bench of Alberta"), ("ab_justice", "Alberta Court of Justice"), ("mb_kings_bench", "Court of King's Bench of Manitoba"), ("ns_supreme", "Supreme Court of Nova Scotia"), ("ns_provincial", "Provincial Court of Nova Scotia"), ("yt_supreme", "Supreme Court of Yukon"), ("qc_superior", "Superior Court of Quebec"), ("federal", "Federal Court"), ("other", "Another court or tribunal")], db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="decision",
            name="practice_area",
            field=models.CharField(blank=True, choices=[("family", "Family"), ("estates", "Wills and estates"), ("leasing", "Commercial leasing"), ("litigation", "Civil litigation"), ("small_claims", "Small claims"), ("immigration", "Immigration"), ("health", "Health law"), ("employment", "Employment"), ("corporate", "Corporate and commercial"), ("civil", "Civil law"), ("other", "Other")], db_default="", default="", max_length=20),
        ),
        migrations.RunSQL([FREE, FILL, HOLD], migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, _function(before.ITS_OWN)),
    ]
