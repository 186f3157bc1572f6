from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "plans"
urlpatterns: list[URLPattern | URLResolver] = [
    path("aftal/<int:pk>/", views.agree, name="agree"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/nyt-skridt/", views.add_step, name="add_step"),
    path("<int:pk>/opfoelgning/", views.review, name="review"),
    path("skridt/<int:pk>/", views.step, name="step"),
]
