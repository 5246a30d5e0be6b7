"""Fields, regions and the place of the deadline are named in all six languages of the United Nations, in every edition."""

import dataclasses

import pytest

from kallipolis.rulebook.call.loading import editions
from tests.factories import a_call


@pytest.mark.parametrize("edition", editions())
def test_names_that_stand_on_every_page_are_in_six_languages(edition):
    call = a_call(edition)
    named = [*(field.name for field in call.fields), *(region.name for region in call.regions), call.place]
    assert [name.en for name in named if "" in dataclasses.astuple(name)] == []
