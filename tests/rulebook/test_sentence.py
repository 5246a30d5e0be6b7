"""Sentences are said with their facts; a fact is never format, markup or another sentence's words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kallipolis.rulebook.sentence import English, LocalText, plural, sentence


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (3_098_412, "3,098,412"),
        (date(2021, 6, 30), "30 June 2021"),
        (datetime(2021, 6, 30, 16, 42, 7, tzinfo=UTC), "30 June 2021, 18:42:07 in Paris (16:42:07 UTC)"),
        (timedelta(hours=5, minutes=17, seconds=52), "5 hours 17 minutes"),
        (timedelta(days=1, seconds=1), "1 day 1 second"),
        (timedelta(0), "0 seconds"),
        (("a",), "a"),
        (("a", "b", "c"), "a, b and c"),
        ((), ""),
        (True, "yes"),
        (LocalText("Music", "Musique"), "Music"),
        ("{0.__class__} %s <b>", "{0.__class__} %s <b>"),
    ],
)
def test_facts_in_english(fact, said):
    assert sentence("{fact}", fact=fact).words() == said


def test_a_sentence_may_be_the_fact_of_another():
    inner = sentence("{file} is {kind}.", file="a{kind}.jpg", kind="PNG")
    assert sentence("{said} An officer looks.", said=inner).words() == "a{kind}.jpg is PNG. An officer looks."


@pytest.mark.parametrize(("count", "said"), [(0, "0 letters."), (1, "1 letter."), (2, "2 letters.")])
def test_plural_forms(count, said):
    assert plural("{count} letter.", "{count} letters.", count).words() == said


def test_the_zone_of_the_call_tells_the_time():
    at = datetime(2021, 6, 30, 16, 0, tzinfo=UTC)
    assert English("Asia/Tokyo", "Tokyo").fact(at) == "1 July 2021, 01:00:00 in Tokyo (16:00:00 UTC)"


def test_words_in_another_language_fall_back_to_english():
    text = LocalText("Call", "Appel", "")
    assert [text.in_language(code) for code in ("fr", "fr-ca", "zh-hans", "ar")] == ["Appel", "Appel", "Call", "Call"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Music"), ("fr", "Musique"), ("es", "Música"), ("ru", "Музыка"), ("ar", "الموسيقى"), ("zh-hans", "音乐"),
     ("pt", "Music"), ("sub_title", "Music")],
)  # fmt: skip
def test_a_name_of_the_call_is_said_in_each_language_that_it_has(language, words):
    name = LocalText("Music", "Musique", "音乐", "Música", "Музыка", "الموسيقى")
    assert name.in_language(language) == words


def test_a_text_without_a_language_is_said_in_english():
    assert LocalText("One field only").in_language("ar") == "One field only"
