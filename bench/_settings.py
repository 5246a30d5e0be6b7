"""The site's own settings with the bare views of the floor beside its pages, so that one server answers both."""

from config.settings import *  # noqa: F403 - the same flat list of names

ROOT_URLCONF = "bench._urls"
