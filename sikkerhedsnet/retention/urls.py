from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "retention"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.overview, name="overview"),
    path("frist/<slug:kind>/", views.rule, name="rule"),
    path("forfaldent/", views.due, name="due"),
    path("stop/nyt/", views.hold, name="hold"),
    path("stop/<int:pk>/loeft/", views.lift, name="lift"),
    path("lister/", views.erasures, name="erasures"),
    path("lister/<int:pk>/", views.erasure, name="erasure"),
    path("lister/<int:pk>/godkend/", views.approve, name="approve"),
    path("lister/<int:pk>/opgiv/", views.call_off, name="call_off"),
]
