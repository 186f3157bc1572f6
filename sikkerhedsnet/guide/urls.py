from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import keeping_views, sparring_views, views

app_name = "guide"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.guide, name="guide"),
    path("handleguide.pdf", views.pdf, name="pdf"),
    path("ved-siden/", views.beside, name="beside"),
    path("udgaver/", views.versions, name="versions"),
    path("udgaver/ny/", keeping_views.begin, name="begin"),
    path("udgaver/<int:pk>/", views.version, name="version"),
    path("udgaver/<int:pk>/ret/", keeping_views.edit, name="edit"),
    path("udgaver/<int:pk>/raad/", keeping_views.add_entry, name="add_entry"),
    path("udgaver/<int:pk>/raad/<int:entry_pk>/", keeping_views.entry, name="entry"),
    path("udgaver/<int:pk>/raad/<int:entry_pk>/ud/", keeping_views.drop_entry, name="drop_entry"),
    path("udgaver/<int:pk>/tilbage/", keeping_views.take_back, name="take_back"),
    path("udgaver/<int:pk>/svar/", keeping_views.decide, name="decide"),
    path("sparring/", sparring_views.sparrings, name="sparrings"),
    path("sparring/ny/", sparring_views.ask, name="ask"),
    path("sparring/<int:pk>/", sparring_views.sparring, name="sparring"),
    path("sparring/<int:pk>/giv-videre/", sparring_views.give, name="give"),
]
