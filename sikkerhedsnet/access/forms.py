"""The sign-in form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import ShortText, SnForm


class SignInForm(SnForm):
    """User name and password; which of the two was wrong is never told."""

    username = ShortText(_("Brugernavn"), max_length=80)
    password = forms.CharField(
        label=_("Adgangskode"),
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        """User names have small letters, however they are typed."""
        return str(self.cleaned_data["username"]).strip().lower()
