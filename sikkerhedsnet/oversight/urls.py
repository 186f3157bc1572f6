from __future__ import annotations

from django.urls import path

from . import views

app_name = "oversight"
urlpatterns = [
    path("", views.people, name="people"),
    path("frist/", views.settings, name="settings"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/adgang.csv", views.person_csv, name="person_csv"),
    path("svar/<int:pk>/", views.answer, name="answer"),
]
