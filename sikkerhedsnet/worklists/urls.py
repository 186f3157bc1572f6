from __future__ import annotations

from django.urls import path

from . import views

app_name = "worklists"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("beskeder/laest/", views.seen, name="seen"),
    path("nettet/", views.net, name="net"),
]
