"""The secret key is kept, made for development, and missed in one sentence."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.secret import record_key, secret_key

LONG = "k" * 50


def test_what_is_written_goes_before_the_file(tmp_path):
    (tmp_path / "key").write_text("f" * 50, encoding="utf-8")
    assert secret_key(written=LONG, file=tmp_path / "key", make=False) == LONG


def test_the_file_is_read(tmp_path):
    (tmp_path / "key").write_text(f"{LONG}\n", encoding="utf-8")
    assert secret_key(written="", file=tmp_path / "key", make=False) == LONG


def test_development_makes_one_that_only_its_owner_reads(tmp_path):
    made = secret_key(written="", file=tmp_path / "var" / "key", make=True)
    assert len(made) == 50
    assert secret_key(written="", file=tmp_path / "var" / "key", make=True) == made
    assert stat.S_IMODE((tmp_path / "var" / "key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["key"]


@pytest.mark.parametrize("kept", [None, "", "short"])
def test_known_failure_73_production_has_no_default_key_and_says_what_is_missing_and_where(tmp_path, kept):
    if kept is not None:
        (tmp_path / "key").write_text(kept, encoding="utf-8")
    with pytest.raises(
        ImproperlyConfigured, match=f"50 or more random characters into {tmp_path / 'key'} .*KALLIPOLIS_SECRET_KEY_FILE"
    ):
        secret_key(written="", file=tmp_path / "key", make=False)


def test_the_key_of_the_record_is_made_at_first_use_and_kept(tmp_path):
    file = tmp_path / "var" / "record_key"
    made = record_key(file=file, make=True)
    assert len(made) == 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert record_key(file=file, make=False) == made


@pytest.mark.parametrize("content", [None, "", "no hex", "ab" * 31, "ab" * 33])
def test_a_missing_or_broken_key_of_the_record_is_told_in_a_sentence(tmp_path, content):
    file = tmp_path / "record_key"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(
        ImproperlyConfigured, match=r"^The record has no signing key: put 64 random hexadecimal figures"
    ):
        record_key(file=file, make=False)
