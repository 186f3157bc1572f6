"""Where a task or a wait is done."""

from __future__ import annotations

from django import template
from django.urls import reverse

from sikkerhedsnet.core.tasks import Task, Waiting

register = template.Library()


@register.filter
def task_address(task: Task | Waiting) -> str:
    """The page a task names."""
    return reverse(task.url_name, args=task.url_args)
