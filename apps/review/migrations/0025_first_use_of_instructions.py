from django.db import migrations

KINDS = ["client_letter", "demand_letter", "agreement"]
BEFORE, AFTER = "if_prepared_by_non_lawyer", "if_non_lawyer_or_first_use"


def ask(apps, schema_editor):
    rules = apps.get_model("review", "ItemRule").objects.using(schema_editor.connection.alias)
    rules.filter(kind__in=KINDS, version=1, second_person=BEFORE).update(second_person=AFTER)


class Migration(migrations.Migration):
    """What goes to a client or the other side has a second person, too, where its instructions are used for the first
    time. A starting value: what a firm set itself stays."""

    dependencies = [("review", "0024_use_as_it_was")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
