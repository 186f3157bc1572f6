from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "fbu"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.deliveries, name="deliveries"),
    path("afsender/", views.sender, name="sender"),
    path("fil/<int:pk>/", views.file, name="file"),
    path("fil/<int:pk>/tag-ind/", views.take, name="take"),
    path("fil/<int:pk>/fortryd/", views.cancel, name="cancel"),
    path("barn/<int:pk>/", views.received, name="received"),
]
