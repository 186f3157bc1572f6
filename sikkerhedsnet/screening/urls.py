from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import absence_views, figure_views, group_views, joint_views, kept_views, notice_views, plan_views, views

app_name = "screening"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.rounds, name="rounds"),
    path("ny/", views.open_round, name="open_round"),
    path("plan/", plan_views.plans, name="plans"),
    path("plan/<int:pk>/", plan_views.plan, name="plan"),
    path("plan/valg/", plan_views.choices, name="choices"),
    path("tal/", figure_views.overview, name="figures"),
    path("tal/csv/", figure_views.overview_csv, name="figures_csv"),
    path("ikke-vurderet/<int:pk>/", absence_views.not_assessed, name="not_assessed"),
    path(
        "<int:pk>/sted/<int:institution_pk>/barn/<int:child_pk>/ikke-vurderet/",
        absence_views.set_aside,
        name="set_aside",
    ),
    path("<int:pk>/", views.round_coverage, name="round"),
    path("<int:pk>/stue/<int:group_pk>/", group_views.group, name="group"),
    path("<int:pk>/stue/<int:group_pk>/sammen/", group_views.joint, name="joint"),
    path("<int:pk>/sted/<int:institution_pk>/", group_views.group, name="group_place"),
    path("<int:pk>/sted/<int:institution_pk>/sammen/", group_views.joint, name="joint_place"),
    path("<int:pk>/stue/<int:group_pk>/eftersend/", kept_views.take_kept, name="take_kept"),
    path("<int:pk>/sted/<int:institution_pk>/eftersend/", kept_views.take_kept, name="take_kept_place"),
    path("eftersendt/", kept_views.kept, name="kept"),
    path("eftersendt/<int:pk>/", kept_views.decide_kept, name="decide_kept"),
    path("vurdering/<int:pk>/", views.assessment, name="assessment"),
    path("vurdering/<int:pk>/foraeldre/", views.told, name="told"),
    path("vurdering/<int:pk>/familien/", views.assessment_family, name="assessment_family"),
    path("vurdering/<int:pk>/opfoelgning/", views.follow_up, name="follow_up"),
    path("barn/<int:pk>/", views.alone, name="alone"),
    path("fokus/stue/<int:group_pk>/", joint_views.focus, name="focus"),
    path("fokus/sted/<int:institution_pk>/", joint_views.focus, name="focus_place"),
    path("fokus/<int:pk>/", joint_views.focus_point, name="focus_point"),
    path("enighed/", joint_views.agreement, name="agreement"),
    path("oplysning/", notice_views.notice, name="notice"),
    path("oplysning/skriv/", notice_views.write_notice, name="write_notice"),
    path("oplysning/<int:pk>/papir/", notice_views.notice_pdf, name="notice_pdf"),
    path("oplysning/sted/<int:institution_pk>/", notice_views.notice_place, name="notice_place"),
    path("oplysning/barn/<int:pk>/", notice_views.notice_child, name="notice_child"),
]
