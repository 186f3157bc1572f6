"""Where this person finds the focus points of her groups, and the parents of her place."""

from __future__ import annotations

from django.urls import reverse

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.organisation.kinds import CHILDREN_ENROL_IN
from sikkerhedsnet.organisation.models import Group, Institution


def focus_links(actor: Actor) -> list[tuple[str, str]]:
    """The groups this person works with, or all of the place she leads, each with its page of focus points."""
    posts = [post for post in actor.posts_with(Permission.ASSESSMENT_SETTLE) if post.institution_id]
    places = Institution.objects.filter(pk__in={post.institution_id for post in posts}, kind__in=CHILDREN_ENROL_IN)
    found = []
    for group in Group.objects.filter(institution__in=places).select_related("institution").order_by("name", "pk"):
        if any(
            p.institution_id == group.institution_id and (not p.group_ids or group.pk in p.group_ids) for p in posts
        ):
            found.append((group.name, reverse("screening:focus", args=[group.pk])))
    whole = {post.institution_id for post in posts if post.institution_id and not post.group_ids}
    return found + [
        (place.name, reverse("screening:focus_place", args=[place.pk]))
        for place in places.filter(pk__in=whole).order_by("name", "pk")
    ]


def notice_links(actor: Actor) -> list[tuple[str, str]]:
    """The places where this person may say that parents were given the text."""
    places = Institution.objects.filter(
        pk__in=actor.institution_ids(Permission.ASSESSMENT_SETTLE), kind__in=CHILDREN_ENROL_IN
    )
    return [(place.name, reverse("screening:notice_place", args=[place.pk])) for place in places.order_by("name", "pk")]
