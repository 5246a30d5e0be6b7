"""What the head of an e-mail says for the post room: who, to whom, an answer to what, and whether a machine wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from kallipolis.rulebook.sentence import Sentence, sentence


@dataclass(frozen=True)
class FailedDelivery:
    """One recipient of a delivery report (RFC 3464). `permanent` where the other server will never take it."""

    recipient: str
    action: str
    status: str
    said: str

    @property
    def permanent(self) -> bool:
        return self.action == "failed" or self.status.startswith("5")


@dataclass(frozen=True)
class Letterhead:
    """The head lines that the post room acts on, decoded and on one line each. Nothing in them is believed.

    `report` is what a delivery report says of our letter `report_on` (its Message-ID). `begins` is the beginning of the
    message's own text.
    """

    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    message_id: str = ""
    answers: tuple[str, ...] = ()
    dated: str = ""
    auto_submitted: str = ""
    precedence: str = ""
    list_id: str = ""
    null_return_path: bool = False
    begins: str = ""
    received: tuple[str, ...] = ()
    authentication: tuple[str, ...] = ()
    report: tuple[FailedDelivery, ...] = ()
    report_on: str = ""


_LIST_PRECEDENCE = ("bulk", "list", "junk", "auto_reply", "auto-reply")
_OF_MACHINES = ("mailer-daemon@", "postmaster@", "noreply@", "no-reply@", "donotreply@", "do-not-reply@")


def why_not_to_be_answered(head: Letterhead, *, envelope_sender: str | None, ours: frozenset[str]) -> Sentence | None:
    """Why no machine may answer this message (RFC 3834, RFC 5230 4.6); None where an acknowledgement may go out.

    `envelope_sender` is None where no envelope is known, "" for a bounce. `ours` are our own addresses, in small letters.
    """
    address = answer_goes_to(head, envelope_sender=envelope_sender)
    if head.report or envelope_sender == "" or (envelope_sender is None and head.null_return_path):
        return sentence("It is a report of a mail server, to which nobody replies.")
    if head.auto_submitted and head.auto_submitted != "no":
        return sentence("It was sent by a machine (Auto-Submitted: {how}).", how=head.auto_submitted)
    if head.list_id:
        return sentence("It came through a mailing list ({list}).", list=head.list_id)
    if head.precedence in _LIST_PRECEDENCE:
        return sentence("It is mass mail or a machine’s answer (Precedence: {how}).", how=head.precedence)
    if not address:
        return sentence("It names nobody to whom an answer could go.")
    if address in ours:
        return sentence("It came from our own address.")
    if address.startswith(_OF_MACHINES):
        return sentence("Its sender is a machine ({address}).", address=address)
    return None


def answer_goes_to(head: Letterhead, *, envelope_sender: str | None) -> str:
    """The address to which an acknowledgement goes: the envelope's sender, whom the mail system itself would answer.

    Never Reply-To: anybody may write a stranger's address there, and our answer would be the nuisance.
    """
    told = (envelope_sender or head.sender).strip().casefold()
    name, at, domain = told.rpartition("@")
    plain = bool(name) and bool(at) and "." in domain and not any(c.isspace() or c in '<>,;:"\\()[]' for c in told)
    return told if plain and told.isprintable() and len(told) <= 254 else ""
