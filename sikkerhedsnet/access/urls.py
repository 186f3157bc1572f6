from __future__ import annotations

from django.urls import path

from . import my_account, setting_up, views, welcome

app_name = "access"
urlpatterns = [
    path("log-ind/", views.sign_in, name="sign_in"),
    path("log-ind/kode/", views.second_step, name="second_step"),
    path("log-ind/andet-trin/", setting_up.set_up, name="set_up"),
    path("log-ind/andet-trin/app/", setting_up.set_up_app, name="set_up_app"),
    path("log-ind/andet-trin/noegle/", setting_up.set_up_passkey, name="set_up_passkey"),
    path("log-af/", views.sign_out, name="sign_out"),
    path("velkommen/", welcome.choose_password, name="choose_password"),
    path("velkommen/<str:token>/", welcome.open_invitation, name="invitation"),
    path("min-konto/", my_account.account, name="account"),
    path("min-konto/adgangskode/", my_account.change_password, name="change_password"),
    path("min-konto/app/", setting_up.add_app, name="add_app"),
    path("min-konto/noegle/", setting_up.add_passkey, name="add_passkey"),
    path("min-konto/koder/", my_account.recovery_codes, name="recovery_codes"),
    path("min-konto/koder/nye/", my_account.new_codes, name="new_codes"),
    path("min-konto/steder/", my_account.end_session, name="end_session"),
    path("min-konto/<str:kind>/<int:pk>/navn/", my_account.rename_factor, name="rename_factor"),
    path("min-konto/<str:kind>/<int:pk>/fjern/", my_account.remove_factor, name="remove_factor"),
]
