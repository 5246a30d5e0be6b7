"""A finding that falls short names every parameter of the call that its check read: one that nobody confirmed softens it."""

import dataclasses
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

import pytest

from kallipolis.rulebook.call.edition import Call, limit_name
from kallipolis.rulebook.call.parameters import Parameters
from kallipolis.rulebook.dossier import Dossier
from kallipolis.rulebook.finding import FALLS_SHORT
from kallipolis.rulebook.screening.run import CHECKS, Check
from tests.factories import a_call, as_given
from tests.rulebook.screening.test_cases import cases

PARAMETERS = {field.name for field in dataclasses.fields(Parameters)}
# What a check reads to measure, not to judge. No edition prints it and no Secretariat will confirm it; the verdict is that
# of the parameter which the finding names.
MEASURES = {
    "english_or_french_only": {"language_words_needed"},  # how long a text must be for its language to be told
    "two_website_links_at_most": {"social_networks"},  # which addresses are accounts, and so no websites
}


class Reader:
    """A call that remembers which of its parameters were read."""

    def __init__(self, call: Call) -> None:
        self._call, self.read = call, set[str]()

    def __getattr__(self, name: str) -> Any:
        if name in PARAMETERS:
            self.read.add(name)
        return getattr(self._call, name)


@cache
def situations() -> tuple[tuple[str, Dossier, Call], ...]:
    """Every case with its dossier, made once for all checks."""
    told = [(case["title"], case["given"], a_call(case["call"])) for case in cases()]
    return tuple((title, as_given(given, call), call) for title, given, call in told)


def unnamed(check: Check) -> Iterator[tuple[str, str]]:
    """The parameters that the check had read before it found something short without naming them, with the case."""
    measures = MEASURES.get(check.__name__, set())
    for title, dossier, call in situations():
        reader = Reader(call)
        for finding in check(dossier, cast(Call, reader)):
            if finding.verdict is FALLS_SHORT:
                yield from ((name, title) for name in sorted(reader.read - measures - set(finding.rests_on)))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_falls_short_names_all_that_it_rests_on(check: Check) -> None:
    assert list(unnamed(check)) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_is_named_is_a_parameter(check: Check) -> None:
    """A limit on words is a parameter of its field, and named after it."""
    for title, dossier, call in situations():
        limits = {limit_name(field) for field in call.form.fields}
        for finding in check(dossier, call):
            assert set(finding.rests_on) <= PARAMETERS | limits, title
