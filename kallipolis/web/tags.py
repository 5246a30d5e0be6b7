"""The few tags of our templates: icons, clause chips, words in the reader's language, numbers and days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import cast

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kallipolis.queries.call import spoken_in
from kallipolis.queries.call_search import Passage
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.sentence import LocalText, Sentence
from kallipolis.web import forms, standing, symbols
from kallipolis.web.frame import Frame, frame_of
from kallipolis.web.standing import USED_SYMBOLS
from kallipolis.web.wording import ReaderWording

register = template.Library()
register.tag("standing", standing.compiled)
register.simple_tag(forms.control, name="control")
register.filter("is_choice", forms.is_choice)
register.filter("is_group", forms.is_group)


@register.simple_tag(takes_context=True)
def frame(context: Context) -> Frame:
    """What stands around the page; a page that Django itself shows (404, 500) gets it as well."""
    request, call = context.get("request"), context.get("call")
    # Of a page that says that something failed nobody asks the database who reads it.
    known = context.get("status") != HTTPStatus.INTERNAL_SERVER_ERROR
    return frame_of(cast(HttpRequest | None, request), call if isinstance(call, Call) else None, with_account=known)


@register.simple_tag
def htmx_address() -> str:
    """The script that swaps fragments; django-htmx carries it."""
    return "django_htmx/htmx-2.js" if settings.DEBUG else "django_htmx/htmx-2.min.js"


@register.simple_tag(takes_context=True)
def icon(context: Context, name: str, more: str = "") -> SafeString:
    """A decorative icon; words beside it say the same."""
    _use(context, name)
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="#{}"/></svg>', f" {more}" if more else "", name
    )


@register.simple_tag(takes_context=True)
def field_icon(context: Context, field: str) -> SafeString | str:
    """The glyph of a creative field; a field that has none is told by its name alone."""
    name = f"f-{field}"
    return icon(context, name) if name in symbols.drawn() else ""


@register.simple_tag(takes_context=True)
def vmark(context: Context, verdict: str) -> SafeString:
    """The mark of a verdict, decorative too."""
    name = symbols.OF_VERDICT[verdict]
    _use(context, name)
    return format_html(
        '<svg class="vmark" data-verdict="{}" aria-hidden="true"><use href="#{}"/></svg>', str(verdict), name
    )


@register.simple_tag(takes_context=True, name="symbols")
def drawn_symbols(context: Context, *names: str) -> SafeString:
    """The drawings that the icons above refer to, each once; to stand after all of them. `names` are further ones."""
    used = sorted(set(names) | cast(set[str], context.get(USED_SYMBOLS, set())))
    drawings = format_html_join("", "{}", [(symbols.drawn()[name],) for name in used])
    return format_html('<svg hidden width="0" height="0" aria-hidden="true">{}</svg>', drawings) if used else drawings


@register.simple_tag(takes_context=True)
def clause(context: Context, name: str, kind: str = "") -> SafeString:
    """The chip of a clause, which leads to its words."""
    return format_html(
        '<a class="clause" href="{}#{}"><span class="vh">{} </span>{}</a>',
        context.get("rules_address", ""),
        name,
        {"criterion": gettext("Criterion"), "indicator": gettext("Indicator")}.get(kind, gettext("Clause")),
        name,
    )


@register.simple_tag(takes_context=True)
def words(context: Context, text: LocalText | Sentence | Passage | str | None) -> SafeString | str:
    """A text in the reader's language; words that the call does not have in it are marked as English."""
    wording = _wording(context)
    if isinstance(text, Passage):
        said: SafeString | str = format_html_join(
            "",
            "{}",
            ((format_html("<mark>{}</mark>", piece.text) if piece.marked else piece.text,) for piece in text.pieces),
        )
        return _marked(said, text.language, wording)
    if isinstance(text, LocalText):
        return _marked(wording.say(text), spoken_in(text, wording.language), wording)
    return wording.say(text) if text is not None else ""


@register.simple_tag(takes_context=True)
def words_of(context: Context, texts: Mapping[str, LocalText | str], key: str) -> SafeString | str:
    """The text that stands under a key; what is not there, as it is."""
    return words(context, texts.get(key, key))


@register.simple_tag(takes_context=True)
def day(context: Context, when: date) -> str:
    """A day in full."""
    return _wording(context).day(when)


@register.simple_tag(takes_context=True)
def weekday(context: Context, when: date) -> str:
    """A day with its weekday."""
    return _wording(context).weekday(when)


@register.simple_tag(takes_context=True)
def days(context: Context, first: date, last: date) -> str:
    """From one day to another."""
    return _wording(context).days(first, last)


@register.simple_tag(takes_context=True)
def weekday_there(context: Context, when: datetime) -> str:
    """The day of an instant with its weekday, in the call's zone."""
    wording = _wording(context)
    return wording.weekday(when.astimezone(wording.zone))


@register.simple_tag(takes_context=True)
def time_there(context: Context, when: datetime) -> str:
    """The time of an instant on the call's own clock."""
    return f"{when.astimezone(_wording(context).zone):%H:%M}"


@register.simple_tag
def time_of_day(when: datetime) -> str:
    """The time on the clock of the instant's own zone. Django's `date` filter would turn it into the server's."""
    return f"{when:%H:%M}"


@register.simple_tag(takes_context=True)
def moment(context: Context, when: datetime) -> str:
    """An instant to the minute, with its place."""
    return _wording(context).moment(when)


@register.simple_tag(takes_context=True)
def span(context: Context, length: timedelta) -> str:
    """A length of time."""
    return _wording(context).span(length)


@register.simple_tag(takes_context=True)
def number(context: Context, count: int) -> str:
    """A number with its thousands grouped."""
    return _wording(context).number(count)


@register.simple_tag(takes_context=True)
def megabytes(context: Context, size: int) -> str:
    """A size for people."""
    return _wording(context).megabytes(size)


def _wording(context: Context) -> ReaderWording:
    if "wording" in context:
        return cast(ReaderWording, context["wording"])
    around = context.get("frame")
    return around.wording if isinstance(around, Frame) else ReaderWording()


def _marked(said: SafeString | str, language: str, wording: ReaderWording) -> SafeString | str:
    if language == wording.language.partition("-")[0]:
        return said
    return format_html('<span lang="{}" dir="ltr">{}</span>', language, said)


def _use(context: Context, name: str) -> None:
    if name not in symbols.drawn():
        raise template.TemplateSyntaxError(f"There is no symbol {name}.")
    # The lowest layer of the context is shared by the page and all that it includes; render_context is not.
    context.dicts[0].setdefault(USED_SYMBOLS, set()).add(name)
