"""Where stored files lie is said by the environment: a folder of the site, or a bucket, or why it cannot be one."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

TELL = "import json; from django.conf import settings; print(json.dumps(settings.STORAGES['files'], default=str))"
WITHOUT_THE_EXTRA = (
    "import importlib.util as util; found = util.find_spec; "
    "util.find_spec = lambda name, package=None: None if name == 'storages' else found(name, package); "
)


def told(folder, words, **environment):
    return subprocess.run(
        [sys.executable, "-c", words],
        capture_output=True,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", "KALLIPOLIS_VAR": str(folder), **environment},
        text=True,
    )


def test_without_a_word_files_lie_in_the_folder_of_the_site(tmp_path):
    assert json.loads(told(tmp_path, TELL).stdout) == {
        "BACKEND": "kallipolis.models.files.LocalShelf",
        "OPTIONS": {"location": str(tmp_path / "files")},
    }


def test_a_bucket_is_spoken_to_in_the_newer_signature_and_gives_nobody_a_right(tmp_path):
    found = json.loads(told(tmp_path, TELL, KALLIPOLIS_S3_BUCKET="evidence").stdout)
    assert found["BACKEND"] == "storages.backends.s3.S3Storage"
    options = found["OPTIONS"]
    assert (options["bucket_name"], options["endpoint_url"], options["addressing_style"]) == ("evidence", None, "auto")
    assert (options["signature_version"], options["default_acl"]) == ("s3v4", None)
    elsewhere = {"KALLIPOLIS_S3_BUCKET": "evidence", "KALLIPOLIS_S3_ENDPOINT": "https://objects.example.org"}
    options = json.loads(told(tmp_path, TELL, **elsewhere).stdout)["OPTIONS"]
    assert (options["endpoint_url"], options["addressing_style"]) == ("https://objects.example.org", "path")


def test_what_a_bucket_needs_and_is_not_installed_is_said_in_one_sentence(tmp_path):
    failed = told(tmp_path, WITHOUT_THE_EXTRA + TELL, KALLIPOLIS_S3_BUCKET="evidence")
    assert failed.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: KALLIPOLIS_S3_BUCKET is set, but what speaks to a bucket is not "
        "installed: install Kallipolis with the extra s3."
    )
