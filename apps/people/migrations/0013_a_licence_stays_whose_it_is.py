from django.db import migrations

# Whoever decided did so under a licence: whose it is, of which class, from whom and by which number stays as it was
# recorded, and one that was withdrawn stays so. Its scope and its days follow the regulator's register.
STAYS = """
CREATE FUNCTION people_licence_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL OR to_jsonb(NEW) - '{scope,since,until,withdrawn_at,withdrawn_by_id}'::text[]
        <> to_jsonb(OLD) - '{scope,since,until,withdrawn_at,withdrawn_by_id}'::text[] THEN
        RAISE EXCEPTION 'a licence stays as it was recorded, and what was withdrawn stays withdrawn'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER people_licence_stays BEFORE UPDATE ON people_licence
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION people_licence_stays();
"""
CHANGES = "DROP TRIGGER people_licence_stays ON people_licence; DROP FUNCTION people_licence_stays();"


class Migration(migrations.Migration):
    """What a licence was recorded as holds in the database too."""

    dependencies = [("people", "0012_a_role_keeps_its_second_person")]

    operations = [migrations.RunSQL(STAYS, CHANGES)]
