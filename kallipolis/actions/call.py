"""Opening a call from its edition, and noticing that an edition's folder was changed afterwards."""

from __future__ import annotations

import io
from pathlib import Path

from kallipolis.actions.files import keep, placed
from kallipolis.actions.record import Done, deed
from kallipolis.models.call import EDITION_SLOT, OpenedCall
from kallipolis.models.files import Kept
from kallipolis.models.record import Chain
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.folder import archived, digest_of, digest_of_folder, files_of
from kallipolis.rulebook.call.loading import EDITIONS, folder_of
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Deed, refuse
from kallipolis.rulebook.screening.run import unknown_checks
from kallipolis.rulebook.sentence import sentence


def chain_of(call: Call) -> str:
    """The name of the chain that the record keeps of a call."""
    return f"call:{call.id}"


@deed(Deed.OPEN_CALL, chain=lambda call, **_: chain_of(call))
def open_call(call: Call, *, actor: Actor, clock: Clock) -> Done[OpenedCall]:
    """Open a call: from now on its record is kept, under the digest of the edition as it is today.

    Raises:
        Refused: it was opened before, its edition names a check that is not there, or its folder was changed since it
            was read.
    """
    if before := OpenedCall.objects.filter(call_id=call.id).first():
        raise refuse(
            sentence(
                "{call} was opened on {day}: a call is opened once, and goes on under the edition of that day.",
                call=call.id,
                day=before.opened_at.date(),
            )
        )
    if unknown := unknown_checks(call):
        raise refuse(sentence("{call} is not whole: {why}", call=call.id, why=str(unknown[0])))
    archive = _archive_of(call)
    opened = OpenedCall.objects.create(
        call_id=call.id,
        folder=_name_of(Path(call.folder)),
        edition_digest=call.digest,
        opened_at=clock.now(),
        chain=Chain.objects.get(name=chain_of(call)),
    )
    placed(
        opened,
        archive,
        slot=EDITION_SLOT,
        filename=f"{call.id}-{call.digest[:12]}.zip",
        actor=actor,
        clock=clock,
    )
    change = {"year": call.year, "archive": archive.sha256, "unconfirmed": len(call.unconfirmed)}
    return Done(opened, about=opened.record_name, change=change, edition=call.digest)


def _archive_of(call: Call) -> Kept:
    """The edition's files, laid on the shelf as they were read into `call`."""
    try:
        files = files_of(Path(call.folder))
    except OSError:
        files = {}
    if not files or digest_of(files) != call.digest:
        raise refuse(
            sentence("The folder of {call} was changed since it was read. Check it, then open it.", call=call.id)
        )
    return keep(io.BytesIO(archived(files)))


@deed(Deed.NOTICE_CHANGED_FOLDER)
def notice_changed_folder(opened: OpenedCall, *, actor: Actor, clock: Clock) -> Done[OpenedCall]:
    """Put on the record that the folder of an opened call says something else than on the day of its opening.

    The call goes on under the edition of that day, which is kept as an archive. A folder that is as it was again is
    noticed as well.

    Raises:
        Refused: there is nothing that was not noticed before.
    """
    found = _noticed(opened)
    if found == opened.noticed_digest:
        raise refuse(sentence("Nothing new is to be noticed of {call}.", call=opened.call_id))
    opened.noticed_digest = found
    opened.save(update_fields=["noticed_digest"])
    change = {"opened_under": opened.edition_digest, "found": found or opened.edition_digest}
    return Done(opened, change=change)


MISSING = "missing"
"""What is noticed of a folder that is gone or is no whole edition any more."""


def notice_changed_folders(*, actor: Actor, clock: Clock) -> tuple[OpenedCall, ...]:
    """Look at the folder of every opened call; those of which something new was noticed."""
    changed = [one for one in OpenedCall.objects.order_by("pk") if _noticed(one) != one.noticed_digest]
    return tuple(notice_changed_folder(one, actor=actor, clock=clock) for one in changed)


def _noticed(opened: OpenedCall) -> str:
    """The digest of a folder that was changed; "" where it is as on the day of the opening."""
    found = digest_of_folder(opened.found_at) or MISSING
    return "" if found == opened.edition_digest else found


def _name_of(folder: Path) -> str:
    """How the folder is found again: by id where it comes with Kallipolis, which may be installed elsewhere tomorrow."""
    return folder.name if folder.parent == EDITIONS and folder_of(folder.name) == folder else str(folder.resolve())
