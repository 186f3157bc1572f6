"""A wellbeing assessment stays with the setting it was made in, unless the municipality has decided that it follows the child."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import REACH, Permission, Reach
from sikkerhedsnet.core import clock
from sikkerhedsnet.people.models import Enrolment
from sikkerhedsnet.screening.states import OPEN

from .choices import HandoverSettings
from .models import my_places

ONE_PLACE = (Reach.GROUP, Reach.INSTITUTION)


def left_behind(actor: Actor, today: date | None = None) -> Q:
    """The assessments this person may not read though she works with the child: made where the child goes no more, and
    not hers to answer for: what is open follows whoever has it, so that it is never nobody's.

    Lent to `screening` by the composition root. Those who follow a child across places (health visitor, adviser, PPR)
    read them as before; the database says the same by itself.
    """
    if any(REACH.get(post.function) not in ONE_PLACE for post in actor.posts_with(Permission.ASSESSMENT_SEE)):
        return Q(pk__in=())
    went = Enrolment.objects.filter(child_id=OuterRef("child_id"), institution_id=OuterRef("institution_id"))
    goes = went.on(today or clock.today())
    follows = HandoverSettings.objects.filter(municipality_id=actor.municipality_id, assessments_follow=True)
    elsewhere = ~Q(institution_id__in=my_places(actor))
    hers = Q(owner_id=actor.id, owner__isnull=False, state__in=OPEN)
    return elsewhere & ~hers & Q(Exists(went)) & ~Q(Exists(goes)) & ~Q(Exists(follows))
