"""A person who signs in: with an e-mail address, never with a user name."""

from typing import Any, ClassVar

import rules
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes people; addresses are kept in lower case, so that one address is one person."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person. Without a password nobody can sign in until one is set by e-mail."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create somebody with access to Django's own administration (no power over cases)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. What they may do follows from posts held, see `standing`."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("full name"), max_length=150)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="ar"
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may use the technical administration"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_person_an_address"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the person may; what has a rule goes by the rule, even for superusers.

        Nobody has power over cases but by a post or a company: running the machines gives none.
        """
        if rules.perm_exists(perm):
            return self.is_active and rules.has_perm(perm, self, obj)
        return super().has_perm(perm, obj)
