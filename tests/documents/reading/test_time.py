"""A text made to waste time takes no more of it than another text of its length; each of these once took minutes."""

import time

import pytest

from kallipolis.documents.reading.headers import addresses, words
from kallipolis.documents.reading.language import language_of
from kallipolis.documents.reading.letter import read_text
from kallipolis.documents.reading.letterhead import letterhead_of
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.documents.reading.sniffing import sniff
from kallipolis.rulebook.dossier import Kind, Language

NONE = Recogniser(allowed=False)
# What was measured is below a tenth of this on a busy machine.
SECONDS = 3.0


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda: language_of("x" * 100_000, enough_words=20), id="one word of 100,000 letters"),
        pytest.param(lambda: sniff(b"<!---->" * 500 + b"x"), id="comments without a page"),
        pytest.param(lambda: read_text(b"<html>" + b"<" * 200_000, Kind.HTML, NONE), id="tags that never end"),
        pytest.param(lambda: read_text(b"<script>" * 25_000, Kind.HTML, NONE), id="scripts that never end"),
        pytest.param(lambda: addresses(["(" * 50_000]), id="brackets in brackets"),
        pytest.param(lambda: addresses(["a:" * 25_000]), id="groups in groups"),
        pytest.param(lambda: letterhead_of(b"From: " + b"=?utf-8?q?a" * 20_000), id="encoded words that never end"),
    ],
)
def test_no_text_takes_minutes(read):
    began = time.process_time()
    read()
    assert time.process_time() - began < SECONDS


def test_what_follows_the_last_encoded_word_is_kept():
    assert (
        words("=?utf-8?q?Marsa?=\r\n =?utf-8?q?,_2021?= and\r\n more =?utf-8?q?") == "Marsa, 2021 and more =?utf-8?q?"
    )


def test_a_line_of_brackets_has_no_address_and_the_next_line_has_its_own():
    assert addresses(["(" * 50_000, "One <one@b.example>"]) == ("one@b.example",)


def test_addresses_of_mail_and_of_the_web_count_as_no_language():
    text = " @home a@b.example, see https://marsa.example/x or www.marsa.example " * 30
    assert language_of(text, enough_words=120) == (Language.UNKNOWN, 0.0)


def test_scripts_and_styles_are_no_text_of_a_page():
    page = b"<html><style>p { }</style><script>if (a < b) run('<b>')</script ><p>The city of Marsa</p><script>x</html>"
    assert read_text(page, Kind.HTML, NONE).text.split() == ["The", "city", "of", "Marsa", "x"]


def test_comments_before_a_page_are_passed_over():
    assert sniff(b"<!-- one --> <!-- <two> -->\n<!DOCTYPE html><p>").kind is Kind.HTML
