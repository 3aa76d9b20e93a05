from django.db import migrations

# As `role_rules.takes_two` asks it: three days after the firm's first partner began, a role that decides is asked for
# first, whenever it is said to begin: the database's own clock counts where that is later. A grant that stands already
# is not asked about again. What says whom a grant is for, what for, by whom and, where nobody was asked, since when
# stays as it was written, an end is only brought forward, and a grant that stood is not taken out: any of these would
# be a way to a role that nobody agreed to. A backup's rows are there before its triggers are.
PUT = """
CREATE FUNCTION people_grant_takes_two() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a grant of a role is ended, and not removed' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        (NEW.user_id, NEW.role_id, NEW.granted_by_id) IS DISTINCT FROM (OLD.user_id, OLD.role_id, OLD.granted_by_id)
        OR (OLD.asked_at IS NOT NULL AND NEW.asked_at IS DISTINCT FROM OLD.asked_at)
        OR (OLD.asked_at IS NULL AND NEW.since IS DISTINCT FROM OLD.since)
        OR coalesce(NEW.until, 'infinity') > coalesce(OLD.until, 'infinity')
    ) THEN
        RAISE EXCEPTION 'a grant of a role stays as it was given, and only ends earlier'
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.asked_at IS NULL AND NEW.role_id IN ('partner', 'lawyer', 'paralegal') AND EXISTS (
        SELECT FROM people_rolegrant g
        WHERE g.role_id = 'partner' AND g.since <= greatest(NEW.since, now()) - interval '3 days'
    ) THEN
        RAISE EXCEPTION 'a role that decides is asked for, and a partner agrees' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER people_grant_takes_two BEFORE INSERT OR UPDATE OR DELETE ON people_rolegrant
    FOR EACH ROW EXECUTE FUNCTION people_grant_takes_two();
"""
BACK = """
DROP TRIGGER people_grant_takes_two ON people_rolegrant;
DROP FUNCTION people_grant_takes_two();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0011_earlier_addresses")]

    operations = [migrations.RunSQL(PUT, BACK)]
