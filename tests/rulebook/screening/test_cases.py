"""Every situation of tests/cases, as a jurist would put it, and what the call says of it."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kallipolis.rulebook.finding import Verdict
from kallipolis.rulebook.screening.run import CHECKS, Check, Screening, screen
from tests.factories import a_call, as_given

CASES = Path(__file__).parents[2] / "cases"
QUIET = {Verdict.HOLDS, Verdict.NOT_CHECKED}


@cache
def cases() -> tuple[dict[str, Any], ...]:
    return tuple(
        {"file": file.stem, "call": "uccn-2021", "given": {}, **case}
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text("utf-8"))["case"]
    )


def screened(case: dict[str, Any], checks: tuple[Check, ...] = CHECKS) -> Screening:
    call = a_call(case["call"])
    return screen(as_given(case["given"], call), call, checks=checks)


def disagreements(case: dict[str, Any], screening: Screening) -> Iterator[str]:
    """What the screening says otherwise than the case: a finding that is missing, or one too many, or the outcome."""
    found = {(finding.clause, str(finding.verdict)) for finding in screening.findings}
    loud = {(finding.clause, str(finding.verdict)) for finding in screening.findings if finding.verdict not in QUIET}
    expected = {(row["clause"], row["verdict"]) for row in case["expect"]}
    for pair in sorted(expected - found):
        yield f"missing: {pair}"
    for pair in sorted(loud - expected):
        yield f"too many: {pair}"
    if case.get("outcome", screening.outcome) != screening.outcome:
        yield f"outcome: {screening.outcome}"


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['file']}: {case['title']}")
def test_the_screening_finds_what_the_call_says(case):
    assert list(disagreements(case, screened(case))) == []


def test_each_case_has_a_title_of_its_own():
    titles = [case["title"] for case in cases()]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_switching_off_any_one_check_makes_a_case_fail(check):
    others = tuple(one for one in CHECKS if one is not check)
    clauses = {clause.id for clause in a_call().clauses if check.__name__ in clause.checks}
    about = [case for case in cases() if clauses & {row["clause"] for row in case["expect"]}]
    assert any(list(disagreements(case, screened(case, others))) for case in about)


@pytest.mark.parametrize(
    "clause", [clause.id for clause in a_call().clauses if clause.checks], ids=lambda clause: f"clause {clause}"
)
def test_every_clause_that_a_check_looks_at_has_cases_both_ways(clause):
    told = {row["verdict"] for case in cases() for row in case["expect"] if row["clause"] == clause}
    assert "holds" in told
    assert told & {"falls_short", "needs_judgement"}


def test_the_outcome_has_cases_in_all_three_ways():
    assert {case["outcome"] for case in cases() if "outcome" in case} == {
        "admissible",
        "not_considered",
        "needs_judgement",
    }
