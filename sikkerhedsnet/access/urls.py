from __future__ import annotations

from django.urls import path

from . import views

app_name = "access"
urlpatterns = [
    path("log-ind/", views.sign_in, name="sign_in"),
    path("log-af/", views.sign_out, name="sign_out"),
]
