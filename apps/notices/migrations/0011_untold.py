from django.db import migrations, models


class Migration(migrations.Migration):
    """Entries of the log that nobody could be told of."""

    dependencies = [
        ('notices', '0010_ways_back_are_told'),
    ]

    operations = [
        migrations.CreateModel(
            name='Untold',
            fields=[
                ('entry', models.BigIntegerField(primary_key=True, serialize=False)),
                ('error', models.CharField(max_length=60)),
                ('tries', models.PositiveSmallIntegerField(default=1)),
                ('try_after', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['try_after'], name='untold_when_due')],
            },
        ),
    ]
