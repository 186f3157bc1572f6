from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "voices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("deltager/<int:pk>/forbered/", views.prepare, name="prepare"),
    path("deltager/<int:pk>/papir/", views.preparation_pdf, name="preparation_pdf"),
    path("forberedelse/<int:pk>/", views.preparation, name="preparation"),
    path("barn/<int:pk>/ny/", views.tell, name="tell"),
    path("barn/<int:pk>/papir/", views.houses_pdf, name="houses_pdf"),
    path("spoergsmaal/", views.questions, name="questions"),
    path("moede/<int:pk>/papir/", views.table_pdf, name="table_pdf"),
    path("<int:pk>/", views.voice, name="voice"),
]
