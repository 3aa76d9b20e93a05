from django.db import migrations

# Whoever closes a matter holds its row until that is committed, and this waits for it.
OPEN = """
CREATE FUNCTION review_matter_is_open() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    found text;
BEGIN
    SELECT m.status INTO found FROM matters_matter m WHERE m.id = NEW.matter_id FOR SHARE;
    IF found = 'closed' THEN
        RAISE EXCEPTION 'nothing is approved or signed in a closed matter' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_matter_is_open BEFORE INSERT ON review_decision
    FOR EACH ROW WHEN (NEW.verdict = 'approved') EXECUTE FUNCTION review_matter_is_open();
CREATE TRIGGER review_matter_is_open BEFORE INSERT ON review_secondpersonexception
    FOR EACH ROW EXECUTE FUNCTION review_matter_is_open();
CREATE TRIGGER review_matter_is_open BEFORE INSERT ON review_signedstatement
    FOR EACH ROW EXECUTE FUNCTION review_matter_is_open();
"""
TABLES = ("review_decision", "review_secondpersonexception", "review_signedstatement")
ANYHOW = "".join(f"DROP TRIGGER review_matter_is_open ON {table};" for table in TABLES) + (
    "DROP FUNCTION review_matter_is_open();"
)


class Migration(migrations.Migration):
    """A matter that is closed lets nothing be approved or signed, in the very moment of closing too."""

    dependencies = [("review", "0027_in_order_of_sight"), ("matters", "0007_namesake_answers")]

    operations = [migrations.RunSQL(OPEN, ANYHOW)]
