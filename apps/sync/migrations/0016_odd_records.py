from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0015_not_taken_in")]
    operations = [
        migrations.AlterField(
            model_name="paper",
            name="kind",
            field=models.CharField(
                choices=[
                    ("matter", "Matter"),
                    ("contact", "Client"),
                    ("company", "Client, a company"),
                    ("relationship", "Party"),
                    ("document", "Document"),
                    ("note", "Note"),
                    ("task", "Task"),
                    ("event", "Calendar entry"),
                ],
                max_length=20,
            ),
        ),
    ]
