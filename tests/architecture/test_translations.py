"""Every sentence of the product has its translations, and the compiled catalogues are those that translators wrote."""

import re
from collections.abc import Iterator

import pytest

from kallipolis.management.catalogues import languages
from kallipolis.management.commands.sentences import all_faults
from kallipolis.management.sentences import PACKAGE, sentences


@pytest.fixture(scope="module")
def found():
    return sentences()


@pytest.mark.parametrize("language", languages())
def test_every_sentence_has_its_translation(language, found):
    assert all_faults(language, found) == []


def test_the_product_speaks_the_six_languages_of_the_united_nations():
    assert sorted(["en", *languages()]) == ["ar", "en", "es", "fr", "ru", "zh-hans"]


# --- Words that stand in a template without a mark -----------------------------------------------------------------------

# The same in every language.
NAMES = re.compile(r"SHA-256|Message-ID|PDF|JSON|UTC|WCAG")
NOT_SAID = re.compile(
    r"{% comment %}.*?{% endcomment %}|{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}"
    r"|<(script|style|svg|code)\b.*?</\1>",
    re.DOTALL,
)
SPOKEN_ATTRIBUTE = re.compile(r"""\b(?:aria-label|placeholder|alt|title)=["']([^"']*)""")


def unmarked(template: str) -> Iterator[str]:
    """Words of a template that no translator will ever see."""
    left = NOT_SAID.sub("", template)
    said = [*SPOKEN_ATTRIBUTE.findall(left), *re.sub(r"<[^>]*>", "\n", left).splitlines()]
    for line in said:
        # What a condition inside a tag leaves behind is no word.
        if "=" not in line and re.search(r"[^\W\d_]{2}", NAMES.sub("", line)):
            yield line.strip()


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<a aria-label="Hello there">{{ x }}</a>', ["Hello there"]),
        ('<p title="{% translate "Hello" %}">{% blocktranslate %}Hello{% endblocktranslate %} · 3</p>', []),
        ("<svg><title>Hello</title></svg><p{% if x > 2 %} class='a'{% endif %}>SHA-256</p>", []),
    ],
)
def test_words_without_a_mark_are_found(template, found):
    assert list(unmarked(template)) == found


def test_no_template_says_a_word_without_a_mark():
    templates = sorted((PACKAGE / "templates").rglob("*.*"))
    assert len(templates) > 20
    assert {path.name: words for path in templates if (words := list(unmarked(path.read_text("utf-8"))))} == {}
