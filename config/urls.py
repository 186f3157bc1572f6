"""Every address of the site: each step's own, under its own name."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("sprog/", include("django.conf.urls.i18n")),
]
