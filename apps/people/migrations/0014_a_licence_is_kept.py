from django.db import migrations

# One that were taken out and put in anew would be another person's, or of another class, under the same id.
KEPT = """
CREATE FUNCTION people_licence_is_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'a licence is withdrawn, and not removed' USING ERRCODE = 'restrict_violation';
END
$body$;
CREATE TRIGGER people_licence_is_kept BEFORE DELETE ON people_licence
    FOR EACH ROW EXECUTE FUNCTION people_licence_is_kept();
"""
REMOVED = "DROP TRIGGER people_licence_is_kept ON people_licence; DROP FUNCTION people_licence_is_kept();"


class Migration(migrations.Migration):
    """A licence under which somebody decided stays on record."""

    dependencies = [("people", "0013_a_licence_stays_whose_it_is")]

    operations = [migrations.RunSQL(KEPT, REMOVED)]
