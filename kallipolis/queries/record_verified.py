"""Whether the record holds: every chain computed anew, signed heads and stored files held against it; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db.models import Max

from kallipolis.models.record import Chain, Event
from kallipolis.rulebook.record import (
    Break,
    Entry,
    Secret,
    SignedHeads,
    Witness,
    breaks,
    heads_in,
    key_id_of,
)
from kallipolis.rulebook.sentence import sentence

ROWS_AT_A_TIME = 2000


@dataclass(frozen=True)
class Extent:
    """How much was verified."""

    chains: int
    events: int
    heads: int


def extent() -> Extent:
    """What there is to verify."""
    return Extent(Chain.objects.count(), Event.objects.count(), len(heads_files()))


def heads_files() -> list[Path]:
    """The files of signed heads, the oldest first."""
    return sorted(Path(settings.KALLIPOLIS_HEADS).glob("*.json"))


def own_public_key() -> bytes:
    """The public half of the record's key."""
    return Ed25519PrivateKey.from_private_bytes(bytes(settings.KALLIPOLIS_RECORD_KEY)).public_key().public_bytes_raw()


def broken(public_keys: Sequence[bytes] = ()) -> Iterator[Break]:
    """Everything that does not hold: files of heads first, then chain by chain, event by event.

    `public_keys` are those to be believed; without any, the house's own. One query a chain, with its secrets.
    """
    signed: list[tuple[str, SignedHeads]] = []
    files = heads_files()
    known = {key_id_of(key): key for key in public_keys or ([own_public_key()] if files else [])}
    for path in files:
        heads = _read(path)
        if heads is None:
            yield Break("", 0, sentence("The file of heads {file} cannot be read.", file=path.name))
        elif heads.key not in known:
            yield Break("", 0, sentence("The heads {file} are signed with a key that is not known here: {key}.",
                                        file=path.name, key=heads.key))  # fmt: skip
        elif not _is_signed(heads, known[heads.key]):
            yield Break("", 0, sentence("The signature of the heads {file} is false.", file=path.name))
        else:
            signed.append((path.name, heads))
    witnesses = _witnesses(signed)
    chains = list(Chain.objects.order_by("pk").values_list("pk", "name", "length", "head"))
    for chain, name, length, head in chains:
        yield from _chain_breaks(chain, name, length, head, witnesses.pop(name, {}))
    for name, those in witnesses.items():
        file = next(iter(those.values()))[0].told_by
        yield Break(name, 0, sentence("The chain {chain} is gone; the signed heads {file} know it.",
                                      chain=name, file=file))  # fmt: skip


def _chain_breaks(
    chain: int, name: str, length: int, head: str, witnesses: Mapping[int, Sequence[Witness]]
) -> Iterator[Break]:
    """The breaks of one chain as it stood when its head was read; what was added since is not looked at."""
    try:
        yield from breaks(name, _kept(chain, name, length), length=length, head=head, witnesses=witnesses)
    except (ValueError, TypeError, AttributeError):
        yield Break(name, 0, sentence("The chain {chain} cannot be read to its end.", chain=name))
    last = Event.objects.filter(chain=chain).aggregate(last=Max("number"))["last"] or 0
    now = Chain.objects.values_list("length", flat=True).get(pk=chain)
    if last > now:
        said = sentence("The chain {chain} goes on to event {last}; its head says that it ends with event {length}.",
                        chain=name, last=last, length=now)  # fmt: skip
        yield Break(name, now + 1, said)


def _kept(chain: int, name: str, length: int) -> Iterator[tuple[Entry, Secret | None]]:
    rows = (
        Event.objects.filter(chain=chain, number__lte=length)
        .order_by("number")
        .values_list(
            *("number", "at", "actor", "deed", "about", "change", "edition", "secret_digest", "previous", "digest"),
            *("secret__nonce", "secret__content"),
        )
        .iterator(chunk_size=ROWS_AT_A_TIME)
    )
    for *covered, nonce, content in rows:
        yield Entry(name, *covered), None if nonce is None else Secret(nonce, content)


def _read(path: Path) -> SignedHeads | None:
    try:
        return heads_in(path.read_bytes())
    except (OSError, ValueError):
        return None


def _is_signed(heads: SignedHeads, public_key: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(bytes.fromhex(heads.signature), heads.statement())
    except (ValueError, InvalidSignature):
        return False
    return True


def _witnesses(signed: Iterable[tuple[str, SignedHeads]]) -> dict[str, dict[int, list[Witness]]]:
    """What the heads say of each chain, by the number of the event that was its last."""
    told: dict[str, dict[int, list[Witness]]] = {}
    for file, heads in signed:
        for one in heads.heads:
            if one.length:
                told.setdefault(one.name, {}).setdefault(one.length, []).append(Witness(one.length, one.head, file))
    return told
