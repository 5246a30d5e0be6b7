"""Screening: what the checks find in a dossier is put on file, with the words of the clauses as they are on that day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Exists, Max, OuterRef, Subquery

from kallipolis.actions.record import Done, deed
from kallipolis.models.application import Application
from kallipolis.models.intake import IncomingMessage
from kallipolis.models.screening import Screening, ScreeningFinding
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.dossier import Dossier, OtherDossier
from kallipolis.rulebook.finding import Finding
from kallipolis.rulebook.intake import Became
from kallipolis.rulebook.lifecycle import ApplicationState
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Deed, refuse
from kallipolis.rulebook.plain import from_plain, to_plain, without_unstorable
from kallipolis.rulebook.record import canonical
from kallipolis.rulebook.screening import run
from kallipolis.rulebook.screening.across import as_other
from kallipolis.rulebook.sentence import sentence

_BESIDE_OTHERS = (Became.DOSSIER, Became.BESIDE)


def dossier_of(message: IncomingMessage) -> Dossier:
    """The dossier of a message as it was read, with its arrival."""
    return from_plain(Dossier, message.dossier)


def to_screen(*, limit: int) -> list[Application]:
    """The applications whose dossier, or what came beside it, is newer than their last screening."""
    beside = IncomingMessage.objects.filter(application=OuterRef("application"), became__in=_BESIDE_OTHERS)
    changed = beside.order_by().values("application").annotate(last=Max("read_at")).values("last")
    done = Screening.objects.filter(message=OuterRef("pk"), screened_at__gte=OuterRef("changed"))
    waiting = IncomingMessage.objects.filter(became=Became.DOSSIER, dossier__isnull=False).alias(
        changed=Subquery(changed)
    )
    found = waiting.filter(~Exists(done)).select_related("application__call").order_by("pk")[:limit]
    return [one.application for one in found if one.application is not None]


@deed(Deed.NOTE_SCREENING)
def screen(application: Application, *, call: Call, actor: Actor, clock: Clock) -> Done[Screening]:
    """Runs the checks of the edition over the dossier that counts, beside the other dossiers of the call (P5, P15, S3).

    Raises:
        Refused: there is no dossier to screen.
    """
    message = application.messages.filter(became=Became.DOSSIER).first()
    if message is None or message.dossier is None:
        raise refuse(sentence("There is no dossier to screen."))
    dossier = replace(dossier_of(message), others=_others(message, call))
    found = run.screen(dossier, call)
    screening = Screening.objects.create(
        application=application,
        message=message,
        screened_at=clock.now(),
        edition=call.digest,
        outcome=found.outcome,
        conclusion=without_unstorable(to_plain(found.conclusion)),
        dossier_digest=_digest(message.dossier),
    )
    ScreeningFinding.objects.bulk_create(
        _row(screening, number, finding, call) for number, finding in enumerate(found.findings, start=1)
    )
    if application.state == ApplicationState.RECEIVED:
        application.state = ApplicationState.SCREENED
        application.save(update_fields=["state"])
    change = {"outcome": str(found.outcome), "findings": len(found.findings), "dossier": screening.dossier_digest}
    return Done(screening, about=application.record_name, change=change)


def _digest(dossier: Mapping[str, Any]) -> str:
    """The digest of a dossier as it was read; confidences are fractions, which databases write differently."""
    return hashlib.sha256(canonical(_without_fractions(dossier))).hexdigest()


def _without_fractions(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_fractions(held) for name, held in value.items() if not isinstance(held, float)}
    return [_without_fractions(held) for held in value] if isinstance(value, list) else value


def _others(message: IncomingMessage, call: Call) -> tuple[OtherDossier, ...]:
    beside = IncomingMessage.objects.filter(call=message.call, became__in=_BESIDE_OTHERS, dossier__isnull=False)
    others = (as_other(dossier_of(one), call) for one in beside.exclude(pk=message.pk))
    return tuple(other for other in others if other is not None)


def _row(screening: Screening, number: int, finding: Finding, call: Call) -> ScreeningFinding:
    return ScreeningFinding(
        screening=screening,
        number=number,
        check_name=finding.check,
        clause=finding.clause,
        clause_words=to_plain(call.clause_by_id[finding.clause].words),
        force=finding.force,
        verdict=finding.verdict,
        said=without_unstorable(to_plain(finding.sentence)),
        reading=to_plain(finding.reading) if finding.reading else None,
        evidence=without_unstorable(to_plain(finding.evidence)),
        facts=without_unstorable(to_plain(finding.facts)),
    )
