from django.db import migrations

# Whoever signs for a lawyer does so under a delegation of exactly this by that lawyer to them, which nobody revoked:
# whoever revokes it holds its row until that is committed, and this waits for it.
UNDER = """
CREATE FUNCTION review_signed_under_delegation() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM FROM matters_delegation d WHERE d.id = NEW.delegation_id AND d.matter_id = NEW.matter_id
        AND d.lawyer_id = NEW.lawyer_id AND d.delegate_id = NEW.by_id AND d.what = NEW.what AND d.revoked_at IS NULL
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nobody signs for a lawyer without a delegation of that' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_signed_under_delegation BEFORE INSERT ON review_signedstatement
    FOR EACH ROW WHEN (NEW.by_id <> NEW.lawyer_id) EXECUTE FUNCTION review_signed_under_delegation();
"""
ANYHOW = """
DROP TRIGGER review_signed_under_delegation ON review_signedstatement;
DROP FUNCTION review_signed_under_delegation();
"""


class Migration(migrations.Migration):
    """A delegation that a signature names is the one that lets it be given, in the moment of revoking too."""

    dependencies = [("review", "0031_queues_by_their_indexes"), ("matters", "0007_namesake_answers")]

    operations = [migrations.RunSQL(UNDER, ANYHOW)]
