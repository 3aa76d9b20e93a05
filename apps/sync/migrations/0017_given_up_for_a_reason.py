from django.db import migrations, models

from apps.core import lifecycles

BEFORE = [
    ("queued", "sending"), ("queued", "cancelled"),
    ("sending", "sent"), ("sending", "waiting"), ("sending", "stopped"),
    ("waiting", "sending"), ("waiting", "cancelled"),
    ("sent", "verified"), ("sent", "stopped"),
    ("stopped", "queued"), ("stopped", "cancelled"),
]
MOVES = [*BEFORE, ("stopped", "sent"), ("cancelled", "queued"), ("cancelled", "sent")]
GIVEN_UP = "UPDATE sync_delivery SET given_up = 'not_said' WHERE state = 'cancelled'"
ON_ITS_WAY = "UPDATE sync_delivery SET sent_at = NULL WHERE state IN ('queued', 'sending', 'waiting')"


def moves(listed):
    return lifecycles.drop_trigger("sync_delivery") + "\n" + lifecycles.trigger("sync_delivery", start="queued", moves=listed)


class Migration(migrations.Migration):
    """A delivery is given up for a reason and can be taken up again; what has arrived is only read again."""

    dependencies = [("sync", "0016_odd_records")]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='given_up',
            field=models.CharField(blank=True, choices=[('by_hand', 'It was put there by hand'), ('not_wanted', 'It is not wanted there'), ('wrong', 'It is wrong'), ('cannot_arrive', 'It cannot arrive there'), ('approved_anew', 'The item was approved anew'), ('not_said', 'Nobody was asked why')], default='', max_length=20),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='trouble',
            field=models.CharField(blank=True, choices=[('approval_gone', 'The approval no longer stands'), ('manifest_changed', 'Not what was approved'), ('not_final', 'Found wrong, or not signed any more'), ('approver_may_not', 'The approver may no longer decide this'), ('matter_closed', 'The matter is closed'), ('matter_moved', 'The matter is no longer known there'), ('not_shown_in_canada', 'Not shown to be in Canada'), ('upload_not_in_canada', 'The file would be kept outside Canada'), ('outcome_unknown', 'It is not known whether it arrived'), ('read_back_differs', 'What was read back is different'), ('not_there', 'No longer there'), ('connection_ended', 'The connection was ended'), ('nothing_to_send', 'No rendering of this kind'), ('content_destroyed', "The matter's content was destroyed"), ('cannot_be_read', 'What is stored cannot be read'), ('confirmer_may_not', 'Whose time it is does not work on the matter'), ('person_unknown', 'Whose time it is is not known there'), ('no_rate', 'No rate is on file there'), ('tried_too_often', 'Tried too often'), ('settling', 'An answer was lost; looking again soon'), ('not_seen_yet', 'Not shown there yet'), ('connection_broken', 'The connection needs attention'), ('cannot_reach', 'Cannot be reached'), ('no_answer', 'No answer in time'), ('garbled', 'An answer that makes no sense'), ('rate_limited', 'Asked to slow down'), ('vendor_trouble', 'Trouble of its own'), ('busy', 'Busy with this record'), ('address_expired', 'The upload address expired'), ('not_connected', 'The connection is no longer accepted'), ('not_permitted', 'Not permitted there'), ('not_found', 'Not found there'), ('out_of_date', 'Version no longer accepted'), ('changed_there', 'Changed there in the meantime'), ('not_accepted', 'A value was not accepted'), ('refused', 'Refused'), ('wrong_host', 'An address that is not on the list'), ('too_large', 'Too large'), ('not_configured', 'Not set up on this server')], default='', max_length=40),
        ),
        migrations.RunSQL([GIVEN_UP, ON_ITS_WAY], migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), models.Q(('given_up', ''), _negated=True)), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('given_up', '')), _connector='OR'), name='a_delivery_is_given_up_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['queued', 'sending', 'waiting']), _negated=True), ('sent_at', None), _connector='OR'), name='what_has_arrived_is_not_sent_again'),
        ),
        migrations.RunSQL(moves(MOVES), moves(BEFORE)),
    ]
