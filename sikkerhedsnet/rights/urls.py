from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import statement_views, views

app_name = "rights"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.requests, name="requests"),
    path("overblik/", views.control, name="control"),
    path("praksis/", views.practice, name="practice"),
    path("barn/<int:pk>/ny/", views.register, name="register"),
    path("<int:pk>/", views.request, name="request"),
    path("<int:pk>/forlaeng/", views.extend, name="extend"),
    path("<int:pk>/traek-tilbage/", views.withdraw, name="withdraw"),
    path("<int:pk>/kopi/", views.copy, name="copy"),
    path("<int:pk>/udlever/", views.release, name="release"),
    path("<int:pk>/kopi.json", views.copy_json, name="copy_json"),
    path("<int:pk>/kopi.pdf", views.copy_pdf, name="copy_pdf"),
    path("udtalelse/<slug:about>/<int:pk>/", statement_views.statement, name="statement"),
]
