import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0006_order")]

    operations = [
        migrations.AlterField("reviewtask", "act_by", models.DateField()),
        migrations.AlterField("reviewtask", "due_on", models.DateField()),
        migrations.AlterField(
            "reviewtask",
            "requested_by",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
