from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import file_views, keeping_views, views

app_name = "training"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.register, name="register"),
    path("mine/", views.mine, name="mine"),
    path("beviser.csv", views.register_csv, name="register_csv"),
    path("fil/", file_views.file, name="file"),
    path("nyt/", keeping_views.add_course, name="add_course"),
    path("<int:pk>/", views.course, name="course"),
    path("<int:pk>/liste.csv", views.course_csv, name="course_csv"),
    path("<int:pk>/ret/", keeping_views.edit_course, name="edit_course"),
    path("<int:pk>/ny-dato/", keeping_views.add_date, name="add_date"),
    path("datoer/<int:pk>/", views.course_date, name="date"),
    path("datoer/<int:pk>/ret/", keeping_views.edit_date, name="edit_date"),
    path("datoer/<int:pk>/aflys/", keeping_views.cancel_date, name="cancel_date"),
    path("datoer/<int:pk>/tilmeld/", keeping_views.sign_up, name="sign_up"),
    path("datoer/<int:pk>/vil-med/", keeping_views.ask, name="ask"),
    path("datoer/<int:pk>/vil-ikke-med/", keeping_views.take_back, name="take_back"),
    path("datoer/<int:pk>/giv-plads/<int:user>/", keeping_views.give_place, name="give_place"),
    path("datoer/<int:pk>/fremmoede/", keeping_views.attendance, name="attendance"),
    path("pladser/<int:pk>/meld-af/", keeping_views.take_off, name="take_off"),
    path("kolleger/<int:pk>/", views.person, name="person"),
    path("kolleger/<int:pk>/bevis/", keeping_views.give, name="give"),
    path("beviser/<int:pk>/tilbagekald/", keeping_views.revoke, name="revoke"),
]
