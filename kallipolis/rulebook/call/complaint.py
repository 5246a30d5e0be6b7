"""What is wrong with an edition's folder: one complaint a mistake, each with its place and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """One mistake: in which file, at which key path (or line, for syntax), what is wrong, and what to do about it."""

    file: str
    place: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        where = " · ".join(part for part in (self.file, self.place) if part)
        return f"{where}: {self.wrong} {self.remedy}" if where else f"{self.wrong} {self.remedy}"


class NotACall(ValueError):
    """A folder that is no whole edition. `complaints` has every mistake that was found."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = complaints
