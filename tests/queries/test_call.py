"""What everybody may see of a call, as rows: the clock at any instant, stages, timeline, chapters, the search."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kallipolis.queries import call as queries
from kallipolis.queries.call import ClockState, Progress
from kallipolis.queries.call_search import LONGEST_QUERY, passage, search
from kallipolis.rulebook.finding import Force
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.sentence import LocalText
from tests.factories import a_call

CALL = a_call()
instants = st.datetimes(
    datetime(2021, 6, 28),  # noqa: DTZ001 - Hypothesis adds the zone itself
    datetime(2021, 7, 3),  # noqa: DTZ001 - as above
    timezones=st.sampled_from(sorted(available_timezones())).map(ZoneInfo),
)


def at(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


# --- The clock ---------------------------------------------------------------------------------------------------------


@given(instants)
def test_known_failure_35_the_state_depends_on_the_instant_only(now):
    state = queries.clock(CALL, now=now).state
    assert state is queries.clock(CALL, now=now.astimezone(UTC)).state
    assert (state is ClockState.CLOSED) is (now >= CALL.on_time_before)


@given(instants)
def test_what_is_left_and_now_make_the_deadline(now):
    clock = queries.clock(CALL, now=now)
    left = clock.left if clock.state is not ClockState.CLOSED else -clock.left
    assert now.astimezone(UTC) + left == CALL.on_time_before


@pytest.mark.parametrize("edition", ["uccn-2019", "uccn-2021"])
def test_known_failure_38_the_printed_minute_ends_at_the_enforced_instant(edition):
    call = a_call(edition)
    printed = call.closes_at.astimezone(call.tzinfo)
    enforced = call.on_time_before.astimezone(call.tzinfo)
    assert timedelta(0) < enforced - printed <= timedelta(minutes=1)


def test_the_ruler_has_a_tick_for_each_day_and_marks_the_months():
    ruler = queries.clock(CALL, now=at("2021-05-20T15:20+02:00")).ruler
    assert (ruler.days, ruler.gone, ruler.firsts) == (107, 65, (16, 46, 77))


@pytest.mark.parametrize(
    ("now", "gone"), [("2020-01-01T00:00Z", 0), ("2021-06-30T12:00Z", 106), ("2026-01-01T00:00Z", 107)]
)
def test_the_ruler_never_leaves_its_days(now, gone):
    assert queries.clock(CALL, now=at(now)).ruler.gone == gone


# --- Stages and timeline -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "here"),
    [
        ("2021-03-15T23:00+01:00", None),
        ("2021-03-16T00:00+01:00", "application"),
        ("2021-06-30T23:59+02:00", "application"),
        ("2021-07-01T00:00+02:00", "screening"),
        ("2021-09-13T12:00+02:00", "decision"),
        ("2021-10-29T12:00+02:00", "announcement"),
        ("2021-10-30T00:00+02:00", "monitoring"),
        ("2026-11-22T00:00Z", "monitoring"),
    ],
)
def test_one_stage_is_now(now, here):
    rows = queries.stages(CALL, now=at(now))
    assert [row.name for row in rows if row.progress is Progress.NOW] == ([here] if here else [])
    order = [Progress.DONE, Progress.NOW, Progress.NEXT]
    assert [row.progress for row in rows] == sorted((row.progress for row in rows), key=order.index)
    assert [row.number for row in rows] == list(range(1, 8))


@pytest.mark.parametrize(
    ("now", "progress"),
    [
        ("2021-06-30T23:59:59+02:00", Progress.NOW),
        ("2021-07-01T00:00:00+02:00", Progress.DONE),
        ("2021-03-01T00:00:00+01:00", Progress.NEXT),
    ],
)
def test_known_failure_36_the_deadline_is_present_until_it_has_passed(now, progress):
    assert {line.progress for line in queries.timeline(CALL, now=at(now)) if line.milestone.at} == {progress}


# --- Rules -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["uccn-2019", "uccn-2021"])
def test_every_clause_stands_in_one_chapter_and_every_chapter_has_a_name(edition):
    call = a_call(edition)
    rows = queries.chapters(call)
    assert [clause for row in rows for clause in row.clauses] == list(call.clauses)
    assert len({row.letters for row in rows}) == len(rows)
    assert all(str(row.name) != "Other rules" for row in rows)


def test_the_criteria_stand_between_submitting_and_the_timeline():
    letters = [row.letters for row in queries.chapters(CALL)]
    assert letters[letters.index("C") - 1 : letters.index("C") + 2] == ["S", "C", "T"]


@pytest.mark.parametrize("force", Force)
def test_the_chapters_of_one_force(force):
    shown = [clause for row in queries.chapters(CALL, force) for clause in row.clauses]
    assert {clause.force for clause in shown} == {force}
    assert len(shown) == queries.counts(CALL)[force]


@pytest.mark.parametrize("edition", ["uccn-2019", "uccn-2021"])
def test_the_key_facts_are_clauses_of_the_edition(edition):
    call = a_call(edition)
    assert {fact.clause.id for fact in queries.key_facts(call)} <= set(call.clause_by_id)


def test_advice_stands_under_its_main_section():
    rows = queries.advice(CALL)
    assert len({row.head.number for row in rows}) == len(rows)
    for row in rows:
        assert "." not in row.head.number
        assert {section.number.partition(".")[0] for section in row.sections} == {row.head.number}


@pytest.mark.parametrize(
    ("text", "language", "spoken"),
    [
        (LocalText("a", "b", "c"), "fr", "fr"),
        (LocalText("a", "b", "c"), "zh-hans", "zh"),
        (LocalText("a", "", "c"), "fr", "en"),
        (LocalText("a", "b", "c"), "ar", "en"),
        (LocalText("a", "b", "c"), "en", "en"),
    ],
)
def test_the_language_in_which_the_call_really_speaks(text, language, spoken):
    assert queries.spoken_in(text, language) == spoken


# --- Search ------------------------------------------------------------------------------------------------------------


def hits(query, language="en"):
    found = search(CALL, query, language)
    return [row.clause.id for row in found.rules] if found else None


@pytest.mark.parametrize("query", ["S6", "s6", " S 6 ", "clause S6", "Clause s6"])
def test_a_clause_is_found_by_its_id(query):
    assert hits(query)[0] == "S6"


@pytest.mark.parametrize("query", ["S99", "ZZ1", "S6S7", "6"])
def test_an_id_that_nobody_has_finds_no_clause_by_it(query):
    assert "S6" not in (hits(query) or [])[:1]


@pytest.mark.parametrize("query", ["PHOTOGRAPHS", "photograph", "photo", "Photographies", "照片"])
def test_case_ending_and_language_do_not_matter(query):
    assert "S6" in hits(query)


def test_accents_do_not_matter():
    assert hits("etat membre") == hits("État membre") != []


def test_every_word_has_to_be_there():
    assert set(hits("photographs jpeg")) < set(hits("photographs"))
    assert hits("photographs zeppelin") == []


def test_a_word_is_found_from_its_beginning_only():
    assert "S6" not in hits("hotograph")


def test_a_rule_that_says_it_in_its_heading_comes_first():
    assert hits("photographs")[0] == "S6"


@pytest.mark.parametrize("query", ["", "   ", "…", "?!", "\x00"])
def test_a_query_without_a_letter_is_none(query):
    assert search(CALL, query, "en") is None


def test_a_long_query_is_cut():
    assert len(search(CALL, "photo " * 500, "en").query) <= LONGEST_QUERY


@given(st.text(max_size=60), st.text(max_size=12))
def test_a_passage_never_changes_a_text(text, word):
    told = passage(LocalText(text), tuple(folded(word).split()), "en")
    assert str(told) == text
    assert all(piece.text for piece in told.pieces)


@given(st.text("aàéß œ-,照", max_size=30), st.sampled_from(["a", "e", "ss", "oe", "照", "aa"]))
def test_what_is_marked_is_what_was_searched_for(text, word):
    told = passage(LocalText(text), (word,), "en")
    for piece in told.pieces:
        if piece.marked:
            assert word[0] in folded(piece.text)
    assert any(piece.marked for piece in told.pieces) is bool(
        [one for one in folded(text).split() if one.startswith(word)] or (word == "照" and "照" in text)
    )


def test_the_letters_are_marked_and_no_others():
    told = passage(LocalText("Œuvres, l’œuvre et la manœuvre"), ("oeuvre",), "fr")
    assert [piece.text for piece in told.pieces if piece.marked] == ["Œuvre", "œuvre"]


def test_the_data_of_the_rules_are_plain_and_whole():
    told = queries.rules_as_data(CALL)
    assert told["digest"] == CALL.digest
    assert {name for clause in told["clauses"] for name in clause["sets"]} == {
        name for clause in CALL.clauses for name in clause.sets
    }


def test_the_form_is_drawn_up_once():
    first = queries.official_form(CALL, "en")
    assert first is queries.official_form(CALL, "en")
    assert first.filename == "uccn-2021-form-en.docx"
    assert queries.official_form(CALL, "zh") is None
