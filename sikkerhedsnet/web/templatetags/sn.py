"""Marks, dates and the reader's own words, as every page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import lost_session, words
from ..hooks import hook

register = template.Library()

SPRITE = "vendor/dkfds/img/all-svg-icons.svg"
SHAPES = {
    "green": '<circle cx="8" cy="8" r="7"/>',
    "yellow": '<path d="M8 1l7.5 14H.5z"/>',
    "red": '<rect x="1" y="1" width="14" height="14" rx="1"/>',
    "": '<circle cx="8" cy="8" r="6" class="sn-hollow"/>',
}
POSITION_WORDS = {
    "green": gettext_lazy("Trives"),
    "yellow": gettext_lazy("Opmærksomhed"),
    "red": gettext_lazy("Bekymring"),
    "": gettext_lazy("Ikke vurderet"),
}
CLOCK_ICONS = {
    words.Clock.GOOD: "time",
    words.Clock.SOON: "notifications",
    words.Clock.TODAY: "notifications",
    words.Clock.OVER: "error",
}
CLOCK_WORDS = {
    words.Clock.GOOD: gettext_lazy("i god tid"),
    words.Clock.SOON: gettext_lazy("snart"),
    words.Clock.TODAY: gettext_lazy("i dag"),
    words.Clock.OVER: gettext_lazy("overskredet"),
}


def _key(value: Any) -> str:
    key = str(getattr(value, "value", value) or "")
    return key if key in SHAPES else ""


@register.simple_tag
def shape(value: Any) -> SafeString:
    """The position's shape alone, for where the word stands beside it."""
    key = _key(value)
    return mark_safe(  # noqa: S308  # constants only
        f'<svg class="sn-shape sn-shape--{key or "none"}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
        f"{SHAPES[key]}</svg>"
    )


@register.simple_tag
def position(value: Any) -> SafeString:
    """The position as shape, word and colour."""
    key = _key(value)
    return format_html('<span class="sn-mark sn-mark--{}">{} {}</span>', key or "none", shape(key), POSITION_WORDS[key])


@register.filter
def position_word(value: Any) -> str:
    return str(POSITION_WORDS[_key(value)])


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon from the design system's sprite; silent to screen readers unless it is given a label."""
    spoken = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    return format_html(
        '<svg class="icon-svg{}" focusable="false"{}><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        spoken,
        static(SPRITE),
        name,
    )


@register.simple_tag
def protected(word: str = "") -> SafeString:
    """A protected address: shield and word."""
    drawn = mark_safe(
        '<svg class="sn-shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
        '<path d="M8 .5l6.5 2.4v4.6c0 3.7-2.6 6.8-6.5 8-3.9-1.2-6.5-4.3-6.5-8V2.9z"/></svg>'
    )
    return format_html('<span class="sn-mark">{} {}</span>', drawn, word or _("Beskyttet adresse"))


@register.simple_tag
def sealed(word: str = "") -> SafeString:
    """A file only few may see: lock and word."""
    return format_html('<span class="sn-mark">{} {}</span>', icon("lock"), word or _("Lukket for andre"))


@register.filter
def dateword(value: date | datetime | None) -> str:
    return words.day_words(value) if value else ""


@register.filter
def timeword(value: Any) -> str:
    return words.clock_words(value) if value else ""


@register.filter
def relative_day(value: date | datetime | None, today: date | None = None) -> str:
    return words.relative_words(value, today) if value else ""


@register.filter
def age(born: date | None, today: date | None = None) -> str:
    return words.age_words(born, today)


def _time(value: date | datetime, text: str) -> SafeString:
    if isinstance(value, datetime):
        local = words.wall_clock(value)
        return format_html(
            '<time datetime="{}" title="{}">{}</time>',
            local.isoformat(timespec="minutes"),
            local.strftime("%d.%m.%Y kl. %H.%M"),
            text,
        )
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), value.strftime("%d.%m.%Y"), text)


@register.simple_tag
def day(value: date | datetime | None, today: date | None = None) -> str:
    """The day in words with the exact one on hover; given `today`, how far off it is as well."""
    if not value:
        return ""
    text = words.day_words(value, today)
    return _time(value, f"{text}, {words.relative_words(value, today)}" if today else text)


@register.simple_tag
def moment(value: datetime | None) -> str:
    """Day and hour in words, `mandag 23. november kl. 13.00`."""
    if not value:
        return ""
    return _time(value, _("%(day)s kl. %(clock)s") % {"day": words.day_words(value), "clock": words.clock_words(value)})


@register.simple_tag
def clock(due: date | datetime | None, today: date | None = None, soon: int = words.SOON) -> str:
    """A promise's date with how it stands: in good time, soon or today (bell), or over (exclamation mark)."""
    if not due:
        return ""
    state = words.clock_state(due, today, soon)
    return format_html(
        '<span class="sn-clock sn-clock--{}">{}<span>{} <b>{}</b></span></span>',
        state.value,
        icon(CLOCK_ICONS[state]),
        _time(due, words.day_words(due, today)),
        CLOCK_WORDS[state],
    )


