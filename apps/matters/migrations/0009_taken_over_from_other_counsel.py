import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A matter may come from other counsel; and every court that a rule's source names is one of the choices."""

    dependencies = [
        ('matters', '0008_handovers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='handover',
            name='before',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='matter',
            name='forum',
            field=models.CharField(choices=[('none', 'No court or tribunal'), ('on_appeal', 'Court of Appeal for Ontario'), ('on_superior', 'Ontario Superior Court of Justice'), ('on_family', 'Ontario Superior Court of Justice, Family'), ('on_small_claims', 'Ontario Small Claims Court'), ('bc_supreme', 'Supreme Court of British Columbia'), ('ab_appeal', 'Court of Appeal of Alberta'), ('ab_kings_bench', "Court of King's Bench of Alberta"), ('ab_justice', 'Alberta Court of Justice'), ('mb_kings_bench', "Court of King's Bench of Manitoba"), ('ns_supreme', 'Supreme Court of Nova Scotia'), ('ns_provincial', 'Provincial Court of Nova Scotia'), ('yt_supreme', 'Supreme Court of Yukon'), ('qc_superior', 'Superior Court of Quebec'), ('federal', 'Federal Court'), ('other', 'Another court or tribunal')], default='none', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(condition=models.Q(('before', None)), fields=('matter',), name='taken_over_from_other_counsel_once'),
        ),
    ]
