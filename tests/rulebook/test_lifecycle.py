"""The lifecycles hold together: every state is reached, names what follows, and cites a clause of the call."""

import pytest

from kallipolis.rulebook.lifecycle import (
    APPLICATION_LIFECYCLE,
    CALL_LIFECYCLE,
    ApplicationState,
    CallStage,
    may_follow,
)
from kallipolis.rulebook.people import ROLES
from tests.factories import a_call

BOTH = [(CALL_LIFECYCLE, CallStage), (APPLICATION_LIFECYCLE, ApplicationState)]


@pytest.mark.parametrize(("lifecycle", "states"), BOTH)
def test_every_state_has_its_line_and_leads_to_states_that_are_there(lifecycle, states):
    assert list(lifecycle) == list(states)
    assert {following for standing in lifecycle.values() for following in standing.next} <= set(states)


@pytest.mark.parametrize(("lifecycle", "states"), BOTH)
def test_every_state_is_reached_from_the_first(lifecycle, states):
    reached, coming = set(), [next(iter(lifecycle))]
    while coming:
        state = coming.pop()
        if state not in reached:
            reached.add(state)
            coming += lifecycle[state].next
    assert reached == set(states)


@pytest.mark.parametrize(("lifecycle", "states"), BOTH)
def test_every_state_has_an_owner_and_a_clause_of_the_call(lifecycle, states):
    clauses = {clause.id for clause in a_call().clauses}
    assert {standing.clause for standing in lifecycle.values()} <= clauses
    assert {standing.owner for standing in lifecycle.values()} <= set(ROLES)


def test_an_applicant_learns_nothing_between_receipt_and_announcement():
    """V3: who is under evaluation reads the same words until the decision is told."""
    told = {str(APPLICATION_LIFECYCLE[state].for_applicant) for state in (
        ApplicationState.ADMITTED, ApplicationState.EVALUATED)}  # fmt: skip
    assert told == {"Under evaluation"}


def test_a_refusal_can_be_opened_again_but_a_designation_cannot():
    assert may_follow(ApplicationState.NOT_CONSIDERED, ApplicationState.SCREENED)
    assert not may_follow(ApplicationState.DESIGNATED, ApplicationState.EVALUATED)
    assert not may_follow(ApplicationState.DRAFT, ApplicationState.DESIGNATED)
