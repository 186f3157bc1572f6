from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import form_views, views

app_name = "instruments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", form_views.forms, name="forms"),
    path("barn/<int:pk>/", views.child, name="child"),
    path("barn/<int:pk>/skemaer.csv", views.child_csv, name="child_csv"),
    path("barn/<int:pk>/<slug:key>/", views.fill, name="fill"),
    path("svar/<int:pk>/", views.response, name="response"),
    path("svar/<int:pk>/ret/", views.correct, name="correct"),
    path("svar/<int:pk>/pdf/", views.response_pdf, name="response_pdf"),
    path("svar/<int:pk>/familien/", views.response_family, name="response_family"),
    path("opfoelgning/<int:pk>/", views.act, name="act"),
    path("udgave/<int:pk>/", form_views.version, name="version"),
    path("udgave/<int:pk>/ret/", form_views.edit, name="edit"),
    path("udgave/<int:pk>/send/", form_views.propose, name="propose"),
    path("udgave/<int:pk>/svar/", form_views.decide, name="decide"),
    path("skema/<slug:key>/", form_views.form, name="form"),
    path("skema/<slug:key>/kopi/", form_views.copy, name="copy"),
    path("skema/<slug:key>/papir/", views.empty_pdf, name="empty_pdf"),
]
