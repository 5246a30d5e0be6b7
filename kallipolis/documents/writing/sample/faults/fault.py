"""What a fault is, and what must be found of it: said from the clause register, never from a screening."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from kallipolis.documents.writing.sample.draft import Draft
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.finding import Force, Outcome, Verdict

Expectation = tuple[str, Verdict]
EVERYTHING = "everything"
"""What a fault touches that stands alone: beside it no other could be told."""


def always(call: Call) -> bool:
    """In every edition."""
    return True


def in_any(call: Call) -> Collection[str]:
    """In every language that the form is issued in."""
    return call.form.languages


def in_english(call: Call) -> Collection[str]:
    """In English only: beside a form in French lies a translation, which might pass for the form."""
    return ("en",)


@dataclass(frozen=True)
class Fault:
    """One thing that may be wrong with a dossier, or odd about it.

    `expects`: the clauses and verdicts other than "holds" and "not checked" that must be found, nothing for an oddity.
    `rests_on`: the parameters that the first of these verdicts depends on. `touches`: the part of the dossier that it changes; two
    faults of one dossier never touch the same. `languages`: those of the form that it goes with. `by_email`: it shows in
    an e-mail only. `large`: it makes an e-mail of tens of MB.
    """

    name: str
    says: str
    expects: tuple[Expectation, ...]
    touches: str
    apply: Callable[[Draft], None]
    rests_on: Callable[[Call], Collection[str]]
    possible: Callable[[Call], bool]
    languages: Callable[[Call], Collection[str]]
    by_email: bool
    large: bool

    def fits(self, call: Call) -> bool:
        """Whether an edition has this fault: its clauses are checked there, and it sets what the fault offends against."""
        checked = {clause.id for clause in call.clauses if clause.checks}
        return self.possible(call) and all(clause in checked for clause, _ in self.expects)

    def goes_with(self, other: Fault) -> bool:
        """Whether one dossier may have both."""
        return self.touches != other.touches and EVERYTHING not in (self.touches, other.touches)

    def expected(self, call: Call) -> tuple[Expectation, ...]:
        """What must be found under that edition: what rests on an unconfirmed parameter needs judgement at worst."""
        if call.unconfirmed.isdisjoint(self.rests_on(call)):
            return self.expects
        (clause, verdict), *others = self.expects
        at_worst = Verdict.NEEDS_JUDGEMENT if verdict is Verdict.FALLS_SHORT else verdict
        return ((clause, at_worst), *others)


@dataclass(frozen=True)
class Clash:
    """Dossiers of one State that do not go together (P5, P15, S3); every one of them needs judgement."""

    name: str
    says: str
    expects: tuple[Expectation, ...]
    same_city: bool
    same_field: bool
    size: Callable[[Call], int]
    by_email: bool = False


def fault(
    says: str,
    *,
    touches: str,
    rests_on: Collection[str] | Callable[[Call], Collection[str]] = (),
    possible: Callable[[Call], bool] = always,
    languages: Callable[[Call], Collection[str]] = in_any,
    by_email: bool = False,
    large: bool = False,
    **expects: Verdict,
) -> Callable[[Callable[[Draft], None]], Fault]:
    """Makes a fault of a function that changes a draft; the verdicts stand by clause: `P14=FALLS_SHORT`."""

    def made(apply: Callable[[Draft], None]) -> Fault:
        parameters = rests_on if callable(rests_on) else lambda call: rests_on
        name = apply.__name__
        return Fault(
            name, says, tuple(expects.items()), touches, apply, parameters, possible, languages, by_email, large
        )

    return made


def outcome_of(expects: Iterable[Expectation], call: Call) -> Outcome:
    """What follows from these verdicts under S11: only what is required counts."""
    required = {verdict for clause, verdict in expects if call.clause_by_id[clause].force is Force.REQUIRED}
    if Verdict.FALLS_SHORT in required:
        return Outcome.NOT_CONSIDERED
    return Outcome.NEEDS_JUDGEMENT if Verdict.NEEDS_JUDGEMENT in required else Outcome.ADMISSIBLE
