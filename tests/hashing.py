"""The product's way to digest passwords, made cheap: thousands of tests sign somebody in, none of them guards a secret."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    """Argon2 with the least that it allows."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
