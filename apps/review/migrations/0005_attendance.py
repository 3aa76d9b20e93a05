import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the queue is ordered by, who sits at a review, who set it aside, and the second look."""

    dependencies = [
        ('drafting', '0003_workflows'),
        ('matters', '0003_earlier_screens_are_approved'),
        ('review', '0004_destroyed_rows_become_empty'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SecondLook',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('one_in', models.PositiveSmallIntegerField()),
                ('drawn_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(choices=[('waiting', 'Drawn, not looked at yet'), ('upheld', 'The approval was right'), ('overturned', 'The approval was wrong')], default='waiting', max_length=10)),
                ('note', models.BinaryField(null=True)),
                ('looked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seconds', models.PositiveIntegerField(default=0)),
                ('offered_seconds', models.PositiveIntegerField(null=True)),
                ('offered_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Snooze',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('until', models.DateField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name='reviewtask',
            name='tasks_undecided',
        ),
        migrations.AddField(
            model_name='itemrule',
            name='lead_days',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='itemrule',
            name='sample_one_in',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='reviewtask',
            name='act_by',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='reviewtask',
            name='assigned',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewtask',
            name='due_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='reviewtask',
            name='requested_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='reviewtask',
            index=models.Index(condition=models.Q(('state__in', ['open', 'second'])), fields=['act_by', 'id'], name='tasks_undecided'),
        ),
        migrations.AddIndex(
            model_name='reviewtask',
            index=models.Index(condition=models.Q(('state__in', ['open', 'second'])), fields=['matter', 'act_by', 'id'], name='tasks_of_a_matter'),
        ),
        migrations.AddIndex(
            model_name='reviewtask',
            index=models.Index(condition=models.Q(('state__in', ['open', 'second'])), fields=['responsible', 'act_by', 'id'], name='tasks_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='reviewtask',
            index=models.Index(condition=models.Q(('state__in', ['open', 'second'])), fields=['assigned', 'act_by', 'id'], name='tasks_assigned'),
        ),
        migrations.AddIndex(
            model_name='reviewtask',
            index=models.Index(condition=models.Q(('state__in', ['open', 'second'])), fields=['reserved_by', 'act_by', 'id'], name='tasks_reserved'),
        ),
        migrations.AddIndex(
            model_name='reviewtask',
            index=models.Index(condition=models.Q(('state__in', ['open', 'second'])), fields=['requested_by', 'act_by', 'id'], name='tasks_asked_for'),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='decision',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.decision'),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='looked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter'),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='task',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='second_look', to='review.reviewtask'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to='review.reviewtask'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='snooze',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snoozes', to='review.reviewtask'),
        ),
        migrations.AddField(
            model_name='snooze',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='secondlook',
            index=models.Index(condition=models.Q(('outcome', 'waiting')), fields=['matter'], name='second_looks_waiting'),
        ),
        migrations.AddConstraint(
            model_name='secondlook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('looked_at__isnull', True), ('looked_by__isnull', True), ('outcome', 'waiting')), models.Q(models.Q(('outcome', 'waiting'), _negated=True), ('looked_at__isnull', False), ('looked_by__isnull', False)), _connector='OR'), name='a_second_look_says_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='secondlook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'overturned'), _negated=True), ('note__isnull', False), _connector='OR'), name='an_overturned_approval_has_a_note'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(fields=('task', 'user'), name='one_sitting_for_a_person'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('offered_at__isnull', True), ('offered_seconds__isnull', True)), models.Q(('offered_at__isnull', False), ('offered_seconds__isnull', False)), _connector='OR'), name='time_that_is_offered_says_when'),
        ),
        migrations.AddConstraint(
            model_name='snooze',
            constraint=models.UniqueConstraint(fields=('task', 'user'), name='set_aside_once_by_a_person'),
        ),
    ]
