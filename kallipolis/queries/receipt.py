"""Whether a receipt is ours and as we wrote it: from the published key alone, without looking anything up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kallipolis.rulebook.receipt import Receipt, receipt_in
from kallipolis.rulebook.record import key_id_of
from kallipolis.rulebook.sentence import Sentence, sentence


@dataclass(frozen=True)
class CheckedReceipt:
    """What is to be said of a file that somebody takes for a receipt. `holds` only where the signature is ours."""

    holds: bool
    said: Sentence
    receipt: Receipt | None = None


def checked(content: bytes, public_keys: Sequence[bytes]) -> CheckedReceipt:
    """The check of a receipt against the public keys of the house."""
    try:
        receipt = receipt_in(content)
    except ValueError:
        return CheckedReceipt(holds=False, said=sentence("This file is no receipt of this house."))
    key = next((one for one in public_keys if key_id_of(one) == receipt.key), None)
    if key is None:
        return CheckedReceipt(holds=False, said=sentence("This receipt is signed with another key than ours."))
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(receipt.signature), receipt.statement())
    except (ValueError, InvalidSignature):
        return CheckedReceipt(holds=False, said=sentence("This receipt was changed after it was signed."))
    return CheckedReceipt(holds=True, said=sentence("This receipt is ours, and as we wrote it."), receipt=receipt)
