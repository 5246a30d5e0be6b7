"""Every table has its word in the glossary, and none was changed without its migration."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

GLOSSARY = Path(__file__).parents[2] / "docs" / "reference" / "glossary.md"


def words_of_the_code() -> set[str]:
    """What stands in the last column of the glossary's tables."""
    rows = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("|")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row.rstrip("| ").rpartition("|")[2])}


@pytest.mark.parametrize(
    "model", list(apps.get_app_config("kallipolis").get_models()), ids=lambda model: model.__name__
)
def test_every_model_has_its_word_in_the_glossary(model):
    assert model.__name__ in words_of_the_code()


@pytest.mark.parametrize(
    "model", list(apps.get_app_config("kallipolis").get_models()), ids=lambda model: model.__name__
)
def test_every_model_says_what_it_holds(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.django_db
def test_no_model_was_changed_without_a_migration():
    told = StringIO()
    call_command("makemigrations", "kallipolis", check=True, dry_run=True, stdout=told)
    assert "No changes detected" in told.getvalue()
