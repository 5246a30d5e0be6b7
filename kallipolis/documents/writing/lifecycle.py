"""The reference page of the two lifecycles, drawn from their tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kallipolis.rulebook.lifecycle import APPLICATION_LIFECYCLE, CALL_LIFECYCLE, ApplicationState, CallStage, Standing
from kallipolis.rulebook.people import ROLES


def lifecycle_page() -> str:
    """The page as Markdown, each lifecycle as a Mermaid diagram and a table."""
    return "\n".join(
        [
            "# Lifecycles",
            "",
            "Generated from `kallipolis/rulebook/lifecycle.py` by `kallipolis reference`.",
            "",
            *_told("A call", CALL_LIFECYCLE),
            "",
            *_told("An application", APPLICATION_LIFECYCLE),
            "",
        ]
    )


def _told(heading: str, lifecycle: Mapping[CallStage, Standing] | Mapping[ApplicationState, Standing]) -> Iterator[str]:
    yield from (f"## {heading}", "", "```mermaid", "stateDiagram-v2")
    for state, standing in lifecycle.items():
        yield f'    state "{standing.for_staff}" as {state}'
    first = next(iter(lifecycle))
    yield f"    [*] --> {first}"
    for state, standing in lifecycle.items():
        yield from (f"    {state} --> {following}" for following in standing.next or ("[*]",))
    yield from ("```", "", "| state | owner | staff read | the applicant reads | before it is reached | clause |")
    yield "|---|---|---|---|---|---|"
    for state, standing in lifecycle.items():
        names = (standing.for_staff, standing.for_applicant, standing.before)
        yield f"| `{state}` | {ROLES[standing.owner].name} | {' | '.join(map(str, names))} | {standing.clause} |"
