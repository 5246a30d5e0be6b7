"""How much may still come out of the containers of one dossier: one purse for all of them, however they lie in each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.parts import Part
from kallipolis.rulebook.dossier import Trouble
from kallipolis.rulebook.sentence import Sentence


@dataclass
class Purse:
    """What is left of a dossier's allowance: bytes that were really produced, and containers that were opened."""

    bytes_left: int = limits.UNPACKED_BYTES
    containers_left: int = limits.CONTAINERS

    def spend(self, size_bytes: int) -> None:
        """Counts bytes that came out of a container."""
        self.bytes_left -= size_bytes


def kept_shut(container: Part, trouble: Trouble, *remarks: Sentence) -> Part:
    """The container itself as a part that nobody opens again, with the reason."""
    return replace(container, trouble=trouble, remarks=(*container.remarks, *remarks))


def place_inside(container: Part, folder: str = "") -> str:
    """Where a file lay that came out of `container`: around it, in it, and in which of its folders."""
    return "/".join(step for step in (container.inside, container.filename or "attachment", folder) if step)
