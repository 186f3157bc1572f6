from __future__ import annotations

from django.urls import path

from . import views

app_name = "worklists"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("beskeder/laest/", views.seen, name="seen"),
    path("set-men-ikke-hjulpet/", views.unhelped, name="unhelped"),
    path("handleguide/tal/", views.sign_figures, name="followed"),
    path("nettet/", views.net, name="net"),
]
