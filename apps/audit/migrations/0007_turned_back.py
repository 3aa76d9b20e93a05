from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_tallies")]

    operations = [
        migrations.AddField("verification", "turned_back", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField("verification", "turned_back_at", models.BigIntegerField(null=True)),
    ]
