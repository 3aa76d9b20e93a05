from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    """The table in which all processes of the web count together; see CACHES in the settings."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE people_counted")


class Migration(migrations.Migration):
    dependencies = [("people", "0004_accounts_and_links")]

    operations = [migrations.RunPython(make, drop)]
