"""A place on the data path may have a conflicting claim, as a surface may."""

from django.db import migrations, models

CLAIMS = {
    "anthropic": "A privacy article of the vendor's lists prompt caching among what may override zero retention",
}


def fill(apps, schema_editor):
    hops = apps.get_model("policy", "Hop").objects.using(schema_editor.connection.alias)
    for code, claim in CLAIMS.items():
        hops.filter(code=code, disputed="").update(disputed=claim)


class Migration(migrations.Migration):
    dependencies = [("policy", "0007_departures")]

    operations = [
        migrations.AddField(
            model_name="hop",
            name="disputed",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
