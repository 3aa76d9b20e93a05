from django.db import migrations, models
from django.db.models import Q

BOTH = ("court_filing", "client_letter")


def fill(apps, schema_editor):
    """The start: what goes to a court or a client in both forms, narratives of time in none, the rest as Word."""
    rules = apps.get_model("review", "ItemRule").objects.using(schema_editor.connection.alias)
    rules.filter(kind__in=BOTH).update(goes_as="both")
    rules.filter(kind="time_entry").update(goes_as="none")


class Migration(migrations.Migration):
    dependencies = [("review", "0013_second_in_order")]
    operations = [
        migrations.AddField(
            model_name="itemrule",
            name="goes_as",
            field=models.CharField(
                choices=[
                    ("word", "Word document"),
                    ("pdf", "PDF"),
                    ("both", "Word document and PDF"),
                    ("none", "No file"),
                ],
                default="word",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="itemrule",
            constraint=models.CheckConstraint(
                condition=Q(kind="time_entry", goes_as="none") | ~Q(kind="time_entry") & ~Q(goes_as="none"),
                name="all_but_time_goes_as_a_file",
            ),
        ),
    ]
