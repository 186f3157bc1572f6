"""What kind of meeting it is, why it was not held, and what a calendar knows it by."""

import sikkerhedsnet.meetings.states
import uuid
from django.conf import settings
from django.db import migrations, models

EACH_ITS_OWN = """
SELECT set_config('net.note', net_system_note(), true);
UPDATE meetings_meeting SET calendar_id = gen_random_uuid();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0008_levels_and_notifications_security'),
        ('meetings', '0002_row_security'),
        ('organisation', '0002_row_security'),
        ('people', '0012_children_at_work'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='meeting',
            name='calendar_id',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name='meeting',
            name='kind',
            field=models.CharField(choices=[(sikkerhedsnet.meetings.states.Kind['COLLABORATION'], sikkerhedsnet.meetings.states.Kind['COLLABORATION']), (sikkerhedsnet.meetings.states.Kind['COORDINATION'], sikkerhedsnet.meetings.states.Kind['COORDINATION']), (sikkerhedsnet.meetings.states.Kind['NETWORK'], sikkerhedsnet.meetings.states.Kind['NETWORK']), (sikkerhedsnet.meetings.states.Kind['FOLLOW_UP'], sikkerhedsnet.meetings.states.Kind['FOLLOW_UP']), (sikkerhedsnet.meetings.states.Kind['CONSULTATION'], sikkerhedsnet.meetings.states.Kind['CONSULTATION'])], default=sikkerhedsnet.meetings.states.Kind['COLLABORATION'], max_length=15),
        ),
        migrations.AddField(
            model_name='meeting',
            name='moves',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='meeting',
            name='outcome',
            field=models.CharField(blank=True, choices=[(sikkerhedsnet.meetings.states.Outcome['NOBODY_CAME'], sikkerhedsnet.meetings.states.Outcome['NOBODY_CAME']), (sikkerhedsnet.meetings.states.Outcome['PARENTS_ABSENT'], sikkerhedsnet.meetings.states.Outcome['PARENTS_ABSENT']), (sikkerhedsnet.meetings.states.Outcome['DECLINED'], sikkerhedsnet.meetings.states.Outcome['DECLINED'])], max_length=15),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', ''), ('state', sikkerhedsnet.meetings.states.State['CANCELLED']), _connector='OR'), name='meeting_outcome_when_not_held'),
        ),
        migrations.RunSQL(EACH_ITS_OWN, migrations.RunSQL.noop),
    ]
