from django.db import migrations

# Whoever writes the row, and whenever: the key is locked, so that a destruction under way is waited for and seen.
HOLDS = """
CREATE FUNCTION keeping_hold_has_content() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    gone timestamptz;
BEGIN
    SELECT k.destroyed_at INTO gone FROM matters_matterkey k WHERE k.matter_id = NEW.matter_id FOR SHARE;
    IF gone IS NOT NULL THEN
        RAISE EXCEPTION 'the content of this matter was destroyed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER keeping_hold_has_content BEFORE INSERT ON keeping_hold
    FOR EACH ROW EXECUTE FUNCTION keeping_hold_has_content();
"""
NO_HOLDS = """
DROP TRIGGER keeping_hold_has_content ON keeping_hold;
DROP FUNCTION keeping_hold_has_content();
"""


class Migration(migrations.Migration):
    """Nothing can be held that was destroyed."""

    dependencies = [("keeping", "0003_versions_of_lines"), ("matters", "0005_falls_due")]

    operations = [migrations.RunSQL(HOLDS, NO_HOLDS)]
