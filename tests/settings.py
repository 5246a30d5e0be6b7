"""The settings under test: those of a development site, with nothing that depends on whose machine it is."""

import atexit
import os
import shutil
import tempfile

# Before the import that follows: what the developer's own site is told must not reach the tests.
# DATABASE_URL stays, so that the same tests run on another database.
for name in [name for name in os.environ if name.startswith("KALLIPOLIS_")]:
    del os.environ[name]

# A folder of their own: what the developer's site has stored, signed or sent is none of theirs.
_site = tempfile.mkdtemp(prefix="kallipolis-tests-")
atexit.register(shutil.rmtree, _site, ignore_errors=True)
os.environ["KALLIPOLIS_VAR"] = _site

from config.settings import *  # noqa: E402, F403 - the same flat list of names, after the lines above

del os.environ["KALLIPOLIS_VAR"]

SECRET_KEY = "a key for tests only, which is in the repository and therefore secret to nobody"

# Where a test means no worker, a task is done where it is asked for.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

PASSWORD_HASHERS = ["tests.hashing.CheapArgon2"]

# As on a site that names an issuer (tests/web/test_sign_in_by_issuer.py); without its addresses nobody gets there.
INSTALLED_APPS = [*INSTALLED_APPS, "allauth.socialaccount.providers.openid_connect"]  # noqa: F405 - from the list above

# What a developer's own listener laid by is no message of a test.
KALLIPOLIS_SPOOL = VAR / "tests" / "spool"  # noqa: F405 - from the list above
