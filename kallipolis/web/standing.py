"""Parts of a page that stand still: drawn once for a call, a language and a choice, and the same for every reader after that."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import cast

from django.template import Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kallipolis.rulebook.call.edition import Call

USED_SYMBOLS = "used_symbols"
MOST = 64


@dataclass(frozen=True)
class _Drawn:
    """What was drawn, the call that it was drawn for, and the symbols that it refers to."""

    call: object
    html: SafeString
    symbols: frozenset[str]


class Standing(Node):
    """`{% standing choice … %}…{% endstanding %}`: nothing inside may depend on the reader, but by her language."""

    def __init__(self, nodelist: NodeList, choices: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.choices = choices
        self._drawn: dict[Hashable, _Drawn] = {}

    def render(self, context: Context) -> SafeString:
        call = context.get("call")
        key = (id(call), get_language(), *(str(choice.resolve(context)) for choice in self.choices))
        found = self._drawn.get(key)
        # The call itself is compared, since an id alone may be that of another which took its place.
        if found is None or found.call is not call:
            found = self._draw(context, call)
            if len(self._drawn) >= MOST:
                self._drawn.clear()
            self._drawn[key] = found
        cast(set[str], context.dicts[0].setdefault(USED_SYMBOLS, set())).update(found.symbols)
        return found.html

    def _draw(self, context: Context, call: object) -> _Drawn:
        if not isinstance(call, Call):
            raise TemplateSyntaxError("What stands still belongs to a call: the page has to give one.")
        before = context.dicts[0].get(USED_SYMBOLS, set())
        context.dicts[0][USED_SYMBOLS] = set()
        try:
            html = self.nodelist.render(context)
            return _Drawn(call, html, frozenset(context.dicts[0][USED_SYMBOLS]))
        finally:
            context.dicts[0][USED_SYMBOLS] = before


def compiled(parser: Parser, token: Token) -> Standing:
    """The tag as the template says it."""
    choices = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endstanding",))
    parser.delete_first_token()
    return Standing(nodelist, choices)
