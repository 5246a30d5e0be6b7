"""Facts survive the way through JSON, and nothing is guessed on the way back."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kallipolis.rulebook.dossier import Dossier
from kallipolis.rulebook.plain import NotPlain, from_plain, json_schema, to_plain
from kallipolis.rulebook.screening.run import screen
from kallipolis.rulebook.screening.sheet import Sheet, sheet_of
from kallipolis.rulebook.sentence import LocalText, Sentence, plural, sentence
from tests.factories import a_call, a_dossier


def test_a_whole_dossier_survives_json():
    dossier = a_dossier()
    assert from_plain(Dossier, json.loads(json.dumps(to_plain(dossier)))) == dossier


def test_a_sheet_obeys_the_schema_that_is_generated_from_it():
    dossier, call = a_dossier(), a_call()
    sheet = sheet_of(dossier, screen(dossier, call), call)
    jsonschema.validate(json.loads(json.dumps(to_plain(sheet))), json_schema(Sheet))


@dataclass(frozen=True)
class Small:
    """One fact."""

    name: str
    count: int
    share: float
    day: date
    at: datetime | None = None
    words: tuple[str, ...] = ()


WHOLE = {"name": "a", "count": 1, "share": 0.5, "day": "2021-06-30"}


@given(
    st.builds(
        Small,
        name=st.text(),
        count=st.integers(),
        share=st.floats(allow_nan=False, allow_infinity=False),
        day=st.dates(),
        at=st.none() | st.datetimes(timezones=st.just(UTC)),
        words=st.lists(st.text()).map(tuple),
    )
)
def test_facts_come_back_as_they_were(fact):
    assert from_plain(Small, json.loads(json.dumps(to_plain(fact)))) == fact


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"count": "1"}, "Small.count: a whole number is expected, not a text."),
        ({"count": True}, "Small.count: a whole number is expected, not true or false."),
        ({"day": "30 June"}, "Small.day: '30 June' is no date of ISO 8601."),
        ({"wings": 2}, "Small.wings: no such key."),
        ({"words": "ab"}, "Small.words: a list is expected."),
        ({"words": [1]}, "Small.words[0]: a text is expected, not a whole number."),
    ],
)
def test_another_shape_is_refused_with_its_place(change, complaint):
    with pytest.raises(NotPlain) as told:
        from_plain(Small, WHOLE | change)
    assert str(told.value) == complaint


def test_a_missing_key_is_refused():
    with pytest.raises(NotPlain, match=r"Small\.day: missing\."):
        from_plain(Small, {key: value for key, value in WHOLE.items() if key != "day"})


def test_a_fact_of_a_sentence_may_be_a_sentence_or_words_in_several_languages():
    told = sentence(
        "{said} {name}", said=plural("{count} file.", "{count} files.", 2), name=LocalText("Music", "Musique")
    )
    assert from_plain(Sentence, json.loads(json.dumps(to_plain(told)))) == told
