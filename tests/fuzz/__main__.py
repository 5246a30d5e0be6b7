"""`python -m tests.fuzz`: damaged documents through every reader; exit status 1 where something went wrong."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from tqdm import tqdm

from tests.fuzz.corpus import corpus
from tests.fuzz.rounds import Case, Fuzzing, Sending, alone
from tests.fuzz.running import Range, Tally, jobs_here

_FAILURES = Path(os.environ.get("KALLIPOLIS_VAR", "var"), "fuzz", "failures")
_MIB = 1024 * 1024
_TOLD = 12


def main() -> int:
    """Runs what the command line asks for."""
    asked = _parser().parse_args()
    _say(f"Making or finding the corpus … {len(documents := corpus())} documents.")
    fuzzing = Fuzzing(documents, asked.seed, asked.only)
    with Range(asked.jobs) as target:
        if asked.case is not None:
            _show(target, alone(fuzzing.case(asked.case)))
        elif asked.round is not None:
            target.round(fuzzing, asked.round)
        else:
            with tqdm(total=asked.damages, unit=" damages", file=sys.stderr, disable=None) as progress:
                target.fire(
                    fuzzing,
                    seconds=asked.seconds,
                    damages=asked.damages,
                    after_each=lambda tally: progress.update(tally.damages - progress.n),
                )
        found = _found(target, fuzzing)
    _say(*_summary(target.tally), *found)
    return 0 if target.tally.holds else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="no round begins after so many seconds")
    parser.add_argument("--damages", type=int, metavar="N", help="stop after so many damaged documents")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other damages")
    parser.add_argument("--jobs", type=int, default=jobs_here(), help="dossiers that are read at the same time")
    parser.add_argument("--only", metavar="NAME", default="", help="only documents with this in their name")
    parser.add_argument("--case", type=int, metavar="NUMBER", help="this one damage again, alone")
    parser.add_argument("--round", type=int, metavar="NUMBER", help="this round again, all its damages together")
    return parser


def _show(target: Range, sending: Sending) -> None:
    """One case with everything that came out of it."""
    answer = target.read(sending)
    target.tally.add(answer)
    (case,) = sending.cases
    folder = _kept(sending)
    _say(
        f"{case}, {len(case.content)} bytes, read in {answer.seconds:.2f} s, its sheet {answer.sheet_seconds:.2f} s. It lies in {folder}.",
        *answer.notes,
    )
    for document in answer.dossier.documents if answer.dossier else ():
        remarks = " ".join(map(str, document.remarks))
        trouble = document.trouble.value if document.trouble else "read"
        _say(f"  {document.filename}: {document.kind}, {trouble}, {document.slot}. {document.reason} {remarks}")


def _found(target: Range, fuzzing: Fuzzing) -> list[str]:
    """Each fault and note with the case that shows it, written down, and how to repeat it."""
    lines = []
    for title, found in (("FAULT", list(target.tally.faults)), ("Note", _notes(target.tally))):
        for what, sending in found[:_TOLD]:
            culprits = target.culprits(what, sending) if sending.cases else []
            lines.append(f"{title}: {what}")
            lines.append(f"  {_how_to_repeat(culprits, sending, fuzzing)}")
            if title == "FAULT" or culprits:
                lines.append(f"  The bytes lie in {_kept(alone(culprits[0]) if culprits else sending)}.")
    return lines


def _notes(tally: Tally) -> list[tuple[str, Sending]]:
    return [(f"{note} [{count} times]", tally.first_with_note[note]) for note, count in tally.notes.most_common()]


def _how_to_repeat(culprits: list[Case], sending: Sending, fuzzing: Fuzzing) -> str:
    command = f"python -m tests.fuzz --seed {fuzzing.seed}" + (f' --only "{fuzzing.only}"' if fuzzing.only else "")
    if culprits:
        return f"{culprits[0]}. To repeat: {command} --case {culprits[0].number}"
    if not sending.cases:
        return "No single case shows it."
    return f"Only together: {sending}. To repeat: {command} --round {sending.cases[0].number // 8}"


def _kept(sending: Sending) -> Path:
    folder = _FAILURES / "-".join(str(case.number) for case in sending.cases[:1])
    folder.mkdir(parents=True, exist_ok=True)
    for case in sending.cases:
        (folder / f"{case.number} {case.name}").write_bytes(case.content)
    return folder


def _summary(tally: Tally) -> list[str]:
    rate = tally.damages / tally.seconds if tally.seconds else 0
    lines = [
        f"{tally.damages} damages of {tally.documents} documents in {tally.seconds:.0f} s ({rate:.0f} a second).",
        "How they ended:",
    ]
    lines += [f"  {count:6} {outcome}" for outcome, count in tally.outcomes.most_common()]
    lines += [f"The slowest sheet took {tally.slowest_sheet_seconds:.2f} s. The slowest dossiers:"]
    lines += [f"  {seconds:6.2f} s {sending}" for seconds, sending in tally.slowest]
    lines += [
        f"Most memory of a child: {tally.most_bytes_of_a_child / _MIB:.0f} MiB; "
        f"of the parent: {tally.most_bytes_of_the_parent / _MIB:.0f} MiB."
    ]
    lines += [f"Left behind: {what}." for what in tally.left_behind]
    lines += [f"{len(tally.faults)} faults." if tally.faults else "No fault."]
    return lines


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    began = time.monotonic()
    status = main()
    _say(f"Took {time.monotonic() - began:.0f} s.")
    sys.exit(status)
