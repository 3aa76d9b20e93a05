from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sync', '0012_party_records'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='trouble',
            field=models.CharField(blank=True, choices=[('approval_gone', 'The approval no longer stands'), ('manifest_changed', 'Not what was approved'), ('not_final', 'Found wrong, or not signed any more'), ('approver_may_not', 'The approver may no longer decide this'), ('matter_closed', 'The matter is closed'), ('matter_moved', 'The matter is no longer known there'), ('not_shown_in_canada', 'Not shown to be in Canada'), ('upload_not_in_canada', 'The file would be kept outside Canada'), ('outcome_unknown', 'It is not known whether it arrived'), ('read_back_differs', 'What was read back is different'), ('not_there', 'No longer there'), ('nothing_to_send', 'No rendering of this kind'), ('content_destroyed', "The matter's content was destroyed"), ('confirmer_may_not', 'Whose time it is does not work on the matter'), ('person_unknown', 'Whose time it is is not known there'), ('no_rate', 'No rate is on file there'), ('tried_too_often', 'Tried too often'), ('settling', 'An answer was lost; looking again soon'), ('connection_broken', 'The connection needs attention'), ('cannot_reach', 'Cannot be reached'), ('no_answer', 'No answer in time'), ('garbled', 'An answer that makes no sense'), ('rate_limited', 'Asked to slow down'), ('vendor_trouble', 'Trouble of its own'), ('busy', 'Busy with this record'), ('address_expired', 'The upload address expired'), ('not_connected', 'The connection is no longer accepted'), ('not_permitted', 'Not permitted there'), ('not_found', 'Not found there'), ('out_of_date', 'Version no longer accepted'), ('changed_there', 'Changed there in the meantime'), ('not_accepted', 'A value was not accepted'), ('refused', 'Refused'), ('wrong_host', 'An address that is not on the list'), ('too_large', 'Too large'), ('not_configured', 'Not set up on this server')], default='', max_length=40),
        ),
    ]
