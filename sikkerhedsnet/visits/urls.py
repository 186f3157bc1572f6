from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import choice_views, recall_views, views, writing_views

app_name = "visits"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.mine, name="mine"),
    path("barn/<int:pk>/", views.child, name="child"),
    path("barn/<int:pk>/papir/", views.blank_pdf, name="blank_pdf"),
    path("barn/<int:pk>/behov/", views.need, name="need"),
    path("barn/<int:pk>/skriv/<slug:visit_type>/", writing_views.write, name="write"),
    path("<int:pk>/", writing_views.visit, name="visit"),
    path("planlagt/<int:pk>/", views.planned, name="planned"),
    path("ret/<slug:what>/<int:pk>/", views.wrong, name="wrong"),
    path("indsats/<int:pk>/", views.end_help, name="end_help"),
    path("daekning/", views.coverage_page, name="coverage"),
    path("besoegsplan/", views.scheme, name="scheme"),
    path("besoegsplan/tal/", choice_views.choices, name="choices"),
    path("besoegsplan/<int:pk>/", views.scheme_row, name="scheme_row"),
    path("tandplejen/", recall_views.recalls, name="recalls"),
    path("tandplejen/<int:pk>/", recall_views.recall, name="recall"),
    path("tandplejen/<int:pk>/samtale/", recall_views.talk, name="recall_talk"),
    path("tandplejen/<int:pk>/set/", recall_views.seen, name="recall_seen"),
]
