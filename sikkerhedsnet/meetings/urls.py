from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import correcting_views, handout_views, table_views, views

app_name = "meetings"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.meetings, name="meetings"),
    path("bekymring/<int:pk>/nyt/", views.call, name="call"),
    path("<int:pk>/", table_views.meeting, name="meeting"),
    path("<int:pk>/skriv/", table_views.entry, name="entry"),
    path("ord/<int:pk>/ret/", correcting_views.entry_change, name="entry_change"),
    path("<int:pk>/kladde/", correcting_views.draft, name="draft"),
    path("<int:pk>/laest-op/", correcting_views.heard, name="heard"),
    path("<int:pk>/til-familien/", handout_views.handed, name="handed"),
    path("<int:pk>/aftal/", table_views.agree, name="agree"),
    path("aftale/<int:pk>/traek-tilbage/", table_views.withdraw, name="withdraw"),
    path("deltager/<int:pk>/", table_views.participant, name="participant"),
    path("<int:pk>/inviter/", views.add_participant, name="add_participant"),
    path("<int:pk>/grundlag/", views.basis, name="basis"),
    path("<int:pk>/begynd/", views.begin, name="begin"),
    path("<int:pk>/led/", views.take_lead, name="take_lead"),
    path("<int:pk>/flyt/", views.move, name="move"),
    path("<int:pk>/aflys/", views.cancel, name="cancel"),
    path("<int:pk>/laes-op/", views.read_aloud, name="read_aloud"),
    path("<int:pk>/uden-plan/", views.no_plan, name="no_plan"),
    path("<int:pk>/referat.pdf", handout_views.minutes_pdf, name="minutes_pdf"),
]
