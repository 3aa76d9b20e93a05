from django.db import migrations, models


class Migration(migrations.Migration):
    """The reviews that wait for a second person are few beside all that are open: they have an order of their own."""

    dependencies = [("review", "0012_approved_pdf")]
    operations = [
        migrations.AddIndex(
            model_name="reviewtask",
            index=models.Index(
                fields=["act_by", "id"], condition=models.Q(("state", "second")), name="tasks_second"
            ),
        ),
    ]
