from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "exchange"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.imports, name="import"),
    path("<int:pk>/", views.run, name="run"),
    path("<int:pk>/tag-ind/", views.confirm, name="confirm"),
    path("<int:pk>/fortryd/", views.cancel, name="cancel"),
    path("<int:pk>/afviste.csv", views.rejected, name="rejected"),
]
