from __future__ import annotations

from django.urls import path

from . import views

app_name = "insight"
urlpatterns = [path("fra-bekymring-til-handling/", views.days, name="days")]
