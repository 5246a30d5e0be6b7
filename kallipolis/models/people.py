"""People with an account, the roles given to them, invitations, and links to sign in; secrets only as digests."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from kallipolis.rulebook.people import GRANTED, ROLES, Grant, Role
from kallipolis.rulebook.permission import Case

_ROLES = [(str(role), str(ROLES[role].name)) for role in GRANTED]


class PersonManager(BaseUserManager["Person"]):
    """Finds people by their address, however it is written; the name that django.contrib.auth expects for making one."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username or "")

    def create_user(self, email: str, password: str | None = None, **more: Any) -> Person:
        person = Person(email=email.strip().lower(), **more)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. An erased person keeps her number, so that the record stays whole, and nothing else."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_person_an_address")]

    def __str__(self) -> str:
        return self.email

    def as_case(self) -> Case:
        """The person as a permission sees her."""
        return Case(scopes=frozenset({f"person:{self.pk}"}), facts={"person": str(self.pk)})

    @property
    def record_name(self) -> str:
        """How the record calls her."""
        return f"person:{self.pk}"


class GrantedRole(models.Model):
    """A role that a person holds over a scope, from `given_at` until `withdrawn_at`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="granted_roles")
    role = models.CharField(max_length=32, choices=_ROLES)
    over = models.CharField(max_length=120, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "role", "over"],
                condition=Q(withdrawn_at__isnull=True),
                name="a_role_is_held_once_over_a_scope",
            )
        ]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.role} over {self.over or 'the house'}"

    def as_grant(self) -> Grant:
        return Grant(Role(self.role), self.over)

    def as_case(self) -> Case:
        scope = self.as_grant().scope
        return Case(
            scopes=frozenset({scope} if scope else ()), facts={"role": self.role, "person": str(self.person_id)}
        )

    @property
    def record_name(self) -> str:
        return f"person:{self.person_id}"


class Invitation(models.Model):
    """An invitation to a role, sent to an address. The link carries a secret of which only the digest is kept."""

    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=32, choices=_ROLES)
    over = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12, default="en")
    digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.CharField(max_length=64)
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="accepted_invitations"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.email}: {self.role}"

    def as_grant(self) -> Grant:
        return Grant(Role(self.role), self.over)

    def as_case(self) -> Case:
        scope = self.as_grant().scope
        return Case(scopes=frozenset({scope} if scope else ()), facts={"role": self.role})

    @property
    def record_name(self) -> str:
        return f"invitation:{self.pk}"


class SignInLink(models.Model):
    """A link that signs a person in once, within its time. Only its digest is kept.

    One of nobody stands for an address without an account, so that to ask for a link takes the same work for any address.
    """

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"a link for {self.person_id or 'nobody'}"


class SavedFilter(models.Model):
    """What a person asks of one list again and again, under a name of hers. `query` is the address's own."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_filters")
    listing = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "listing", "name"], name="a_filter_has_a_name_once")
        ]
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
