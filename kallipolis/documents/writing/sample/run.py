"""Draws up a whole run of sampled dossiers, with what must be found of each and the register of earlier applications."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kallipolis.documents.writing.sample.chance import chance
from kallipolis.documents.writing.sample.draft import Attachment, Draft
from kallipolis.documents.writing.sample.drafting import Manner, drafted
from kallipolis.documents.writing.sample.enclosures import attachments
from kallipolis.documents.writing.sample.faults.fault import Expectation, outcome_of
from kallipolis.documents.writing.sample.message import raw_message
from kallipolis.documents.writing.sample.plan import Planned
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import EarlierApplication, Slot
from kallipolis.rulebook.finding import Outcome

_WITH_AN_EARLIER_APPLICATION = 0.2
# Base64 makes four characters of three bytes and breaks a line after 76 (RFC 2045, 6.8).
_WIRE_BYTES_OF_A_LINE, _BYTES_OF_A_LINE = 78, 57
_LETTERS = (Slot.LETTER_OF_INTENT, Slot.ENDORSEMENT, Slot.SUPPORT_LETTER)
_NOT_IN_A_NAME = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


@dataclass(frozen=True)
class Expected:
    """What a screening must find of one dossier: exactly these verdicts besides "holds" and "not checked"."""

    file: str
    city: str
    country_iso2: str
    field: str
    language: str
    faults: tuple[str, ...]
    oddities: tuple[str, ...]
    outcome: Outcome
    findings: tuple[Expectation, ...]


@dataclass(frozen=True)
class Sample:
    """One dossier: its files, the e-mail that carries them, what must be found, and the city's earlier applications."""

    expected: Expected
    files: tuple[Attachment, ...]
    message: bytes
    earlier: tuple[EarlierApplication, ...]


def samples(call: Call, run: Sequence[Planned], *, seed: int, ending: str, manner: Manner) -> Iterator[Sample]:
    """The dossiers of a planned run, one after the other. `ending` is that of their files: ".eml", or "" for folders."""
    width = max(3, len(str(len(run))))
    for number, one in enumerate(run, start=1):
        yield sample(call, one, f"{number:0{width}}-{one.city.slug}{ending}", seed, manner=manner)


def sample(call: Call, planned: Planned, name: str, seed: int, *, manner: Manner) -> Sample:
    """One dossier, drawn up. `name` is what its file or folder is called; with the seed it names the dossier's chance."""
    draft = drafted(call, planned.city, planned.language, seed, name, manner=manner)
    for change in (*planned.faults, *planned.oddities):
        change.apply(draft)
    before = draft.source.getstate()
    files = attachments(draft)
    message = raw_message(draft, files)
    if draft.wire_bytes is not None:
        _pad(draft, draft.wire_bytes - len(message))
        draft.source.setstate(before)
        files = attachments(draft)
        message = raw_message(draft, files)
    expects = planned.expects(call)
    expected = Expected(
        file=name,
        city=draft.city.name,
        country_iso2=draft.city.state.iso2,
        field=draft.city.field.id,
        language=draft.language,
        faults=(*(fault.name for fault in planned.faults), *((planned.clash.name,) if planned.clash else ())),
        oddities=tuple(oddity.name for oddity in planned.oddities),
        outcome=outcome_of(expects, call),
        findings=expects,
    )
    return Sample(expected, tuple(files), message, (*draft.earlier, *_ordinary_past(draft, seed)))


def folder_files(files: Iterable[Attachment]) -> dict[str, bytes]:
    """The files of a dossier by names that every file system bears; of equal names the later gets a number."""
    named: dict[str, bytes] = {}
    for file in files:
        stem, dot, ending = _NOT_IN_A_NAME.sub("-", file.filename).rpartition(".")
        name, number = f"{stem}{dot}{ending}", 2
        while name in named:
            name, number = f"{stem} ({number}){dot}{ending}", number + 1
        named[name] = file.content
    return named


def expected_json(call: Call, expected: Iterable[Expected], *, seed: int) -> str:
    """expected.json: for each dossier what was done to it and what must be found."""
    told = [
        {
            "file": one.file,
            "city": one.city,
            "country_iso2": one.country_iso2,
            "field": one.field,
            "language": one.language,
            "faults": list(one.faults),
            "oddities": list(one.oddities),
            "outcome": one.outcome,
            "findings": [{"clause": clause, "verdict": verdict} for clause, verdict in one.findings],
        }
        for one in expected
    ]
    return json.dumps({"call": call.id, "seed": seed, "dossiers": told}, ensure_ascii=False, indent=1) + "\n"


def register_csv(earlier: Iterable[EarlierApplication]) -> str:
    """register.csv: the earlier applications of all cities of the run, oldest first."""
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(("call_year", "city", "country_iso2", "field", "considered", "designated"))
    for one in sorted(earlier, key=lambda one: (one.call_year, one.city)):
        considered = "" if one.considered is None else _yes(one.considered)
        rows.writerow((one.call_year, one.city, one.country_iso2, one.field, considered, _yes(one.designated)))
    return stream.getvalue()


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def _pad(draft: Draft, missing_wire_bytes: int) -> None:
    letters = [letter for letter in draft.letters if letter.slot in _LETTERS]
    each = missing_wire_bytes * _BYTES_OF_A_LINE // _WIRE_BYTES_OF_A_LINE // len(letters)
    for letter in letters:
        letter.padding_bytes = max(each, 0)


def _ordinary_past(draft: Draft, seed: int) -> list[EarlierApplication]:
    """Some cities applied once before: that alone makes nobody wait (P11)."""
    source = chance("past", seed, draft.city.name)
    earlier = [one for one in draft.call.earlier_calls if one.year < draft.call.year]
    if draft.earlier or not draft.city.state.iso2 or not earlier or source.random() > _WITH_AN_EARLIER_APPLICATION:
        return []
    when = source.choice(earlier)
    city = draft.city
    once = EarlierApplication(when.year, city.name, city.state.iso2, city.field.id, considered=True, designated=False)
    return [once]
