"""Where a call and an application can stand: a table of states, what may follow, whose turn it is, and how each is called.

The rooms of the site, the stages of the permissions (`permission.DEEDS`) and the diagram in the docs all come from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kallipolis.rulebook.people import Role
from kallipolis.rulebook.sentence import Sentence, sentence


class CallStage(StrEnum):
    """The stages of a call, in order (T1 to T6, then membership: P13)."""

    CALL = "call"
    APPLICATION = "application"
    SCREENING = "screening"
    EVALUATION = "evaluation"
    DECISION = "decision"
    ANNOUNCEMENT = "announcement"
    MONITORING = "monitoring"


class ApplicationState(StrEnum):
    """Where one application stands. What happens to it is a deed; nothing else moves it."""

    DRAFT = "draft"
    RECEIVED = "received"
    SCREENED = "screened"
    WITHDRAWN = "withdrawn"
    NOT_CONSIDERED = "not_considered"
    ADMITTED = "admitted"
    EVALUATED = "evaluated"
    DESIGNATED = "designated"
    NOT_DESIGNATED = "not_designated"


@dataclass(frozen=True)
class Standing:
    """One line of a lifecycle: who owns it, what may follow, and its three names.

    `for_staff` is what the Secretariat reads, `for_applicant` what a city reads (never more than V3 lets it know), and
    `before` how it is called while it is not reached.
    """

    owner: Role
    next: tuple[str, ...]
    for_staff: Sentence
    for_applicant: Sentence
    before: Sentence
    clause: str


CALL_LIFECYCLE: Mapping[CallStage, Standing] = {
    CallStage.CALL: Standing(
        Role.HEAD,
        (CallStage.APPLICATION,),
        sentence("Call published"),
        sentence("Call published"),
        sentence("Call"),
        "T1",
    ),
    CallStage.APPLICATION: Standing(
        Role.FOCAL_POINT,
        (CallStage.SCREENING,),
        sentence("Dossiers arriving"),
        sentence("Open for applications"),
        sentence("Applications"),
        "T2",
    ),
    CallStage.SCREENING: Standing(
        Role.OFFICER,
        (CallStage.EVALUATION,),
        sentence("Technical pre-screening"),
        sentence("Technical pre-screening"),
        sentence("Technical pre-screening"),
        "T3",
    ),
    CallStage.EVALUATION: Standing(
        Role.EVALUATOR,
        (CallStage.DECISION,),
        sentence("External evaluation"),
        sentence("Under evaluation"),
        sentence("Evaluation"),
        "T4",
    ),
    CallStage.DECISION: Standing(
        Role.DIRECTOR_GENERAL,
        (CallStage.ANNOUNCEMENT,),
        sentence("Decision of the Director-General"),
        sentence("Under evaluation"),
        sentence("Decision"),
        "T5",
    ),
    CallStage.ANNOUNCEMENT: Standing(
        Role.HEAD,
        (CallStage.MONITORING,),
        sentence("Announced"),
        sentence("Announced"),
        sentence("Announcement"),
        "T6",
    ),
    CallStage.MONITORING: Standing(
        Role.MEMBER_CITY,
        (),
        sentence("Membership and its reports"),
        sentence("Membership"),
        sentence("Membership"),
        "P13",
    ),
}

APPLICATION_LIFECYCLE: Mapping[ApplicationState, Standing] = {
    ApplicationState.DRAFT: Standing(
        Role.FOCAL_POINT,
        (ApplicationState.RECEIVED, ApplicationState.WITHDRAWN),
        sentence("In preparation"),
        sentence("In preparation"),
        sentence("Preparation"),
        "A5",
    ),
    ApplicationState.RECEIVED: Standing(
        Role.OFFICER,
        (ApplicationState.SCREENED, ApplicationState.WITHDRAWN),
        sentence("Received, not screened yet"),
        sentence("Received"),
        sentence("Receipt"),
        "S10",
    ),
    ApplicationState.SCREENED: Standing(
        Role.OFFICER,
        (ApplicationState.ADMITTED, ApplicationState.NOT_CONSIDERED, ApplicationState.WITHDRAWN),
        sentence("Screened, outcome open"),
        sentence("Received"),
        sentence("Technical pre-screening"),
        "V1",
    ),
    ApplicationState.WITHDRAWN: Standing(
        Role.FOCAL_POINT,
        (),
        sentence("Withdrawn by the city"),
        sentence("Withdrawn"),
        sentence("Withdrawal"),
        "A2",
    ),
    ApplicationState.NOT_CONSIDERED: Standing(
        Role.HEAD,
        (ApplicationState.SCREENED,),
        sentence("Not considered"),
        sentence("Not considered"),
        sentence("Outcome of the pre-screening"),
        "S11",
    ),
    ApplicationState.ADMITTED: Standing(
        Role.EVALUATOR,
        (ApplicationState.EVALUATED, ApplicationState.SCREENED),
        sentence("Admitted to evaluation"),
        sentence("Under evaluation"),
        sentence("Evaluation"),
        "T4",
    ),
    ApplicationState.EVALUATED: Standing(
        Role.DIRECTOR_GENERAL,
        (ApplicationState.DESIGNATED, ApplicationState.NOT_DESIGNATED),
        sentence("Evaluated, decision open"),
        sentence("Under evaluation"),
        sentence("Decision"),
        "P7",
    ),
    ApplicationState.DESIGNATED: Standing(
        Role.MEMBER_CITY,
        (),
        sentence("Designated"),
        sentence("Designated"),
        sentence("Designation"),
        "P7",
    ),
    ApplicationState.NOT_DESIGNATED: Standing(
        Role.HEAD,
        (),
        sentence("Not designated"),
        sentence("Not designated"),
        sentence("Outcome"),
        "V4",
    ),
}


def may_follow(state: ApplicationState, following: ApplicationState) -> bool:
    """Whether an application may go from one state to another."""
    return following in APPLICATION_LIFECYCLE[state].next
