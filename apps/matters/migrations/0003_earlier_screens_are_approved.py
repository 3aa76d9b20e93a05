"""Until now only partners raised screens, and whoever raised one answered for it: those stand approved."""

from django.db import migrations
from django.db.models import F


def approve(apps, schema_editor):
    screens = apps.get_model("matters", "Screen").objects.using(schema_editor.connection.alias)
    screens.filter(approved_at=None).update(approved_by=F("raised_by"), approved_at=F("since"))


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_screens_and_delegations")]
    operations = [migrations.RunPython(approve, migrations.RunPython.noop)]
