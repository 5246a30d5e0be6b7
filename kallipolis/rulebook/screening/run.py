"""Runs the checks of an edition over a dossier and draws the one outcome from their findings (V1, S11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kallipolis.rulebook.call.complaint import Complaint
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Dossier
from kallipolis.rulebook.finding import Finding, Findings, Force, Outcome, Verdict
from kallipolis.rulebook.screening.across import (
    endorsements_within_the_quota_of_the_state,
    no_waiting_time_after_two_calls,
    one_field_per_city,
    one_single_message,
)
from kallipolis.rulebook.screening.answers import (
    english_or_french_only,
    every_section_filled,
    no_passage_repeated,
    nothing_to_say_said_in_the_words_of_the_call,
    two_website_links_at_most,
    word_limits_kept,
)
from kallipolis.rulebook.screening.arrival import (
    message_within_the_size,
    received_before_the_deadline,
    sent_to_the_address_for_applications,
    subject_names_the_city,
)
from kallipolis.rulebook.screening.eligibility import (
    action_plan_of_four_years,
    city_of_a_state_that_may_apply,
    commitment_made,
    exactly_one_creative_field,
    one_focal_point,
)
from kallipolis.rulebook.screening.enclosures import (
    endorsement_of_the_national_commission,
    every_document_of_the_list,
    form_in_word_format,
    letter_of_intent_of_the_mayor,
    letters_of_two_pages_at_most,
    other_documents_set_aside,
    photographs_are_jpeg,
    photographs_within_the_size,
    three_photographs,
)
from kallipolis.rulebook.screening.official_form import (
    no_pictures_tables_or_charts,
    official_form_unaltered,
    translation_beside_a_french_form,
)
from kallipolis.rulebook.sentence import Sentence, plural, sentence

Check = Callable[[Dossier, Call], Findings]

# In the order of the call's clauses: principles, preparing, the form, submitting. A rule that changes in kind in a later
# edition gets a second function; the first stays, so that old decisions can be computed again.
CHECKS: tuple[Check, ...] = (
    city_of_a_state_that_may_apply,
    exactly_one_creative_field,
    one_field_per_city,
    no_waiting_time_after_two_calls,
    letter_of_intent_of_the_mayor,
    endorsement_of_the_national_commission,
    endorsements_within_the_quota_of_the_state,
    commitment_made,
    one_focal_point,
    action_plan_of_four_years,
    official_form_unaltered,
    word_limits_kept,
    every_section_filled,
    nothing_to_say_said_in_the_words_of_the_call,
    no_passage_repeated,
    english_or_french_only,
    translation_beside_a_french_form,
    no_pictures_tables_or_charts,
    two_website_links_at_most,
    sent_to_the_address_for_applications,
    subject_names_the_city,
    one_single_message,
    every_document_of_the_list,
    form_in_word_format,
    letters_of_two_pages_at_most,
    three_photographs,
    photographs_are_jpeg,
    photographs_within_the_size,
    message_within_the_size,
    other_documents_set_aside,
    received_before_the_deadline,
)


@dataclass(frozen=True)
class Screening:
    """All findings of a dossier, the outcome that follows (S11), and the sentence that says why."""

    outcome: Outcome
    conclusion: Sentence
    outcome_clause: str
    findings: tuple[Finding, ...]


def screen(dossier: Dossier, call: Call, *, checks: Iterable[Check] = CHECKS) -> Screening:
    """The technical pre-screening of one dossier under one edition (V1).

    The same for the team's checklist, the web submission and the e-mailed dossier. Only the checks that the edition's
    clauses name are run; `checks` is narrowed by the test that switches off each in turn.
    """
    findings = tuple(
        _completed(finding, check, call)
        for check in checks
        if check.__name__ in _named_by(call)
        for finding in check(dossier, call)
    )
    outcome = outcome_of(findings)
    clause = next(clause.id for clause in call.clauses if clause.is_outcome)
    return Screening(outcome, _conclusion(outcome, findings), clause, findings)


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """S11: a required clause that falls short bars; one that needs judgement waits for it; a recommended one does neither."""
    verdicts = {finding.verdict for finding in findings if finding.force is Force.REQUIRED}
    if Verdict.FALLS_SHORT in verdicts:
        return Outcome.NOT_CONSIDERED
    return Outcome.NEEDS_JUDGEMENT if Verdict.NEEDS_JUDGEMENT in verdicts else Outcome.ADMISSIBLE


def unknown_checks(call: Call) -> list[Complaint]:
    """The checks that an edition names and that do not exist."""
    known = {check.__name__ for check in CHECKS}
    return [
        Complaint("clauses.toml", f"clause[{clause.id}].checks", f"There is no check “{name}”.", "Name one of CHECKS.")
        for clause in call.clauses
        for name in clause.checks
        if name not in known
    ]


def _named_by(call: Call) -> frozenset[str]:
    return frozenset(name for clause in call.clauses for name in clause.checks)


def _completed(finding: Finding, check: Check, call: Call) -> Finding:
    clause = call.clause_by_id[finding.clause]
    verdict = finding.verdict
    if verdict is Verdict.FALLS_SHORT and not call.unconfirmed.isdisjoint(finding.rests_on):
        verdict = Verdict.NEEDS_JUDGEMENT
    return replace(finding, verdict=verdict, check=check.__name__, force=clause.force, reading=clause.reading)


def _conclusion(outcome: Outcome, findings: Iterable[Finding]) -> Sentence:
    required = [finding for finding in findings if finding.force is Force.REQUIRED]
    short = _clauses(required, Verdict.FALLS_SHORT)
    open_ = _clauses(required, Verdict.NEEDS_JUDGEMENT)
    if outcome is Outcome.NOT_CONSIDERED:
        return plural(
            "As it stands: not considered, because {count} required clause falls short: {clauses}.",
            "As it stands: not considered, because {count} required clauses fall short: {clauses}.",
            len(short),
            clauses=short,
        )
    if outcome is Outcome.NEEDS_JUDGEMENT:
        return plural(
            "An officer has to judge {count} required clause: {clauses}. No required clause falls short.",
            "An officer has to judge {count} required clauses: {clauses}. No required clause falls short.",
            len(open_),
            clauses=open_,
        )
    return sentence("Admissible: no required clause falls short, and none that was checked needs judgement.")


def _clauses(findings: Iterable[Finding], verdict: Verdict) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.clause for finding in findings if finding.verdict is verdict))
