"""The French name of a kind of work has the apostrophe that every other word of the house has."""

from django.db import migrations

WAS, IS = "Note d'ouverture après consultation", "Note d’ouverture après consultation"


def rename(apps, schema_editor):
    workflows = apps.get_model("drafting", "Workflow").objects.using(schema_editor.connection.alias)
    workflows.filter(code="intake_memo", name_fr=WAS).update(name_fr=IS)


class Migration(migrations.Migration):
    dependencies = [("drafting", "0006_versions_written_by")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
