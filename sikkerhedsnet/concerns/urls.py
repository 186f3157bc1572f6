from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import level_views, notification_views, views

app_name = "concerns"
urlpatterns: list[URLPattern | URLResolver] = [
    path("barn/<int:pk>/ny/", views.raise_concern, name="raise"),
    path("papir/", views.blank_pdf, name="blank_pdf"),
    path("<int:pk>/", views.concern, name="concern"),
    path("<int:pk>/sendt/", views.sent, name="sent"),
    path("<int:pk>/tag-imod/", views.take, name="take"),
    path("<int:pk>/overdrag/", views.offer, name="offer"),
    path("<int:pk>/overdrag/ja/", views.accept, name="accept"),
    path("<int:pk>/overdrag/nej/", views.decline, name="decline"),
    path("<int:pk>/samtale/", views.contact, name="contact"),
    path("<int:pk>/afslut/", views.close, name="close"),
    path("<int:pk>/niveau/", level_views.rate, name="rate"),
    path("<int:pk>/trin/", level_views.stage, name="stage"),
    path("<int:pk>/underret/", notification_views.begin, name="notify"),
    path("underretning/<int:pk>/", notification_views.notification, name="notification"),
    path("underretning/<int:pk>/skriv/", notification_views.write, name="write_notification"),
    path("underretning/<int:pk>/send/", notification_views.send, name="send_notification"),
    path("underretning/<int:pk>/kvitter/", notification_views.acknowledge, name="acknowledge"),
    path("underretning/<int:pk>/opgiv/", notification_views.drop, name="drop_notification"),
    path("underretning/<int:pk>/papir/", notification_views.paper, name="notification_pdf"),
    path("skala/", level_views.scale, name="scale"),
    path("skala/ny/", level_views.new_scale, name="new_scale"),
    path("skala/<int:pk>/godkend/", level_views.approve_scale, name="approve_scale"),
    path("loefter/", level_views.promises, name="promises"),
]
