"""Every address of the site: each step's own, under its own name."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("sprog/", include("django.conf.urls.i18n")),
    path("", include("sikkerhedsnet.access.urls")),
    path("", include("sikkerhedsnet.web.urls")),
    path("", include("sikkerhedsnet.worklists.urls")),
    path("medarbejdere/", include("sikkerhedsnet.organisation.urls")),
    path("boern/", include("sikkerhedsnet.people.urls")),
    path("boern/", include("sikkerhedsnet.childfile.urls")),
    path("opslag/", include("sikkerhedsnet.logcontrol.urls")),
    path("noedadgang/", include("sikkerhedsnet.glass.urls")),
    path("trivsel/", include("sikkerhedsnet.screening.urls")),
    path("skemaer/", include("sikkerhedsnet.instruments.urls")),
    path("besoeg/", include("sikkerhedsnet.visits.urls")),
    path("kurser/", include("sikkerhedsnet.training.urls")),
    path("handleguide/", include("sikkerhedsnet.guide.urls")),
    path("bekymringer/", include("sikkerhedsnet.concerns.urls")),
    path("deling/", include("sikkerhedsnet.sharing.urls")),
    path("moeder/", include("sikkerhedsnet.meetings.urls")),
    path("indkaldelser/", include("sikkerhedsnet.appointments.urls")),
    path("stemmer/", include("sikkerhedsnet.voices.urls")),
    path("papirer/", include("sikkerhedsnet.scans.urls")),
    path("indsatser/", include("sikkerhedsnet.measures.urls")),
    path("", include("sikkerhedsnet.evaluations.urls")),
    path("overblik/", include("sikkerhedsnet.insight.urls")),
    path("planer/", include("sikkerhedsnet.plans.urls")),
    path("overgange/", include("sikkerhedsnet.handover.urls")),
    path("adgang/", include("sikkerhedsnet.oversight.urls")),
    path("fravaer/", include("sikkerhedsnet.absences.urls")),
    path("baand/", include("sikkerhedsnet.ties.urls")),
    path("rettigheder/", include("sikkerhedsnet.rights.urls")),
    path("sletning/", include("sikkerhedsnet.retention.urls")),
    path("national/", include("sikkerhedsnet.fbu.urls")),
    path("import/", include("sikkerhedsnet.exchange.urls")),
]

handler400 = "sikkerhedsnet.web.errors.bad_request"
handler403 = "sikkerhedsnet.web.errors.permission_denied"
handler404 = "sikkerhedsnet.web.errors.not_found"
handler500 = "sikkerhedsnet.web.errors.server_error"
