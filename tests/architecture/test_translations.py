"""Every sentence of the product has its translations, and the compiled catalogues are those that translators wrote."""

import pytest

from kallipolis.management.catalogues import languages
from kallipolis.management.commands.sentences import all_faults
from kallipolis.management.sentences import sentences

# A language joins here once it is complete, and never leaves.
COMPLETE: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def found():
    return sentences()


@pytest.mark.parametrize("language", COMPLETE)
def test_every_sentence_has_its_translation(language, found):
    assert all_faults(language, found) == []


def test_the_languages_that_are_complete_are_languages_of_the_site():
    assert set(COMPLETE) <= set(languages())
