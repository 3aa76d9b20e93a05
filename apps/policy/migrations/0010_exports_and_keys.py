"""A look at the account says where content can be exported to, and which entries of the feed it told of."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policy', '0009_spending'),
    ]

    operations = [
        migrations.AddField(
            model_name='workspacecheck',
            name='activities',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='workspacecheck',
            name='destinations',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='workspacecheck',
            name='faults',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('other_organization', "The key belongs to another organization than the firm's."), ('default_workspace', 'The workspace is the Default one, which cannot be limited.'), ('workspace_missing', 'The organization has no such workspace.'), ('archived', 'The workspace is archived.'), ('no_limits_shown', 'The workspace shows no limits of its own. An older opt-out of the organization is not relied on.'), ('allowed_geos', 'Inference is not limited to the United States in the workspace.'), ('default_geo', "The workspace's default for inference is not the United States."), ('workspace_geo', 'What the vendor stores for the workspace is not in the United States.'), ('retention_on', 'Somebody switched 30-day retention on for the workspace.'), ('content_exported', 'The vendor can export content to a collector outside: its list of telemetry destinations is not empty.')], max_length=30), default=list, size=None),
        ),
    ]
