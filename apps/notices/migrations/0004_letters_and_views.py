import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_saved_filters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='mailed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('draft_ready', 'A draft is ready for your review'), ('second_needed', 'A draft waits for a second person'), ('returned', 'A draft was returned to you'), ('approved', 'A draft you asked for was approved'), ('delivered', 'An approved draft was delivered'), ('delivery_stopped', 'A delivery needs a person'), ('request_stopped', 'A request needs a person'), ('connection_broken', 'A connection to another system needs attention'), ('breaker_opened', 'Sending to Claude was stopped'), ('destruction_due', "A matter's content is due to be destroyed")], max_length=20)),
                ('way', models.CharField(choices=[('here', 'In firmai only'), ('mail', 'Also by e-mail, at once'), ('digest', 'Also in the daily e-mail')], max_length=10)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='one_way_for_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='KeptView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('show', models.CharField(max_length=20)),
                ('kind', models.CharField(blank=True, default='', max_length=20)),
                ('due', models.CharField(blank=True, default='', max_length=20)),
                ('matter', models.CharField(blank=True, default='', max_length=80)),
                ('shared', models.BooleanField(default=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='a_view_is_named_once_by_a_person'), models.CheckConstraint(condition=models.Q(('shared', False), ('matter', ''), _connector='OR'), name='a_shared_view_names_no_matter')],
            },
        ),
    ]
