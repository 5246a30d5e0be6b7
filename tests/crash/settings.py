"""A development site with one page more: the one that the crash test sends files to."""

from config.settings import *  # noqa: F403 - the same flat list of names

ROOT_URLCONF = "tests.crash.addresses"
