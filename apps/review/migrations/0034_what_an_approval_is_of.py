from django.db import migrations, models

# A decision is about a text of its own review in its own matter, an approval names the files of that very text, and
# whoever gives a draft up says why.
ITS_OWN = """
CREATE FUNCTION review_decision_names_its_own() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM review_reviewtask t JOIN drafting_version v ON v.draft_id = t.draft_id
        WHERE t.id = NEW.task_id AND t.matter_id = NEW.matter_id AND v.id = NEW.version_id
    ) THEN
        RAISE EXCEPTION 'a decision is about a text of its own review' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.verdict = 'approved' AND NOT EXISTS (
        SELECT FROM review_manifest m WHERE m.id = NEW.manifest_id AND m.task_id = NEW.task_id
        AND m.version_id = NEW.version_id AND m.matter_id = NEW.matter_id
    ) THEN
        RAISE EXCEPTION 'an approval names the files of the text that it approves' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.verdict = 'withdrawn' AND NEW.reasons = '{}' AND NEW.note IS NULL THEN
        RAISE EXCEPTION 'whoever gives a draft up says why' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_decision_names_its_own BEFORE INSERT ON review_decision
    FOR EACH ROW EXECUTE FUNCTION review_decision_names_its_own();
"""
ANY = """
DROP TRIGGER review_decision_names_its_own ON review_decision;
DROP FUNCTION review_decision_names_its_own();
"""

# The floor: whoever approves holds a role that decides and a licence, the second person a lawyer's, and answered what no
# rule of the firm leaves out, on that text, themselves. A licence is dated in the firm's zone, which the database does
# not know, so the day before and the day after count as well.
FLOOR = """
CREATE FUNCTION review_whoever_approves_checked() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM people_rolegrant g WHERE g.user_id = NEW.by_id AND g.role_id IN ('partner', 'lawyer', 'paralegal')
        AND g.since <= NEW.at AND (g.until IS NULL OR g.until > NEW.at)
    ) THEN
        RAISE EXCEPTION 'whoever approves holds a role that decides' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM people_licence l WHERE l.user_id = NEW.by_id AND l.withdrawn_at IS NULL
        AND l.since <= (NEW.at + interval '1 day')::date
        AND (l.until IS NULL OR l.until >= (NEW.at - interval '1 day')::date)
        AND (NEW.step = 'first' OR l.licence_class = 'lawyer')
    ) THEN
        RAISE EXCEPTION 'whoever approves holds a licence, the second person a lawyer''s' USING ERRCODE = 'check_violation';
    END IF;
    IF (
        SELECT count(DISTINCT a.item) FROM review_checklistanswer a
        WHERE a.task_id = NEW.task_id AND a.version_id = NEW.version_id AND a.by_id = NEW.by_id
        AND a.answer <> 'taken_back' AND a.item IN ('facts', 'consistency', 'jurisdiction', 'other_matters', 'judgement', 'fairness', 'gaps',
            'client_terms')
    ) < 8 THEN
        RAISE EXCEPTION 'whoever approves checked that text themselves' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_whoever_approves_checked BEFORE INSERT ON review_decision
    FOR EACH ROW WHEN (NEW.verdict = 'approved') EXECUTE FUNCTION review_whoever_approves_checked();
"""
NO_FLOOR = """
DROP TRIGGER review_whoever_approves_checked ON review_decision;
DROP FUNCTION review_whoever_approves_checked();
"""

# What was answered, found, decided and signed stays: without a row that says it is wrong, a thing would be right.
STAYS = """
CREATE FUNCTION review_row_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'a row of % is never taken out', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$body$;
"""
KEPT = (
    "review_reviewtask", "review_checklistanswer", "review_authorityfinding", "review_dismissal", "review_filinganswer",
    "review_comment", "review_versionopening", "review_manifest", "review_rendering", "review_decision",
    "review_secondpersonexception", "review_signedstatement", "review_correction",
)
STAY = "".join(
    f"CREATE TRIGGER review_row_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION review_row_stays();\n"
    for table in KEPT
)
GOES = "".join(f"DROP TRIGGER review_row_stays ON {table};\n" for table in KEPT)


class Migration(migrations.Migration):
    """The floor of a review holds in the database too, whatever a rule of the firm or of ours says."""

    dependencies = [
        ("drafting", "0006_versions_written_by"),
        ("people", "0012_a_role_keeps_its_second_person"),
        ("review", "0033_second_looks_stand"),
    ]

    operations = [
        migrations.AlterField(
            model_name="checklistanswer",
            name="answer",
            field=models.CharField(
                choices=[
                    ("done", "Checked"),
                    ("not_applicable", "Does not apply"),
                    ("taken_back", "Taken back"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunSQL(ITS_OWN, ANY),
        migrations.RunSQL(FLOOR, NO_FLOOR),
        migrations.RunSQL(STAYS + STAY, GOES + "DROP FUNCTION review_row_stays();"),
        migrations.AddConstraint(
            model_name="itemrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "checklist__contains",
                        [
                            "authorities", "client_terms", "consistency", "facts", "fairness", "gaps", "judgement",
                            "jurisdiction", "no_placeholders", "other_matters",
                        ],
                    )
                ),
                name="no_rule_asks_less_than_the_floor",
            ),
        ),
    ]
