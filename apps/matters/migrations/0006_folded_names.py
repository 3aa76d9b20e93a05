from django.db import migrations, models

import apps.matters.names
from apps.matters.names import FoldedName, folded

AT_ONCE = 1_000


def fold_each(apps, schema_editor):
    """Clients from before: found by their names as well."""
    clients = apps.get_model("matters", "Client").objects.using(schema_editor.connection.alias)
    some = []
    for client in clients.only("pk", "name").iterator(AT_ONCE):
        client.folded = folded(client.name)[: FoldedName.LONGEST]
        some.append(client)
        if len(some) == AT_ONCE:
            clients.bulk_update(some, ["folded"])
            some = []
    clients.bulk_update(some, ["folded"])


class Migration(migrations.Migration):
    """Clients of one name are found by an index, as `fold` compares them."""

    dependencies = [
        ('matters', '0005_falls_due'),
    ]

    operations = [
        migrations.AddField(
            model_name='client',
            name='folded',
            field=apps.matters.names.FoldedName(default='', editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(fold_each, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(fields=['folded'], name='clients_by_folded_name'),
        ),
    ]
