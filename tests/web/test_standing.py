"""What stands still on a page is drawn once, and never shown to a reader for whom it would be another."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from tests.factories import a_call

DRAWN = []


class Watched:
    """Tells how often it was drawn."""

    def __str__(self):
        DRAWN.append(1)
        return "<i>"


@pytest.fixture
def draw():
    template = Template(
        "{% standing choice %}{{ said }}{{ call.id }}{% icon 'i-arrow' %}{% endstanding %}{% symbols %}"
    )
    DRAWN.clear()

    def drawn(call=None, choice="", language="en"):
        with override(language):
            return template.render(Context({"call": call or a_call(), "choice": choice, "said": Watched()}))

    return drawn


def test_it_is_drawn_once_and_escaped(draw):
    assert draw() == draw()
    assert "&lt;i&gt;uccn-2021" in draw()
    assert len(DRAWN) == 1


@pytest.mark.parametrize("change", [{"choice": "x"}, {"language": "fr"}, {"call": a_call("uccn-2019")}])
def test_another_choice_language_or_call_is_drawn_anew(draw, change):
    draw()
    draw(**change)
    assert len(DRAWN) == 2
    draw(**change)
    assert len(DRAWN) == 2


def test_its_symbols_are_there_also_when_it_was_drawn_before(draw):
    assert draw().count('<symbol id="i-arrow"') == draw().count('<symbol id="i-arrow"') == 1


def test_it_keeps_no_more_than_it_may(draw):
    for number in range(200):
        draw(choice=number)
    assert "uccn-2021" in draw(choice=1)
