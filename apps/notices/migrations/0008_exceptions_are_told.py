from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0007_names_are_sealed'),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='withheld_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='choice',
            name='kind',
            field=models.CharField(choices=[('draft_ready', 'A draft is ready for your review'), ('second_needed', 'A draft waits for a second person'), ('asked_to_look', 'Somebody asked you to look at a draft'), ('returned', 'A draft was returned to you'), ('approved', 'A draft you asked for was approved'), ('approved_alone', 'A draft was approved without the second person it needs'), ('approval_cancelled', 'An approval was cancelled'), ('signature_withdrawn', 'A signature over an approved draft was withdrawn'), ('found_wrong', 'An approved draft was found wrong: something is owed for it'), ('delivered', 'An approved draft was delivered'), ('delivery_stopped', 'A delivery needs a person'), ('request_stopped', 'A request needs a person'), ('connection_broken', 'A connection to another system needs attention'), ('breaker_opened', 'Sending to Claude was stopped'), ('destruction_due', "A matter's content is due to be destroyed")], max_length=20),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('draft_ready', 'A draft is ready for your review'), ('second_needed', 'A draft waits for a second person'), ('asked_to_look', 'Somebody asked you to look at a draft'), ('returned', 'A draft was returned to you'), ('approved', 'A draft you asked for was approved'), ('approved_alone', 'A draft was approved without the second person it needs'), ('approval_cancelled', 'An approval was cancelled'), ('signature_withdrawn', 'A signature over an approved draft was withdrawn'), ('found_wrong', 'An approved draft was found wrong: something is owed for it'), ('delivered', 'An approved draft was delivered'), ('delivery_stopped', 'A delivery needs a person'), ('request_stopped', 'A request needs a person'), ('connection_broken', 'A connection to another system needs attention'), ('breaker_opened', 'Sending to Claude was stopped'), ('destruction_due', "A matter's content is due to be destroyed")], max_length=20),
        ),
    ]
