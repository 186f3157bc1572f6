from __future__ import annotations

from django.urls import path

from . import views

app_name = "evaluations"
urlpatterns = [
    path("svar/<str:token>/", views.answer, name="answer"),
    path("foraeldrene-siger/", views.results, name="results"),
    path("foraeldrene-siger/spoerg/", views.ask, name="ask"),
    path("foraeldrene-siger/seddel.pdf", views.slip, name="slip"),
    path("foraeldrene-siger/tast-ind/", views.enter, name="enter"),
]
