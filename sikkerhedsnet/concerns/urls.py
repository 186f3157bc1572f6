from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "concerns"
urlpatterns: list[URLPattern | URLResolver] = [
    path("barn/<int:pk>/ny/", views.raise_concern, name="raise"),
    path("<int:pk>/", views.concern, name="concern"),
    path("<int:pk>/sendt/", views.sent, name="sent"),
    path("<int:pk>/tag-imod/", views.take, name="take"),
    path("<int:pk>/overdrag/", views.offer, name="offer"),
    path("<int:pk>/overdrag/ja/", views.accept, name="accept"),
    path("<int:pk>/overdrag/nej/", views.decline, name="decline"),
    path("<int:pk>/samtale/", views.contact, name="contact"),
    path("<int:pk>/afslut/", views.close, name="close"),
]
