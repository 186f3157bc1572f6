from __future__ import annotations

from django.urls import path

from . import views

app_name = "organisation"
urlpatterns = [
    path("", views.staff, name="staff"),
    path("<int:pk>/inviter/", views.invite, name="invite"),
    path("<int:pk>/andet-trin/", views.remove_factors, name="remove_factors"),
]
