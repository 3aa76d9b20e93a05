from django.db import migrations, models

# Of what was approved before it was kept since when something had left, a delivery that began says that it did; when is
# not known any more, so from its decision on. What somebody took away by hand is asked of whoever takes it back.
FILL = """
UPDATE review_reviewtask t SET left_at = t.decided_at
    WHERE t.state = 'approved' AND t.left_at IS NULL AND t.decided_at IS NOT NULL
    AND EXISTS (
        SELECT FROM review_manifest m JOIN sync_delivery d ON d.manifest_id = m.id
        WHERE m.task_id = t.id AND (
            d.place <> '' OR d.remote_id <> '' OR d.unsure_since IS NOT NULL OR d.sent_at IS NOT NULL
            OR d.given_up = 'by_hand'
        )
    );
"""


class Migration(migrations.Migration):
    """What was to be delivered of an approval that was taken back is given up by the house, and found by an index."""

    dependencies = [
        ('review', '0045_approvals_come_back_before_they_left'),
        ('sync', '0024_another_folder_of_the_witness'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='given_up',
            field=models.CharField(blank=True, choices=[('by_hand', 'It was put there by hand'), ('not_wanted', 'It is not wanted there'), ('wrong', 'It is wrong'), ('cannot_arrive', 'It cannot arrive there'), ('taken_back', 'The approval was taken back'), ('approved_anew', 'The item was approved anew'), ('not_said', 'Nobody was asked why')], default='', max_length=20),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'waiting', 'stopped'])), fields=['queued_at'], name='deliveries_to_give_up'),
        ),
    ]
