from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import course_views, goal_views, hand_over_views, version_views, views

app_name = "plans"
urlpatterns: list[URLPattern | URLResolver] = [
    path("aftal/<int:pk>/", views.agree, name="agree"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/nyt-skridt/", views.add_step, name="add_step"),
    path("<int:pk>/opfoelgning/", views.review, name="review"),
    path("<int:pk>/opfoelgning/papir/", views.review_pdf, name="review_pdf"),
    path("<int:pk>/overdrag/", hand_over_views.offer, name="offer"),
    path("<int:pk>/overdrag/ja/", hand_over_views.accept, name="accept"),
    path("<int:pk>/overdrag/nej/", hand_over_views.decline, name="decline"),
    path("skridt/<int:pk>/", views.step, name="step"),
    path("skridt/<int:pk>/begyndt/", goal_views.begin, name="begin"),
    path("maal/<int:pk>/", goal_views.goal, name="goal"),
    path("tegn/<int:pk>/set/", goal_views.sign_seen, name="sign_seen"),
    path("trappe/", course_views.ladder, name="ladder"),
    path("tovholder/<int:pk>/", course_views.role, name="role"),
    path("hold-oeje/<int:pk>/", course_views.watch, name="watch"),
    path("<int:pk>/trin/", course_views.level, name="level"),
    path("<int:pk>/tovholdere/", course_views.roles, name="roles"),
    path("<int:pk>/aabn-igen/", course_views.reopen, name="reopen"),
    path("<int:pk>/overskrifter/", course_views.headings, name="headings"),
    path("<int:pk>/aftalt/", version_views.agreed, name="agreed"),
    path("<int:pk>/versioner/", version_views.versions, name="versions"),
    path("<int:pk>/versioner/<int:number>/", version_views.version, name="version"),
    path("<int:pk>/versioner/<int:number>/udskrift/", version_views.version_pdf, name="version_pdf"),
]
