"""A round: eight damaged documents, seven of them as one dossier and one e-mail as another; each has its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from kallipolis.documents.reading.door import NamedFile
from tests.fuzz.corpus import is_message
from tests.fuzz.damage import damaged
from tests.fuzz.messages import attached, mail

DOCUMENTS_OF_A_ROUND = 8
# Text recognition takes seconds a page: it is allowed in every so many rounds.
_RECOGNISED_EVERY = 32
# Every so many rounds the seven come in an e-mail, as they mostly do.
_AS_MESSAGE_EVERY = 4


@dataclass(frozen=True)
class Case:
    """One damaged document. `damage` names what was done to it."""

    number: int
    name: str
    damage: str
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"case {self.number}, “{self.name}” ({self.damage})"


@dataclass(frozen=True)
class Sending:
    """One dossier made of cases, as the room is asked for it: files, or the bytes of an e-mail."""

    cases: tuple[Case, ...]
    content: Sequence[NamedFile] | bytes = field(repr=False)
    recognise: bool = False

    @property
    def is_files(self) -> bool:
        """Whether its cases came as files, each of which the sheet must list."""
        return not isinstance(self.content, bytes)

    def __str__(self) -> str:
        return "; ".join(map(str, self.cases))


@dataclass(frozen=True)
class Fuzzing:
    """All cases of one seed: case 17 is always the same document with the same damages, as long as the corpus is."""

    corpus: Mapping[str, bytes] = field(repr=False)
    seed: int
    only: str = ""

    def case(self, number: int) -> Case:
        """The case of that number. The first of a round is a form of Word, the last an e-mail, where there is one."""
        chance = Random(f"{self.seed} {number}")
        place = number % DOCUMENTS_OF_A_ROUND
        fitting = self._forms if place == 0 else self._messages if place == DOCUMENTS_OF_A_ROUND - 1 else self._others
        name = chance.choice(fitting or self._chosen)
        other = self.corpus[chance.choice(self._chosen)]
        content, damage = damaged(self.corpus[name], other=other, chance=chance)
        return Case(number, name, damage, content)

    def sendings(self, number: int) -> Iterator[Sending]:
        """The dossiers of one round."""
        first = number * DOCUMENTS_OF_A_ROUND
        *cases, last = (self.case(first + place) for place in range(DOCUMENTS_OF_A_ROUND))
        recognise = number % _RECOGNISED_EVERY == _RECOGNISED_EVERY - 1
        if number % _AS_MESSAGE_EVERY == 1:
            parts = [attached(file.name, file.content) for file in _files(cases)]
            yield Sending(tuple(cases), mail(parts), recognise=recognise)
        else:
            yield Sending(tuple(cases), _files(cases), recognise=recognise)
        yield alone(last, recognise=recognise)

    @cached_property
    def _chosen(self) -> tuple[str, ...]:
        chosen = tuple(name for name in self.corpus if self.only.casefold() in name.casefold())
        if not chosen:
            raise ValueError(f"No document of the corpus has “{self.only}” in its name.")
        return chosen

    @cached_property
    def _forms(self) -> tuple[str, ...]:
        return tuple(name for name in self._chosen if name.startswith("form ") and name.endswith((".doc", ".docx")))

    @cached_property
    def _messages(self) -> tuple[str, ...]:
        return tuple(filter(is_message, self._chosen))

    @cached_property
    def _others(self) -> tuple[str, ...]:
        return tuple(name for name in self._chosen if not is_message(name) or name.startswith("forwarded"))


def alone(case: Case, *, recognise: bool = False) -> Sending:
    """The case as a dossier of its own."""
    return Sending((case,), case.content if is_message(case.name) else _files([case]), recognise=recognise)


def _files(cases: Sequence[Case]) -> list[NamedFile]:
    """Each under its own name; of equal ones the later gets the number of its case."""
    files: dict[str, bytes] = {}
    for case in cases:
        files[f"{case.number} {case.name}" if case.name in files else case.name] = case.content
    return [NamedFile(name, content) for name, content in files.items()]
