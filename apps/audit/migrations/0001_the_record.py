import apps.audit.models
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('note', models.TextField(db_collation='C')),
                ('key', models.CharField(max_length=8)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'checkpoint',
                'verbose_name_plural': 'checkpoints',
                'constraints': [models.UniqueConstraint(fields=('size', 'key'), name='audit_checkpoint_once'), models.CheckConstraint(condition=models.Q(('root__octets', 32), ('size__gte', 1)), name='audit_checkpoint_whole')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('xact', apps.audit.models.XactField(db_default=models.Func(function='pg_current_xact_id'), editable=False)),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('body', models.TextField(db_collation='C', editable=False, verbose_name='entry')),
                ('event', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.NullIf(models.Func(models.F('body'), output_field=models.TextField(), template='split_part(split_part(%(expressions)s, \'"event":"\', 2), \'"\', 1)'), models.Value('', output_field=models.TextField())), output_field=models.TextField(db_collation='C'))),
                ('actor', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.F('body'), output_field=models.TextField(), template='split_part(split_part(%(expressions)s, \'"by":"\', 2), \'"\', 1)'), models.Value('', output_field=models.TextField())), models.UUIDField()), output_field=models.UUIDField())),
                ('asked_by', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.F('body'), output_field=models.TextField(), template='split_part(split_part(%(expressions)s, \'"asked_by":"\', 2), \'"\', 1)'), models.Value('', output_field=models.TextField())), models.UUIDField()), output_field=models.UUIDField(null=True))),
                ('subject', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.F('body'), output_field=models.TextField(), template='split_part(split_part(%(expressions)s, \'"on":{"id":"\', 2), \'"\', 1)'), models.Value('', output_field=models.TextField())), models.UUIDField()), output_field=models.UUIDField())),
                ('matter', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.F('body'), output_field=models.TextField(), template='split_part(split_part(%(expressions)s, \'"matter":"\', 2), \'"\', 1)'), models.Value('', output_field=models.TextField())), models.UUIDField()), output_field=models.UUIDField(null=True))),
                ('at_us', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Cast(models.Func(models.F('body'), output_field=models.TextField(), template='split_part(split_part(%(expressions)s, \'"at":\', 2), \',\', 1)'), models.BigIntegerField()), output_field=models.BigIntegerField())),
            ],
            options={
                'verbose_name': 'entry',
                'verbose_name_plural': 'entries',
                'indexes': [models.Index(fields=['xact'], name='audit_entry_xact'), models.Index(fields=['matter', 'id'], name='audit_entry_matter'), models.Index(fields=['actor', 'id'], name='audit_entry_actor'), models.Index(fields=['event', 'id'], name='audit_entry_event'), models.Index(fields=['subject', 'id'], name='audit_entry_subject'), models.Index(fields=['at_us'], name='audit_entry_at'), models.Index(condition=models.Q(('asked_by__isnull', False)), fields=['asked_by', 'id'], name='audit_entry_asked_by')],
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False)),
                ('entry', models.BigIntegerField(unique=True)),
                ('hash', models.BinaryField()),
                ('batch', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'leaf',
                'verbose_name_plural': 'leaves',
                'constraints': [models.CheckConstraint(condition=models.Q(('batch__gte', 0), ('batch__lte', models.F('index')), ('hash__octets', 32), ('index__gte', 0)), name='audit_leaf_whole')],
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('pk', models.CompositePrimaryKey('level', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                ('level', models.SmallIntegerField()),
                ('index', models.BigIntegerField()),
                ('hash', models.BinaryField()),
            ],
            options={
                'verbose_name': 'node',
                'verbose_name_plural': 'nodes',
                'constraints': [models.CheckConstraint(condition=models.Q(('hash__octets', 32), ('index__gte', 0), ('level__in', [8, 16, 24])), name='audit_node_whole')],
            },
        ),
    ]
