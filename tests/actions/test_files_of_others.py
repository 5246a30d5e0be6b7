"""A file belongs to the case that it was filed with: another case cannot take it away, whatever number a form carries."""

import io

import pytest

from kallipolis.actions.files import file, keep
from kallipolis.models import FiledCopy
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.permission import Refused
from tests import cast

pytestmark = pytest.mark.django_db


def filed(person, content, supersedes=None):
    return file(
        person,
        keep(io.BytesIO(content)),
        slot="letter",
        filename="letter.pdf",
        actor=cast.CONSOLE,
        clock=SYSTEM_CLOCK,
        supersedes=supersedes,
    )


def test_known_failure_5_a_file_of_another_case_is_not_superseded(own_shelf):
    theirs = FiledCopy.objects.get(public_id=filed(cast.officer(), b"theirs"))
    with pytest.raises(Refused):
        filed(cast.focal_point(), b"ours", supersedes=theirs)
    assert FiledCopy.objects.get(pk=theirs.pk).superseded_by is None
    assert FiledCopy.objects.count() == 1


def test_a_file_of_the_same_case_is_superseded_and_kept(own_shelf):
    first = FiledCopy.objects.get(public_id=filed(cast.officer(), b"first"))
    second = filed(cast.officer(), b"second", supersedes=first)
    first = FiledCopy.objects.get(pk=first.pk)
    assert first.superseded_by.public_id == second
