from django.db import migrations

from apps.audit import triggers

REQUIRED = ("event", "actor", "subject", "at_us")


def alter(change):
    return "ALTER TABLE audit_entry " + ", ".join(f"ALTER COLUMN {name} {change} NOT NULL" for name in REQUIRED)


class Migration(migrations.Migration):
    """An entry without its essential columns is not an entry; and nothing in the log is changed or removed."""

    dependencies = [("audit", "0001_the_record")]

    operations = [
        migrations.RunSQL(alter("SET"), alter("DROP")),
        migrations.RunSQL(triggers.create(), triggers.drop()),
    ]
