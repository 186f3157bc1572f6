from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import control_views, passing_views, recall_views, views

app_name = "sharing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", control_views.everything, name="all"),
    path("liste.csv", control_views.everything_csv, name="all_csv"),
    path("grundlag/", control_views.bases, name="bases"),
    path("grundlag/nyt/", control_views.add_basis, name="add_basis"),
    path("grundlag/<int:pk>/", control_views.basis, name="basis"),
    path("grundlag/<int:pk>/slut/", control_views.end_basis, name="end_basis"),
    path("frister/", control_views.settings, name="settings"),
    path("barn/<int:pk>/", views.child, name="child"),
    path("barn/<int:pk>/samtykke/", views.give, name="give"),
    path("barn/<int:pk>/samtykke/papir/", views.blank_pdf, name="blank_pdf"),
    path("barn/<int:pk>/giv-videre/", passing_views.pass_on, name="pass_on"),
    path("samtykke/<int:pk>/", views.consent, name="consent"),
    path("samtykke/<int:pk>/med/", views.join, name="join"),
    path("samtykke/<int:pk>/forny/", views.renew, name="renew"),
    path("samtykke/<int:pk>/traek-tilbage/", views.withdraw, name="withdraw"),
    path("samtykke/<int:pk>/loeb-ud/", views.lapse, name="lapse"),
    path("tandplejen/<int:pk>/", recall_views.consent, name="recall_consent"),
    path("tandplejen/<int:pk>/loeb-ud/<int:consent_pk>/", recall_views.lapse, name="recall_lapse"),
    path("tandplejen/<int:pk>/traek-tilbage/<int:consent_pk>/", recall_views.withdraw, name="recall_withdraw"),
    path("papir/<int:pk>/", views.paper, name="paper"),
]
