"""Where a task or a wait is done, and where a message leads."""

from __future__ import annotations

from django import template
from django.urls import reverse

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core.tasks import Task, Waiting
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.web.hooks import hook

register = template.Library()


@register.filter
def task_address(task: Task | Waiting) -> str:
    """The page a task names."""
    return reverse(task.url_name, args=task.url_args)


@register.simple_tag
def message_address(message: Message, actor: Actor) -> str:
    """The page a message tells of; nothing when it names none, or one that this person may not open."""
    if not message.url_name or not hook("SIKKERHEDSNET_OPENS")(actor, message.url_name):
        return ""
    return reverse(message.url_name, args=[message.url_arg] if message.url_arg is not None else [])
