"""Passwords of the product are digested by Argon2 at its full cost; only the tests take the cheap one (tests/hashing.py)."""

from django.contrib.auth.hashers import Argon2PasswordHasher

from config import settings


def test_the_site_digests_passwords_by_argon2_at_its_full_cost():
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    # OWASP's password storage cheat sheet: no less than 19 MiB and two rounds.
    assert Argon2PasswordHasher.memory_cost >= 19 * 1024
    assert Argon2PasswordHasher.time_cost >= 2
