from django.db import migrations

from apps.core import lifecycles

MOVES = [
    ("proposed", "approved"), ("proposed", "declined"), ("proposed", "held"), ("proposed", "lapsed"),
    ("approved", "destroyed"), ("approved", "declined"), ("approved", "held"), ("approved", "lapsed"),
]

# Whoever writes the row: while a hold stands, the keys of the matter stay, and so does every row of it.
HOLDS = """
CREATE FUNCTION keeping_hold_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (SELECT FROM keeping_hold h WHERE h.matter_id = OLD.matter_id AND h.lifted_at IS NULL) THEN
        RAISE EXCEPTION 'a hold stands on this matter' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER keeping_hold_stands BEFORE DELETE ON matters_matterkey
    FOR EACH ROW EXECUTE FUNCTION keeping_hold_stands();
CREATE TRIGGER keeping_hold_keeps_keys BEFORE UPDATE ON matters_matterkey
    FOR EACH ROW WHEN (NEW.data_key IS NULL OR NEW.digest_key IS NULL) EXECUTE FUNCTION keeping_hold_stands();
"""
NO_HOLDS = """
DROP TRIGGER keeping_hold_stands ON matters_matterkey;
DROP TRIGGER keeping_hold_keeps_keys ON matters_matterkey;
DROP FUNCTION keeping_hold_stands();
"""

# The one change that a fixed row of a destroyed matter permits: what was sealed in it is empty now. Triggers of other
# apps that say "never changed" ask this first.
ERASURE = r"""
CREATE FUNCTION keeping_is_erasure(before jsonb, after jsonb) RETURNS boolean LANGUAGE sql STABLE AS $body$
    SELECT EXISTS (
        SELECT FROM matters_matterkey k
        WHERE k.matter_id = (before ->> 'matter_id')::uuid AND k.destroyed_at IS NOT NULL
    ) AND NOT EXISTS (
        SELECT FROM jsonb_each(after) a
        WHERE a.value IS DISTINCT FROM before -> a.key AND a.value <> to_jsonb('\x'::bytea)
    )
$body$;
"""


class Migration(migrations.Migration):
    """A hold stops destruction in the database too; what is destroyed may become empty and nothing else."""

    dependencies = [("keeping", "0001_first"), ("matters", "0003_earlier_screens_are_approved")]

    operations = [
        migrations.RunSQL(
            lifecycles.trigger("keeping_destruction", start="proposed", moves=MOVES),
            lifecycles.drop_trigger("keeping_destruction"),
        ),
        migrations.RunSQL(HOLDS, NO_HOLDS),
        migrations.RunSQL(ERASURE, "DROP FUNCTION keeping_is_erasure(jsonb, jsonb);"),
    ]
