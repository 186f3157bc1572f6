"""Municipality and user: who signs in, and the local promises that rules take as arguments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.core.privacy import PrivacyClass

from .actor import UserKind


class Municipality(DomainModel):
    """Da: kommune. The tenant, with its own local promises (each a local choice, never laxer than the law)."""

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=100)
    is_demo = models.BooleanField(default=False)
    concern_answer_days = models.PositiveSmallIntegerField(default=3)
    first_contact_days = models.PositiveSmallIntegerField(default=5)
    parents_told_days = models.PositiveSmallIntegerField(default=5)
    action_weeks = models.PositiveSmallIntegerField(default=4)
    review_weeks = models.PositiveSmallIntegerField(default=6)
    own_assessments_required = models.PositiveSmallIntegerField(default=2)
    idle_minutes = models.PositiveSmallIntegerField(default=60)
    session_hours = models.PositiveSmallIntegerField(default=10)  # assumption: a long working day
    second_factor_required = models.BooleanField(default=True)
    intake_phone = models.CharField(max_length=30, blank=True)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "code", "name", "is_demo", "concern_answer_days", "first_contact_days", "parents_told_days",
            "action_weeks", "review_weeks", "own_assessments_required", "idle_minutes", "intake_phone",
            "session_hours", "second_factor_required",
        )
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(own_assessments_required__gte=2), name="two_own_at_least"),
            models.CheckConstraint(condition=models.Q(concern_answer_days__gte=1), name="answer_days_positive"),
            models.CheckConstraint(
                condition=models.Q(idle_minutes__gte=1, session_hours__gte=1), name="sessions_last_a_while"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser, DomainModel):
    """One persona that signs in. A person who is both employee and parent has two users."""

    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False, db_index=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="users")
    kind = models.CharField(max_length=20, choices=[(k, k) for k in UserKind], default=UserKind.STAFF)
    is_active = models.BooleanField(default=True)
    reset_at = models.DateTimeField(null=True)
    reset_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    objects = UserManager()

    USERNAME_FIELD = "username"

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "sort_key", "last_login", "is_active", "kind", "password"),
        PrivacyClass.STAFF: ("username", "name", "email", "phone", "municipality", "reset_at", "reset_by"),
    }

    class Meta:
        ordering = ["sort_key", "id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = danish_sort_key(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name


class Session(AbstractBaseSession, DomainModel):
    """Da: et sted, hvor nogen er logget ind. The key is a hash of the cookie's; no address is kept of where it is."""

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="sessions")
    began_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=40, blank=True)
    system = models.CharField(max_length=40, blank=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("session_key", "session_data", "expire_date"),
        PrivacyClass.STAFF: ("user", "began_at", "used_at", "browser", "system"),
    }

    @classmethod
    def get_session_store_class(cls) -> Any:
        from .sessions import SessionStore

        return SessionStore


class Factor(DomainModel):
    """Something a person has besides the password, under a name of her own choosing."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="%(class)ss")
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name


FACTOR_PRIVACY = {PrivacyClass.STAFF: ("user", "name", "added_at", "used_at")}


class Authenticator(Factor, Keyed):
    """Da: kode-app (RFC 6238). The shared secret is sealed; each time step is taken once."""

    sealed_secret = models.TextField()
    last_step = models.BigIntegerField(null=True)

    privacy = {**FACTOR_PRIVACY, PrivacyClass.TECHNICAL: ("id", "sealed_secret", "last_step", "idempotency_key")}


class Passkey(Factor):
    """Da: adgangsnøgle (WebAuthn). What is kept here only recognises; the key that signs never leaves its owner."""

    credential_id = models.TextField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    host = models.CharField(max_length=253)

    privacy = {**FACTOR_PRIVACY, PrivacyClass.TECHNICAL: ("id", "credential_id", "public_key", "sign_count", "host")}


class RecoveryCode(DomainModel):
    """Da: gendannelseskode. Good for one sign-in; only its mark is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    mark = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    privacy = {PrivacyClass.STAFF: ("user", "used_at"), PrivacyClass.TECHNICAL: ("id", "mark")}


class WrongCode(DomainModel):
    """One wrong code after a right password; forgotten at the next right one, and after a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="wrong_codes")
    at = models.DateTimeField()

    privacy = {PrivacyClass.TECHNICAL: ("id",), PrivacyClass.STAFF: ("user", "at")}

    class Meta:
        indexes = [models.Index(fields=["user", "at"], name="wrong_code_by_user")]


class InvitationQuerySet(models.QuerySet[Any]):
    def open(self, now: datetime) -> InvitationQuerySet:
        """Those that can still be used."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=now)


class Invitation(DomainModel, Keyed):
    """Da: invitation. A link with which somebody chooses her password, once and for a while; only its mark is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    mark = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    is_first = models.BooleanField(default=True)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "mark", "idempotency_key"),
        PrivacyClass.STAFF: ("user", "made_by", "made_at", "expires_at", "is_first", "used_at", "withdrawn_at"),
    }

    class Meta:
        ordering = ["-made_at", "-id"]
