from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import hand_over_views, views

app_name = "plans"
urlpatterns: list[URLPattern | URLResolver] = [
    path("aftal/<int:pk>/", views.agree, name="agree"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/nyt-skridt/", views.add_step, name="add_step"),
    path("<int:pk>/opfoelgning/", views.review, name="review"),
    path("<int:pk>/overdrag/", hand_over_views.offer, name="offer"),
    path("<int:pk>/overdrag/ja/", hand_over_views.accept, name="accept"),
    path("<int:pk>/overdrag/nej/", hand_over_views.decline, name="decline"),
    path("skridt/<int:pk>/", views.step, name="step"),
]
