from django.db import migrations, models


class Migration(migrations.Migration):
    """A page of a period is read from an index, in its order, however long the log is."""

    dependencies = [("audit", "0004_timestamps")]

    operations = [
        migrations.AddIndex(
            model_name="entry", index=models.Index(fields=["at_us", "id"], name="audit_entry_when")
        ),
        migrations.RemoveIndex(model_name="entry", name="audit_entry_at"),
    ]
