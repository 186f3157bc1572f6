from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import keeping_views, views

app_name = "measures"
urlpatterns: list[URLPattern | URLResolver] = [
    path("katalog/", keeping_views.catalogue, name="catalogue"),
    path("katalog/ny/", keeping_views.add_kind, name="add_kind"),
    path("katalog/<int:pk>/", keeping_views.change_kind, name="change_kind"),
    path("teams/", keeping_views.team, name="teams"),
    path("teams/<int:pk>/ny/", keeping_views.join, name="join"),
    path("teams/medlem/<int:pk>/", keeping_views.leave, name="leave"),
    path("moede/<int:pk>/", views.choose_at_meeting, name="choose_at_meeting"),
    path("moede/<int:pk>/<int:kind>/", views.start_at_meeting, name="start_at_meeting"),
    path("plan/<int:pk>/", views.choose_in_plan, name="choose_in_plan"),
    path("plan/<int:pk>/<int:kind>/", views.start_in_plan, name="start_in_plan"),
    path("<int:pk>/", views.measure, name="measure"),
    path("<int:pk>/opfoelgning/", views.follow_up, name="follow_up"),
    path("<int:pk>/slut/", views.end, name="end"),
]
