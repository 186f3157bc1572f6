from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "scans"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:about>/<int:pk>/ny/", views.add, name="add"),
    path("<int:pk>/", views.scan, name="scan"),
    path("<int:pk>/traek-tilbage/", views.withdraw, name="withdraw"),
    path("<int:pk>/fil/", views.file, name="file"),
]
