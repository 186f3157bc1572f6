from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "logcontrol"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.mine, name="mine"),
    path("<int:pk>/", views.look, name="look"),
    path("maaneder/", views.months, name="months"),
    path("maaneder/<int:pk>/", views.report, name="report"),
    path("maaneder/<int:pk>/pdf/", views.report_pdf, name="report_pdf"),
    path("valg/", views.settings, name="settings"),
]
