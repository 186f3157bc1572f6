from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import protection_views, views

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.children, name="children"),
    path("<int:pk>/beskyttelse/", protection_views.protection, name="protection"),
    path("<int:pk>/beskyttelse/ophaev/", protection_views.lift, name="lift_protection"),
    path("<int:pk>/beskyttelse/svar/", protection_views.answer, name="answer_lift"),
]