@register.simple_tag
def user_text(value: Any, inline: bool = False) -> SafeString:
    """What somebody wrote, exactly: escaped, line breaks kept, its direction kept to itself."""
    text = "" if value is None else str(value)
    if inline:
        return format_html('<bdi class="sn-said">{}</bdi>', text)
    return format_html('<div class="sn-said" dir="auto">{}</div>', text)


@register.simple_tag
def scale_line(rows: Iterable[Any], caption: str = "", ident: str = "") -> SafeString:
    """Each participant's 0-10 as a line (now and good enough), with the same as a table behind it."""
    points = [_point(row) for row in rows]
    return mark_safe(  # noqa: S308  # rendered by an escaping template
        render_to_string(
            "web/scale.html", {"points": points, "caption": caption or _("Hvor er vi? (0-10)"), "ident": ident}
        )
    )


def _point(row: Any) -> dict[str, Any]:
    if isinstance(row, Mapping):
        who, now, good = row.get("who"), row.get("now"), row.get("good_enough")
    elif isinstance(row, (tuple, list)):
        who, now, good = (*row, None, None)[:3]
    else:
        who, now, good = row.who, row.now, getattr(row, "good_enough", None)

    def x(value: Any) -> int | None:
        return None if value is None else 12 + round(float(value) * 21.6)

    said = [str(who or "")]
    if now is not None:
        said.append(_("nu %(n)s") % {"n": now})
    if good is not None:
        said.append(_("godt nok %(n)s") % {"n": good})
    return {
        "who": who,
        "now": now,
        "good": good,
        "now_x": x(now),
        "good_x": x(good),
        "same": now is not None and now == good,
        "said": ", ".join(said),
    }


@register.simple_tag
def meter(done: int, total: int, label: str = "") -> SafeString:
    """How far: a bar with its words."""
    said = label or _("%(done)s af %(total)s") % {"done": done, "total": total}
    return format_html(
        '<span class="sn-meter"><b>{0}</b> <progress class="sn-progress" value="{1}" max="{2}" aria-label="{0}"></progress></span>',
        said,
        done,
        max(int(total), 1),
    )


@register.simple_tag
def group_heading(text: str, count: Any = None, ident: str = "") -> SafeString:
    """A heading over a group of rows, with how many there are."""
    number = "" if count is None else format_html(" <small>{}</small>", count)
    name = format_html(' id="{}"', ident) if ident else ""
    return format_html('<h2 class="sn-grp"{}>{}{}</h2>', name, text, number)


@register.simple_tag
def crumb(label_or_url: str, label: str = "") -> SafeString:
    """One step of the way here; the last one has no address."""
    sep = icon("chevron-right")
    if label:
        return format_html(
            '<li class="breadcrumbs__list-item"><a class="breadcrumbs__link" href="{}">{}</a> {}</li>',
            label_or_url,
            label,
            sep,
        )
    return format_html('<li class="breadcrumbs__list-item" aria-current="page">{}</li>', label_or_url)


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """This page's query string with these changes; `None` takes a key out, a list gives it several values."""
    query = context["request"].GET.copy() if "request" in context else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, (list, tuple)):
            query.setlist(key, [str(v) for v in value])
        else:
            query[key] = str(value)
    return "?" + query.urlencode()


@register.simple_tag
def author_mark() -> SafeString:
    """A hidden field that says, unreadably, who has this page open; a lost session needs it to give the text back."""
    return format_html('<input type="hidden" name="{}" value="{}">', lost_session.FIELD, lost_session.current_mark())


@register.simple_tag
def author_word() -> str:
    """The same unreadable mark by itself, for a script that must know whose a thing on the device is."""
    return lost_session.current_mark()


ALERTS = {
    "info": ("info", gettext_lazy("Oplysning")),
    "success": ("success", gettext_lazy("Gjort")),
    "warning": ("warning", gettext_lazy("Vær opmærksom")),
    "error": ("error", gettext_lazy("Fejl")),
}


@register.simple_block_tag
def alert(content: str, kind: str = "info", heading: str = "", level: int = 2) -> SafeString:
    """A message in the design system's frame; warnings and errors are announced."""
    name, spoken = ALERTS.get(kind, ALERTS["info"])
    title = format_html('<h{0} class="alert-heading">{1}</h{0}>', level, heading) if heading else ""
    role = mark_safe(' role="alert"') if kind in ("warning", "error") else ""
    return format_html(
        '<div class="alert alert-{}"{}>{}<div class="alert-body">{}<div class="alert-text">{}</div></div></div>',
        name,
        role,
        icon(name, label=str(spoken), css="alert-icon"),
        title,
        content,
    )


@register.simple_tag(takes_context=True)
def lent(context: template.Context, setting: str, row: Any) -> SafeString:
    """What a later step shows on an earlier one's page: the setting names the function that finds it, for who reads."""
    request = context["request"]
    found = hook(setting)(request.actor, row)
    return render_to_string(found.template, {"beside": found}, request) if found else mark_safe("")
