from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "glass"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.break_glass, name="break"),
    path("<int:pk>/slut/", views.end, name="end"),
    path("godkend/<int:pk>/", views.approval, name="approval"),
    path("gennemgang/", views.reviews, name="reviews"),
    path("gennemgang/<int:pk>/", views.review, name="review"),
]
