"""A call that failed midway had received something, so its state does not say otherwise."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policy', '0011_stopping_and_unknown_cost'),
    ]

    operations = [
        migrations.AlterField(
            model_name='crossing',
            name='state',
            field=models.CharField(choices=[('started', 'Sent, not answered yet'), ('answered', 'Answered'), ('refused', 'Answer refused'), ('failed', 'Failed, without an answer'), ('unknown', 'Outcome unknown')], default='started', max_length=20),
        ),
    ]
