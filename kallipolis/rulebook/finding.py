"""What the rulebook answers: findings with a verdict and a clause, and the words for places that prove them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kallipolis.rulebook.sentence import Fact, LocalText, Sentence


class Force(StrEnum):
    """How a clause binds (the register's four forces)."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    CONDUCT = "conduct"
    DEFINITION = "definition"


class Verdict(StrEnum):
    """What a check found. Only a required clause that falls short bars a dossier (S11)."""

    HOLDS = "holds"
    FALLS_SHORT = "falls_short"
    NEEDS_JUDGEMENT = "needs_judgement"
    NOT_CHECKED = "not_checked"


class Outcome(StrEnum):
    """What follows from all findings of a dossier (S11)."""

    ADMISSIBLE = "admissible"
    NOT_CONSIDERED = "not_considered"
    NEEDS_JUDGEMENT = "needs_judgement"


HOLDS, FALLS_SHORT = Verdict.HOLDS, Verdict.FALLS_SHORT
NEEDS_JUDGEMENT, NOT_CHECKED = Verdict.NEEDS_JUDGEMENT, Verdict.NOT_CHECKED


@dataclass(frozen=True)
class Evidence:
    """The place that proves a finding: a document by slot and SHA-256, the page or the form's field, and its words."""

    slot: str
    sha256: str = ""
    page: int | None = None
    field: str | None = None
    quote: str = ""


@dataclass(frozen=True)
class Finding:
    """One statement about one dossier under one clause.

    A check gives verdict, clause, sentence, evidence and facts; `screening.run` adds the check's name, the clause's
    force and its reading. `rests_on` names the parameters that the verdict depends on: where one of them is
    unconfirmed the finding can at worst need judgement.
    """

    verdict: Verdict
    clause: str
    sentence: Sentence
    evidence: tuple[Evidence, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
    check: str = ""
    force: Force = Force.REQUIRED
    reading: LocalText | None = None


Findings = Iterator[Finding]
