"""The one Django application of the house; nothing is wired up at start."""

from django.apps import AppConfig


class KallipolisConfig(AppConfig):
    """One application, one migration history."""

    name = "kallipolis"
    verbose_name = "Kallipolis"
    default_auto_field = "django.db.models.BigAutoField"
