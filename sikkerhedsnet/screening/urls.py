from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import group_views, views

app_name = "screening"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.rounds, name="rounds"),
    path("ny/", views.open_round, name="open_round"),
    path("<int:pk>/", views.round_coverage, name="round"),
    path("<int:pk>/stue/<int:group_pk>/", group_views.group, name="group"),
    path("<int:pk>/stue/<int:group_pk>/sammen/", group_views.joint, name="joint"),
    path("<int:pk>/sted/<int:institution_pk>/", group_views.group, name="group_place"),
    path("<int:pk>/sted/<int:institution_pk>/sammen/", group_views.joint, name="joint_place"),
    path("vurdering/<int:pk>/", views.assessment, name="assessment"),
    path("vurdering/<int:pk>/foraeldre/", views.told, name="told"),
    path("vurdering/<int:pk>/opfoelgning/", views.follow_up, name="follow_up"),
    path("barn/<int:pk>/", views.alone, name="alone"),
]
