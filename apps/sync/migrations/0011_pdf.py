from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0010_timestamp_witness"), ("review", "0014_goes_as")]
    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="kind",
            field=models.CharField(
                choices=[
                    ("note", "Note"),
                    ("document", "Word document"),
                    ("pdf", "PDF"),
                    ("time_entry", "Time entry"),
                ],
                max_length=10,
            ),
        ),
    ]
