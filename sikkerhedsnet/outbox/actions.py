"""Put a message in the outbox (with the change), and send what waits (later, as often as it takes)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.core import context

from .models import Message

GIVE_UP_AFTER = 200


def enqueue(
    kind: str,
    *,
    to_id: int,
    about: str,
    at: datetime,
    child_id: int | None = None,
    url_name: str = "",
    url_arg: int | None = None,
    once: str = "",
) -> None:
    """Adds one message; `once` names the occasion, so that the same occasion never gives the same person two."""
    with context.beyond_reach():  # who writes to somebody cannot read what others write to them
        Message.objects.get_or_create(
            dedup_key=f"{kind}:{once or f'{url_name}:{url_arg}:{at.isoformat()}'}:{to_id}",
            defaults={
                "kind": kind,
                "to_id": to_id,
                "about": about,
                "child_id": child_id,
                "url_name": url_name,
                "url_arg": url_arg,
                "created_at": at,
                "next_try_at": at,
            },
        )


def send_due(now: datetime) -> int:
    """Mails every waiting message once, without content; what fails waits longer each time. Returns how many went."""
    sent = 0
    while True:
        with transaction.atomic():
            message = (
                Message.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("to")
                .filter(sent_at=None, next_try_at__lte=now)
                .order_by("next_try_at", "id")
                .first()
            )
            if message is None:
                return sent
            try:
                if settings.MAIL_ENABLED and message.to.email:
                    send_mail(
                        _("Der er nyt til dig i Sikkerhedsnet"),
                        _("Log ind for at se det. Af hensyn til barnet står der ikke mere i mailen."),
                        None,
                        [message.to.email],
                    )
                message.sent_at = now
                sent += 1
            except OSError:
                message.attempts += 1
                message.next_try_at = now + timedelta(minutes=min(2**message.attempts, 240))
            message.save(update_fields=["sent_at", "attempts", "next_try_at"])


@transaction.atomic
def mark_seen(user_id: int, message_ids: list[int], *, now: datetime) -> None:
    """The receiver has read these messages; they leave the desk."""
    Message.objects.filter(to_id=user_id, pk__in=message_ids, seen_at=None).update(seen_at=now)
