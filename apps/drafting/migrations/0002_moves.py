from django.db import migrations

from apps.core import lifecycles

MOVES = [
    ("preview", "confirmed"), ("preview", "withdrawn"),
    ("confirmed", "drafting"), ("confirmed", "withdrawn"),
    ("drafting", "drafting"), ("drafting", "drafted"), ("drafting", "waiting"), ("drafting", "stopped"),
    ("waiting", "drafting"), ("waiting", "stopped"), ("waiting", "withdrawn"),
    ("stopped", "preview"), ("stopped", "withdrawn"),
]

STANDS = """
CREATE FUNCTION drafting_version_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'a version of a draft is never changed' USING ERRCODE = 'restrict_violation';
END
$body$;
CREATE TRIGGER drafting_version_stands BEFORE UPDATE ON drafting_version
    FOR EACH ROW EXECUTE FUNCTION drafting_version_stands();
"""
FALLS = "DROP TRIGGER drafting_version_stands ON drafting_version; DROP FUNCTION drafting_version_stands();"


class Migration(migrations.Migration):
    """The database knows the table of moves too, and that a version's text is what it was."""

    dependencies = [("drafting", "0001_first")]

    operations = [
        migrations.RunSQL(
            lifecycles.trigger("drafting_request", start="preview", moves=MOVES),
            lifecycles.drop_trigger("drafting_request"),
        ),
        migrations.RunSQL(STANDS, FALLS),
    ]
