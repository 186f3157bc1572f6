from __future__ import annotations

from django.urls import path

from . import views

app_name = "ties"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("nyt/", views.declare, name="declare"),
    path("medarbejdere/", views.staff, name="staff"),
    path("medarbejdere/<int:pk>/nyt/", views.declare_for, name="declare_for"),
    path("<int:pk>/slut/", views.end, name="end"),
    path("overtag/<str:label>/<int:pk>/", views.take_over, name="take_over"),
    path("person/<int:pk>/", views.person, name="person"),
    path("person/<int:pk>/skil/", views.part, name="part"),
    path("slags/", views.kinds, name="kinds"),
    path("slags/<int:pk>/fjern/", views.retire_kind, name="retire_kind"),
]
