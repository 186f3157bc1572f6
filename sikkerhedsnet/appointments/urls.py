from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import table_views, views

app_name = "appointments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("bekymring/<int:pk>/tider/", views.offer, name="offer"),
    path("bekymring/<int:pk>/vil-ikke/", views.declined, name="declined"),
    path("tider/<int:pk>/", views.answer, name="answer"),
    path("tider/<int:pk>/seddel.pdf", views.slip, name="slip"),
    path("moede/<int:pk>/kom-ikke/", views.missed, name="missed"),
    path("moede/<int:pk>/hvem/", table_views.told, name="told"),
    path("moede/<int:pk>/tolk/", table_views.interpreter, name="interpreter"),
    path("moede/<int:pk>/dagsorden/", table_views.agenda, name="agenda"),
    path("moede/<int:pk>/dagsorden.pdf", table_views.agenda_pdf, name="agenda_pdf"),
    path("deltager/<int:pk>/indkaldelse.pdf", table_views.letter, name="letter"),
    path("deltager/<int:pk>/moede.ics", table_views.calendar, name="calendar"),
    path("mine-moeder.ics", table_views.my_calendar, name="my_calendar"),
    path("moedetyper/", views.ways, name="ways"),
]
