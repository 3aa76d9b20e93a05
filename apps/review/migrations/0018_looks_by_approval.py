import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Each approval is drawn for itself: a review whose approval was taken back may have been looked at before."""

    dependencies = [("review", "0017_unopened_drafts")]

    operations = [
        migrations.AlterField(
            model_name="secondlook",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="second_looks",
                to="review.reviewtask",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "waiting")), fields=("task",), name="one_look_waits_at_a_time"
            ),
        ),
    ]
