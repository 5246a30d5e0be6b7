"""The wording of a reader's language says English as the rulebook says it, and the other languages in their own way."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kallipolis.rulebook.sentence import ENGLISH, LocalText, plural, sentence
from kallipolis.web.wording import ReaderWording

facts = st.one_of(
    st.text(max_size=20),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.datetimes(
        datetime(1990, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
        datetime(2090, 1, 1),  # noqa: DTZ001 - as above
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=5))]),
    ),
    st.timedeltas(timedelta(0), timedelta(days=500)),
    st.lists(st.text("abc", min_size=1, max_size=4), max_size=4).map(tuple),
    st.builds(LocalText, st.text(max_size=9), st.text(max_size=9)),
    st.floats(0, 1000).map(lambda number: round(number, 2)),
)


@given(facts)
def test_english_is_said_as_the_rulebook_says_it(fact):
    wording = ReaderWording("en")
    told = sentence("It is {fact}.", fact=fact)
    assert told.words(wording) == told.words(ENGLISH)


@pytest.mark.parametrize("count", [0, 1, 2, 21])
def test_plurals_agree_with_english(count):
    told = plural("{count} photograph of {wanted}.", "{count} photographs of {wanted}.", count, wanted=3)
    assert told.words(ReaderWording("en")) == told.words(ENGLISH)


@pytest.mark.parametrize(
    ("language", "number", "day", "days"),
    [
        ("en", "3,098,412", "30 June 2021", "1 to 11 July 2021"),
        ("fr", "3\u202f098\u202f412", "30 juin 2021", "du 1er au 11 juillet 2021"),
        ("es", "3\u202f098\u202f412", "30 de junio de 2021", "del 1 al 11 de julio de 2021"),
        ("ru", "3\u202f098\u202f412", "30 июня 2021 г.", "1 — 11 июля 2021 г."),
        ("zh-hans", "3,098,412", "2021年6月30日", "2021年7月1日至11日"),
        ("ar", "3,098,412", "30 حزيران/يونيو 2021", "من 1 إلى 11 تموز/يوليو 2021"),
    ],
)
def test_each_language_writes_numbers_and_days_in_its_own_way(language, number, day, days):
    wording = ReaderWording(language)
    assert wording.number(3_098_412) == number
    assert wording.day(date(2021, 6, 30)) == day
    assert wording.days(date(2021, 7, 1), date(2021, 7, 11)) == days


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2021, 10, 29), date(2021, 10, 29), "29 October 2021"),
        (date(2021, 7, 12), date(2021, 9, 12), "12 July to 12 September 2021"),
        (date(2021, 12, 30), date(2022, 1, 2), "30 December 2021 to 2 January 2022"),
    ],
)
def test_days_say_nothing_twice(first, last, said):
    assert ReaderWording("en").days(first, last) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 day 2 hours"),
        ("fr", "1 jour 2 heures"),
        ("es", "1 día 2 horas"),
        ("ru", "1 день 2 часа"),
        ("ar", "يوم واحد وساعتان"),
        ("zh-hans", "1天2小时"),
    ],
)
def test_each_language_counts_in_its_own_way(language, said):
    assert ReaderWording(language).length(timedelta(days=1, hours=2)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "a, b et c"), ("es", "a, b y c"), ("ru", "a, b и c"), ("ar", "a، b وc"), ("zh-hans", "a、b和c")],
)
def test_each_language_lists_in_its_own_way(language, said):
    assert ReaderWording(language).listed(("a", "b", "c")) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(days=41, hours=8, minutes=40), "41 days 8 hours"),
        (timedelta(hours=5, minutes=17, seconds=3), "5 hours 17 minutes"),
        (timedelta(minutes=1, seconds=59), "1 minute"),
        (timedelta(seconds=20), "less than a minute"),
    ],
)
def test_what_is_left_is_said_to_the_minute(length, said):
    assert ReaderWording("en").span(length) == said


def test_an_instant_names_its_place_and_utc():
    wording = ReaderWording("en", zone="Europe/Paris", place=LocalText("Paris", zh="巴黎"))
    assert (
        wording.fact(datetime(2021, 6, 30, 21, 59, 7, tzinfo=UTC)) == "30 June 2021, 23:59:07 in Paris (21:59:07 UTC)"
    )


def test_a_fact_is_never_a_format():
    told = sentence("The city is {city}.", city="{__class__} {0}")
    assert told.words(ReaderWording("en")) == "The city is {__class__} {0}."


def test_names_inside_an_arabic_sentence_stay_apart_from_its_direction():
    told = sentence("“{source}” is empty.", source="(a).docx")
    assert told.words(ReaderWording("ar")) == "«\u2068(a).docx\u2069» فارغ."
    assert told.words(ReaderWording("fr")) == "«\u202f(a).docx\u202f» est vide."
