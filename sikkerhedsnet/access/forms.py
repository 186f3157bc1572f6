"""The forms at the door and on one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import KeyedForm, ShortText, SnForm

from .models import User

LONGEST_PASSWORD = 500


def password_field(label: Any, help: Any = "", *, autocomplete: str = "current-password") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": _("Her mangler en adgangskode.")},
    )


class SignInForm(SnForm):
    """User name and password; which of the two was wrong is never told."""

    username = ShortText(_("Brugernavn"), max_length=80)
    password = password_field(_("Adgangskode"))

    def clean_username(self) -> str:
        """User names have small letters, however they are typed."""
        return str(self.cleaned_data["username"]).strip().lower()


class CodeForm(SnForm):
    """Six digits from a code app, or a recovery code."""

    code = ShortText(
        _("Kode"),
        _("De seks tal, din kode-app viser nu. Har du ikke din telefon, så skriv en af dine gendannelseskoder."),
        max_length=40,
        error_messages={"required": _("Her mangler en kode.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false",
        }  # fmt: skip


class AppForm(KeyedForm):
    """The first code of an app that was just set up, and what to call it."""

    name = ShortText(_("Navn"), _("Så du kan kende den igen, for eksempel «min telefon»."), max_length=60)
    code = ShortText(_("Kode fra appen"), _("De seks tal, appen viser nu."), max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


class PasskeyForm(SnForm):
    """A passkey that the browser has just made, and what to call it."""

    name = ShortText(_("Navn"), _("Så du kan kende den igen, for eksempel «min bærbare»."), max_length=60)
    answer = forms.CharField(widget=forms.HiddenInput, required=False)


class RenameForm(SnForm):
    name = ShortText(_("Navn"), max_length=60)


class PasswordAgainForm(SnForm):
    """Before something that decides who can come in."""

    current_password = password_field(_("Din adgangskode"), _("Så vi ved, at det er dig."))


class AppWithPasswordForm(AppForm, PasswordAgainForm):
    pass


class PasskeyWithPasswordForm(PasskeyForm, PasswordAgainForm):
    pass


class NewPasswordForm(SnForm):
    """A password, twice; what is wrong with it stands at the field."""

    new_password = password_field(
        _("Ny adgangskode"),
        _(
            "Mindst 12 tegn. Fire ord, der ikke har med hinanden at gøre, er lette at huske og svære at gætte. "
            "Ikke dit navn, kommunens navn eller ord, mange bruger. Du behøver ikke tal og tegn, og den udløber ikke."
        ),
        autocomplete="new-password",
    )
    repeated_password = password_field(_("Adgangskoden igen"), autocomplete="new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean_repeated_password(self) -> str:
        again: str = self.cleaned_data["repeated_password"]
        first = self.cleaned_data.get("new_password")
        if first is not None and first != again:
            raise ValidationError(_("De to adgangskoder er ikke ens. Skriv den samme to gange."))
        return again


class ChangePasswordForm(NewPasswordForm, PasswordAgainForm):
    field_order = ("current_password", "new_password", "repeated_password")
