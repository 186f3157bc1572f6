"""Municipality and user: who signs in, and the local promises that rules take as arguments."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sikkerhedsnet.core.db import DomainModel
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
    intake_phone = models.CharField(max_length=30, blank=True)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "code", "name", "is_demo", "concern_answer_days", "first_contact_days", "parents_told_days",
            "action_weeks", "review_weeks", "own_assessments_required", "idle_minutes", "intake_phone",
        )
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(own_assessments_required__gte=2), name="two_own_at_least"),
            models.CheckConstraint(condition=models.Q(concern_answer_days__gte=1), name="answer_days_positive"),
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

    objects = UserManager()

    USERNAME_FIELD = "username"

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "sort_key", "last_login", "is_active", "kind", "password"),
        PrivacyClass.STAFF: ("username", "name", "email", "phone", "municipality"),
    }

    class Meta:
        ordering = ["sort_key", "id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = danish_sort_key(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name
