"""Looks at the vendor's account from outside, the register of surfaces, the hops of the data path."""

import apps.policy.models
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policy', '0002_terms_and_prices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='arrangement',
            name='covers',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=apps.policy.models._plain_messages, size=None),
        ),
        migrations.AddField(
            model_name='modelterm',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='price',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='kind',
            field=models.CharField(choices=[('quebec_assessment', 'Privacy assessment before information leaves Quebec (s. 17)'), ('quebec_agreement', 'Written agreement that reflects the assessment (s. 17)'), ('classifier_decision', "A person's decision on content that may be flagged"), ('transfer_record', 'Record of the transfer'), ('consent_rule', 'A rule of the client or of the firm asks for consent')], max_length=30),
        ),
        migrations.CreateModel(
            name='Hop',
            fields=[
                ('source', models.CharField(max_length=200)),
                ('checked_on', models.DateField()),
                ('code', models.CharField(max_length=30, primary_key=True, serialize=False)),
                ('region', models.CharField(choices=[('canada', 'Canada'), ('united_states', 'United States'), ('elsewhere', 'Elsewhere'), ('nowhere', 'nothing rests there'), ('unknown', 'unknown')], default='unknown', max_length=20)),
                ('in_use', models.BooleanField(default=None, null=True)),
                ('ours', models.BooleanField(default=False)),
                ('rests', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('file', "the client's file"), ('recordings', 'recordings and transcripts'), ('content_sealed', 'content, sealed, and names in the clear'), ('prompt_in_memory', 'the prompt, in memory for the call'), ('flagged', 'what its safety checks flag, up to two years'), ('citations', 'citations that were looked up'), ('addresses', 'names and e-mail addresses'), ('letters', 'letters and their attachments'), ('digests', 'digests, no content'), ('access', 'nothing of its own; may look at all of it')], max_length=20), default=list, size=None)),
                ('kept', models.CharField(blank=True, default='', max_length=80)),
                ('terms', models.CharField(blank=True, default='', max_length=80)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('organization', models.CharField(max_length=80)),
                ('workspace', models.CharField(max_length=80)),
                ('starts', models.DateTimeField()),
                ('ends', models.DateTimeField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('trigger', models.CharField(choices=[('hand', 'by hand'), ('timer', 'by the timer')], max_length=10)),
                ('outcome', models.CharField(choices=[('held', 'as required'), ('differs', 'not as required'), ('not_seen', 'could not be looked at')], max_length=20)),
                ('trouble', models.CharField(blank=True, default='', max_length=40)),
                ('crossings', models.PositiveIntegerField(default=0)),
                ('our_tokens', models.BigIntegerField(default=0)),
                ('their_tokens', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('starts__lt', models.F('ends'))), name='a_period_has_a_length'), models.CheckConstraint(condition=models.Q(('outcome', 'not_seen'), ('trouble', ''), _connector='XOR'), name='what_was_not_seen_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('more_there', 'The vendor counts more than is booked here.'), ('more_here', 'More is booked here than the vendor counts.'), ('at_midnight', 'A call over midnight is counted on the other day.'), ('lost_sight', 'The vendor counts what was sent and lost sight of.'), ('other_geo', 'The vendor ran something outside US-only routing.'), ('other_model', 'A model that nothing here was sent to.'), ('several_keys', 'More than one key was used in the workspace.'), ('other_tier', 'Something ran in another service tier than the standard one.'), ('server_tool', "A tool of the vendor's was used.")], max_length=20)),
                ('day', models.DateField()),
                ('model', models.CharField(blank=True, default='', max_length=60)),
                ('category', models.CharField(blank=True, default='', max_length=20)),
                ('ours', models.BigIntegerField(default=0)),
                ('theirs', models.BigIntegerField(default=0)),
                ('seen', models.CharField(blank=True, default='', max_length=80)),
                ('reconciliation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='differences', to='policy.reconciliation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Surface',
            fields=[
                ('source', models.CharField(max_length=200)),
                ('checked_on', models.DateField()),
                ('code', models.CharField(max_length=30, primary_key=True, serialize=False)),
                ('standing', models.CharField(choices=[('allowed', 'allowed'), ('unless_confirmed', 'blocked unless confirmed'), ('blocked', 'blocked')], max_length=20)),
                ('disputed', models.CharField(blank=True, default='', max_length=200)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=80)),
                ('confirmed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('surface', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='policy.surface')),
            ],
        ),
        migrations.CreateModel(
            name='WorkspaceCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('organization', models.CharField(max_length=80)),
                ('workspace', models.CharField(max_length=80)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('trigger', models.CharField(choices=[('hand', 'by hand'), ('timer', 'by the timer')], max_length=10)),
                ('outcome', models.CharField(choices=[('held', 'as required'), ('differs', 'not as required'), ('not_seen', 'could not be looked at')], max_length=20)),
                ('faults', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('other_organization', "The key belongs to another organization than the firm's."), ('default_workspace', 'The workspace is the Default one, which cannot be limited.'), ('workspace_missing', 'The organization has no such workspace.'), ('archived', 'The workspace is archived.'), ('no_limits_shown', 'The workspace shows no limits of its own. An older opt-out of the organization is not relied on.'), ('allowed_geos', 'Inference is not limited to the United States in the workspace.'), ('default_geo', "The workspace's default for inference is not the United States."), ('workspace_geo', 'What the vendor stores for the workspace is not in the United States.'), ('retention_on', 'Somebody switched 30-day retention on for the workspace.')], max_length=30), default=list, size=None)),
                ('trouble', models.CharField(blank=True, default='', max_length=40)),
                ('workspace_geo', models.CharField(blank=True, default='', max_length=20)),
                ('allowed_geos', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('default_geo', models.CharField(blank=True, default='', max_length=20)),
                ('older_opt_out', models.BooleanField(default=False)),
                ('retention', models.CharField(choices=[('off_seen', 'off since the workspace was made, as the feed shows'), ('off_since', 'not switched on since the feed is watched'), ('on', 'switched on'), ('unwatched', 'by agreement, not observed')], default='unwatched', max_length=20)),
                ('watched_since', models.DateTimeField(blank=True, null=True)),
                ('retention_changed_at', models.DateTimeField(blank=True, null=True)),
                ('retention_activity', models.CharField(blank=True, default='', max_length=80)),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'workspace', '-at'], name='newest_look_at_workspace')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('faults', []), ('outcome', 'held'), ('trouble', '')), models.Q(('outcome', 'differs'), ('trouble', ''), models.Q(('faults', []), _negated=True)), models.Q(('faults', []), ('outcome', 'not_seen'), models.Q(('trouble', ''), _negated=True)), _connector='OR'), name='a_look_at_the_workspace_says_what_it_saw'), models.CheckConstraint(condition=models.Q(('retention__in', ['unwatched', 'on']), ('watched_since__isnull', False), _connector='OR'), name='retention_is_off_only_where_watched')],
            },
        ),
        migrations.AddConstraint(
            model_name='surface',
            constraint=models.CheckConstraint(condition=models.Q(('standing', 'blocked'), models.Q(('code__in', ('messages', 'structured_outputs')), ('standing', 'allowed')), models.Q(('code__in', ('prompt_caching', 'token_counting')), ('standing', 'unless_confirmed')), _connector='OR'), name='nobody_opens_a_blocked_surface'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(('surface__in', ('prompt_caching', 'token_counting'))), name='only_what_waits_for_it_is_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='a_confirmation_names_the_contract'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('surface',), name='one_confirmation_in_force'),
        ),
    ]
