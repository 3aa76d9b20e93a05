from django.db import migrations, models


class Migration(migrations.Migration):
    """What somebody was on before their account was closed is over, also where they were back before anybody looked."""

    dependencies = [("people", "0014_a_licence_is_kept")]

    operations = [
        migrations.AddField(
            model_name="user", name="back_at", field=models.DateTimeField(editable=False, null=True)
        )
    ]
