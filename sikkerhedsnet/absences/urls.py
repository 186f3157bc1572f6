from __future__ import annotations

from django.urls import path

from . import views

app_name = "absences"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("nyt/", views.register, name="register"),
    path("medarbejdere/", views.staff, name="staff"),
    path("medarbejdere/<int:pk>/nyt/", views.register_for, name="register_for"),
    path("<int:pk>/slut/", views.end, name="end"),
]
