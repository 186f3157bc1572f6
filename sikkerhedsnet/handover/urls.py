from __future__ import annotations

from django.urls import path

from . import receiving_views, sealed_views, sending_views, subject_views, views

app_name = "handover"
urlpatterns = [
    path("", views.handovers, name="handovers"),
    path("regler/", views.settings, name="settings"),
    path("forseglet/", sealed_views.open_sealed, name="open_sealed"),
    path("emner/nyt/", subject_views.add_subject, name="add_subject"),
    path("emner/<int:pk>/", subject_views.subject, name="subject"),
    path("emner/<int:pk>/slut/", subject_views.end_subject, name="end_subject"),
    path("begynder/<int:pk>/", views.starters, name="starters"),
    path("barn/<int:pk>/", views.begin, name="begin"),
    path("<int:pk>/", views.handover, name="handover"),
    path("<int:pk>/del/<int:kind>/", views.part, name="part"),
    path("<int:pk>/familien/", views.talk, name="talk"),
    path("<int:pk>/uden-familien/", views.without_parents, name="without_parents"),
    path("<int:pk>/modtager/", views.choose, name="choose"),
    path("<int:pk>/ikke-med/", views.leave_out, name="leave_out"),
    path("<int:pk>/laes-op/", sending_views.preview, name="preview"),
    path("<int:pk>/ret/", sending_views.correct, name="correct"),
    path("<int:pk>/traek-tilbage/", sending_views.withdraw, name="withdraw"),
    path("<int:pk>/kvittering/", sending_views.receipt, name="receipt"),
    path("<int:pk>/forseglet/", sealed_views.seal, name="seal"),
    path("<int:pk>/papir.pdf", sending_views.paper, name="pdf"),
    path("<int:pk>/tag-imod/", receiving_views.accept, name="accept"),
    path("<int:pk>/send-tilbage/", receiving_views.send_back, name="send_back"),
    path("<int:pk>/giv-til/", receiving_views.name, name="name"),
    path("<int:pk>/hvordan-gik-det/", receiving_views.close, name="close"),
    path("laest/<int:pk>/", receiving_views.read, name="read"),
    path("fortrudt/<int:pk>/", sending_views.take_back, name="take_back"),
]
