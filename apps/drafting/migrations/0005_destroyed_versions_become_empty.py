from django.db import migrations

LETS = """
CREATE OR REPLACE FUNCTION drafting_version_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF keeping_is_erasure(to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a version of a draft is never changed' USING ERRCODE = 'restrict_violation';
END
$body$;
"""
STANDS = """
CREATE OR REPLACE FUNCTION drafting_version_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'a version of a draft is never changed' USING ERRCODE = 'restrict_violation';
END
$body$;
"""


class Migration(migrations.Migration):
    """A version's text may become empty when the matter's keys are destroyed, and in no other way."""

    dependencies = [("drafting", "0004_workflow_states"), ("keeping", "0002_holds_stand")]

    operations = [migrations.RunSQL(LETS, STANDS)]
