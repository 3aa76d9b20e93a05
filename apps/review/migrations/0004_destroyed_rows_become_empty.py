import re
from importlib import import_module

from django.db import migrations

before = import_module("apps.review.migrations.0002_guards")

ERASED = """BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF keeping_is_erasure(to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
    END IF;"""


def function(sql):
    """The function alone, as something that takes the place of the one there is."""
    found = re.search(r"CREATE FUNCTION .*?\$body\$;", sql, re.DOTALL)
    return found.group().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def letting(sql):
    """The same, but for a row of a destroyed matter whose sealed columns become empty."""
    return function(sql).replace("BEGIN", ERASED, 1)


GUARDS = (before.DECISIONS, before.ACTS, before.STANDS)


class Migration(migrations.Migration):
    """What never changes may become empty when the matter's keys are destroyed, and in no other way."""

    dependencies = [("review", "0003_item_rules"), ("keeping", "0002_holds_stand")]

    operations = [
        migrations.RunSQL(letting(guard), function(guard)) for guard in GUARDS
    ]
