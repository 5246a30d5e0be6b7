"""A call is opened once, under the digest of its edition; a folder that changes is noticed, and the call goes on as it was."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kallipolis.actions.call import MISSING, notice_changed_folder, notice_changed_folders, open_call
from kallipolis.models import Chain, Event, FiledCopy, OpenedCall
from kallipolis.models.call import EditionLost, _rules
from kallipolis.models.files import shelf
from kallipolis.queries.editions import changed_editions, opened_edition
from kallipolis.rulebook.call.folder import files_of, unarchived
from kallipolis.rulebook.call.loading import folder_of, load
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.permission import Refused
from tests import cast
from tests.factories import a_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_house_of_its_own(settings, tmp_path, own_shelf):
    settings.KALLIPOLIS_EDITIONS = tmp_path / "editions"
    _rules.cache_clear()


@pytest.fixture
def folder(tmp_path):
    """The edition of 2021, in a folder that a test may change."""
    return shutil.copytree(folder_of("uccn-2021"), tmp_path / "edition")


def opened(call=None, *, actor=cast.CONSOLE):
    return open_call(call or a_call(), actor=actor, clock=SYSTEM_CLOCK)


def change(folder, what=b"\n# changed after the opening\n"):
    with (folder / "faq.toml").open("ab") as file:
        file.write(what)


def look(actor=cast.CLOCK):
    return notice_changed_folders(actor=actor, clock=SYSTEM_CLOCK)


def test_opening_makes_the_calls_own_chain_under_the_editions_digest():
    call = opened()
    event = Event.objects.get()
    assert (event.chain.name, event.deed, event.about) == ("call:uccn-2021", "open_call", "call:uccn-2021")
    assert event.edition == Chain.objects.get(name="call:uccn-2021").edition == call.edition_digest == a_call().digest


def test_every_later_event_of_the_call_carries_the_digest_of_the_opening(folder):
    call = opened(load(folder))
    change(folder)
    look()
    assert list(Event.objects.values_list("edition", flat=True)) == [call.edition_digest] * 2


def test_the_editions_files_are_kept_as_an_archive():
    opened()
    copy = FiledCopy.objects.get()
    assert (copy.about, copy.slot, copy.filed_by) == ("call:uccn-2021", "edition", "service:console")
    assert Event.objects.get().change["archive"] == copy.file_id
    with shelf().open(copy.file_id) as archive:
        assert unarchived(archive.read()) == files_of(folder_of("uccn-2021"))


def test_a_second_opening_is_refused_in_one_sentence_and_leaves_no_trace(folder):
    open_call(a_call(), actor=cast.CONSOLE, clock=At("2021-03-16T09:00:00"))
    change(folder)
    for again in (a_call(), load(folder)):
        with pytest.raises(Refused) as refused:
            opened(again)
        assert str(refused.value.refusal.sentence) == (
            "uccn-2021 was opened on 16 March 2021: a call is opened once, and goes on under the edition of that day."
        )
    assert (Event.objects.count(), OpenedCall.objects.count(), FiledCopy.objects.count()) == (1, 1, 1)


class At:
    """A clock that stands still."""

    def __init__(self, instant):
        self._instant = datetime.fromisoformat(instant).replace(tzinfo=UTC)

    def now(self):
        return self._instant


def test_a_call_that_is_not_whole_or_was_changed_since_it_was_read_is_not_opened(folder):
    call = load(folder)
    clauses = tuple(replace(one, checks=("no_such_check",)) if one.id == "P2" else one for one in call.clauses)
    with pytest.raises(Refused, match="no_such_check"):
        opened(replace(call, clauses=clauses))
    change(folder)
    with pytest.raises(Refused, match="was changed since it was read"):
        opened(call)
    assert not OpenedCall.objects.exists()
    assert not Chain.objects.filter(name="call:uccn-2021").exists()


def test_the_head_may_open_a_call_and_an_officer_may_not():
    with pytest.raises(Refused):
        opened(actor=cast.as_actor(cast.officer()))
    assert opened(actor=cast.as_actor(cast.head())).call_id == "uccn-2021"


def test_a_folder_that_is_as_it_was_is_not_noticed():
    opened()
    assert look() == ()
    assert changed_editions() == ()


def test_a_changed_folder_is_noticed_once_for_each_new_digest(folder):
    call = opened(load(folder))
    change(folder)
    assert [one.call_id for one in look()] == ["uccn-2021"]
    assert (look(), look(cast.CONSOLE)) == ((), ())
    change(folder)
    assert len(look()) == 1
    told = [event.change for event in Event.objects.filter(deed="notice_changed_folder")]
    assert [one["opened_under"] for one in told] == [call.edition_digest] * 2
    assert len({one["found"] for one in told}) == 2
    (row,) = changed_editions()
    assert (row.call_id, row.opened_under, row.found) == ("uccn-2021", call.edition_digest, told[-1]["found"])


def test_a_folder_that_is_gone_is_noticed_and_so_is_its_return(folder, tmp_path):
    call = opened(load(folder))
    folder.rename(tmp_path / "away")
    look()
    assert [one.found for one in changed_editions()] == [MISSING]
    (tmp_path / "away").rename(folder)
    look()
    assert changed_editions() == ()
    assert Event.objects.last().change["found"] == call.edition_digest


def test_what_was_noticed_is_not_noticed_by_a_second_clock_that_saw_the_same(folder):
    stale = opened(load(folder))
    change(folder)
    look()
    with pytest.raises(Refused, match="Nothing new"):
        notice_changed_folder(stale, actor=cast.CLOCK, clock=SYSTEM_CLOCK)


def test_only_the_clock_and_the_console_notice_a_changed_folder(folder):
    opened(load(folder))
    change(folder)
    with pytest.raises(Refused):
        look(cast.as_actor(cast.head()))


def test_the_call_goes_on_under_the_edition_of_its_opening_whatever_its_folder_says(folder):
    opened(load(folder))
    questions = len(opened_edition("uccn-2021").questions)
    text = (folder / "clauses.toml").read_text("utf-8").replace("photograph_count = 3", "photograph_count = 4")
    (folder / "clauses.toml").write_text(text, "utf-8")
    _rules.cache_clear()
    assert load(folder).photograph_count == 4
    again = opened_edition("uccn-2021")
    assert (again.photograph_count, len(again.questions), again.digest) == (3, questions, a_call().digest)
    assert load(folder_of(again.folder)).digest == again.digest


def test_an_archive_that_was_laid_out_and_changed_is_laid_out_again(folder, settings):
    call = opened(load(folder))
    change(folder)
    opened_edition("uccn-2021")
    change(settings.KALLIPOLIS_EDITIONS / call.edition_digest)
    _rules.cache_clear()
    assert opened_edition("uccn-2021").digest == call.edition_digest


def test_without_folder_and_archive_nothing_is_decided_by_another_edition(folder):
    opened(load(folder))
    change(folder)
    shelf().delete(FiledCopy.objects.get().file_id)
    with pytest.raises(EditionLost):
        opened_edition("uccn-2021")


def test_a_call_that_was_not_opened_has_no_edition_of_its_opening():
    assert opened_edition("uccn-2019") is None


def test_an_edition_that_comes_with_kallipolis_is_found_by_its_id_wherever_it_is_installed():
    assert opened().folder == "uccn-2021"


def test_any_other_edition_is_found_by_its_path(folder):
    assert opened(load(folder)).folder == str(folder)
