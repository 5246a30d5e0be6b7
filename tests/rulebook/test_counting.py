"""The two word counts of B2. The table is shared with the browser's meter (step 6)."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kallipolis.rulebook.counting import WordCount, words

TABLE = tomllib.loads((Path(__file__).parents[1] / "cases" / "words" / "counts.toml").read_text("utf-8"))["count"]

LATIN_WORDS = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1, max_size=12)
SPACES = st.sampled_from([" ", "\n", "\t", "\u00a0", "\u202f", "\u2009", "  ", " \n\n "])
LONE_SIGNS = st.sampled_from(["!", "?", ";", "«", "»", "…", "/", "&", "•"])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["text"][:40])
def test_the_table_of_counts(row):
    assert words(row["text"]) == WordCount(row["as_processor"], row["with_letters"])


@given(st.lists(LATIN_WORDS), st.lists(SPACES, min_size=40, max_size=40))
def test_words_between_any_white_space_count_one_each(told, spaces):
    text = "".join(word + spaces[at % len(spaces)] for at, word in enumerate(told))
    assert words(text) == WordCount(len(told), len(told))


@given(st.lists(LATIN_WORDS | LONE_SIGNS), SPACES)
def test_lone_signs_count_for_the_word_processor_only(tokens, space):
    signs = sum(not any(sign.isalnum() for sign in token) for token in tokens)
    assert words(space.join(tokens)) == WordCount(len(tokens), len(tokens) - signs)


@given(st.text())
def test_the_second_count_is_never_above_the_first(text):
    counted = words(text)
    assert 0 <= counted.with_letters <= counted.as_processor <= len(text)


@given(st.text(), st.text())
def test_texts_apart_count_as_much_as_each_alone(one, other):
    apart, first, second = words(f"{one}\n{other}"), words(one), words(other)
    assert apart.as_processor == first.as_processor + second.as_processor
    assert apart.with_letters == first.with_letters + second.with_letters


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_each_chinese_character_is_a_word(text):
    assert words(text) == WordCount(len(text), len(text))
