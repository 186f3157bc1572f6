from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "childfile"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/", views.child, name="child"),
    path("<int:pk>/adgang/", views.access, name="access"),
    path("<int:pk>/opslag/", views.looks, name="looks"),
    path("<int:pk>/opslag/pdf/", views.looks_pdf, name="looks_pdf"),
    path("opslag/", views.log_search, name="log_search"),
]
