"""Sends rounds through a real reading room and keeps account: what ended how, how long it took, how much memory it held."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import re
import resource
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.door import ReadingFailed, ReadingRequest, ReadingRoom
from kallipolis.documents.reading.letterhead import letterhead_of
from kallipolis.rulebook.call.loading import EDITIONS, load
from kallipolis.rulebook.dossier import Dossier
from tests.fuzz.judging import faults_of, faults_of_refusal, outcome_of
from tests.fuzz.rounds import DOCUMENTS_OF_A_ROUND, Case, Fuzzing, Sending, alone

CALL = EDITIONS / "uccn-2021"
# The door asks three children at most, and each may still have to start.
HANG_SECONDS = 3 * (limits.WALL_SECONDS + limits.START_SECONDS)
# Screening and drawing up the sheet have no wall around them: what a child answered must never keep the parent busy.
SHEET_SECONDS = 20.0
HEAD_SECONDS = 5.0
_SLOWEST = 5
_WATCH_SECONDS = 0.05
_MOST_FAULTS = 20
_UNFORESEEN = re.compile(r"(?:A reader failed|Reading failed).*?\w+ at [\w.:, ]+")


@dataclass(frozen=True)
class Answer:
    """What came back of one sending: a dossier, or the sentence that refused it, its facts left open.

    `notes` are the ends of children and the errors that nobody foresaw: allowed, and worth a look.
    """

    sending: Sending
    dossier: Dossier | None
    refusal: str
    seconds: float
    sheet_seconds: float
    faults: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass
class Tally:
    """The account of a run."""

    documents: int = 0
    damages: int = 0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    first_with_note: dict[str, Sending] = field(default_factory=dict)
    faults: list[tuple[str, Sending]] = field(default_factory=list)
    slowest: list[tuple[float, Sending]] = field(default_factory=list)
    slowest_sheet_seconds: float = 0.0
    most_bytes_of_a_child: int = 0
    most_bytes_of_the_parent: int = 0
    left_behind: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing went wrong."""
        return not self.faults and not self.left_behind

    def add(self, answer: Answer) -> None:
        """Takes one answer into the account."""
        self.damages += len(answer.sending.cases)
        for case in answer.sending.cases:
            self.outcomes[outcome_of(case, answer.dossier) if answer.dossier else f"refused: {answer.refusal}"] += 1
        self.faults += ((fault, answer.sending) for fault in answer.faults)
        for note in answer.notes:
            self.notes[note] += 1
            self.first_with_note.setdefault(note, answer.sending)
        self.slowest_sheet_seconds = max(self.slowest_sheet_seconds, answer.sheet_seconds)
        self.slowest = sorted([*self.slowest, (answer.seconds, answer.sending)], key=lambda one: -one[0])[:_SLOWEST]


class Range:
    """A reading room under fire; to be used as a context manager. Several threads may ask at once."""

    def __init__(self, jobs: int) -> None:
        self.tally = Tally()
        self._jobs = jobs
        self.call = load(CALL)
        self._lock = threading.Lock()
        self._heard = _Heard()
        self._over = contextlib.ExitStack()

    def __enter__(self) -> Range:
        # Of our own, so that what is left behind there was left by us.
        self._folder = Path(self._over.enter_context(tempfile.TemporaryDirectory(prefix="kallipolis-fuzz-")))
        self._over.callback(setattr, tempfile, "tempdir", tempfile.tempdir)
        tempfile.tempdir = str(self._folder)
        self._descriptors, self._processes = _open_descriptors(), _processes()
        self._over.enter_context(self._heard)
        self._over.callback(self._look_behind)
        self.room = self._over.enter_context(ReadingRoom(self._jobs))
        self._over.enter_context(_Watch(self.room, self.tally))
        return self

    def __exit__(self, *ended: object) -> None:
        self._over.close()

    def read(self, sending: Sending) -> Answer:
        """The answer to one sending, judged. Raises nothing: whatever is raised is a fault."""
        request = ReadingRequest(
            source="the dossier", call_folder=CALL, content=sending.content, recognise=sending.recognise
        )
        self._heard.begin()
        faults = list(_faults_of_letterhead(sending))
        dossier: Dossier | None = None
        refusal = ""
        began = read = time.monotonic()
        try:
            try:
                dossier = self.room.read(request)
            finally:
                read = time.monotonic()
            faults += faults_of(dossier, sending, self.call)
        except ReadingFailed as failed:
            refusal = failed.sentence.one
            faults += faults_of_refusal(failed.sentence)
        except Exception:
            faults.append(f"The parent met something unforeseen.\n{traceback.format_exc()}")
        seconds, sheet_seconds = read - began, time.monotonic() - read
        if seconds > HANG_SECONDS:
            faults.append(f"Reading took {seconds:.0f} seconds; the door promises {HANG_SECONDS:.0f} at most.")
        if sheet_seconds > SHEET_SECONDS:
            faults.append(f"The sheet took {sheet_seconds:.0f} seconds of the parent's time.")
        return Answer(sending, dossier, refusal, seconds, sheet_seconds, tuple(faults), self._heard.end())

    def fire(
        self,
        fuzzing: Fuzzing,
        *,
        seconds: float,
        damages: int | None = None,
        after_each: Callable[[Tally], object] = lambda _: None,
    ) -> Tally:
        """Round after round until the time is over or there were so many damages; what runs is finished.

        `after_each` is called with the account after each round, from any thread but one at a time.
        """
        began = time.monotonic()
        self.tally.documents = len(fuzzing.corpus)
        numbers = itertools.count() if damages is None else iter(range(-(-damages // DOCUMENTS_OF_A_ROUND)))

        def rounds() -> None:
            while time.monotonic() - began < seconds and len(self.tally.faults) < _MOST_FAULTS:
                with self._lock:
                    number = next(numbers, None)
                if number is None:
                    return
                self.round(fuzzing, number)
                with self._lock:
                    after_each(self.tally)

        threads = [threading.Thread(target=rounds, daemon=True) for _ in range(self._jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 3 * HANG_SECONDS)
            if thread.is_alive():
                raise TimeoutError("The parent hangs.")
        self.tally.seconds = time.monotonic() - began
        return self.tally

    def round(self, fuzzing: Fuzzing, number: int) -> None:
        """One round, taken into the account."""
        for sending in fuzzing.sendings(number):
            answer = self.read(sending)
            with self._lock:
                self.tally.add(answer)

    def culprits(self, what: str, sending: Sending) -> list[Case]:
        """The cases of a sending that show the same when each is read alone."""
        if len(sending.cases) == 1:
            return list(sending.cases)
        answers = [self.read(alone(case, recognise=sending.recognise)) for case in sending.cases]
        return [
            answer.sending.cases[0]
            for answer in answers
            if any(_alike(what, other) for other in answer.faults + answer.notes)
        ]

    def _look_behind(self) -> None:
        left = [f"the folder {path.name}" for path in self._folder.iterdir()]
        left += [f"an open descriptor of {what}" for what in (_open_descriptors() - self._descriptors).elements()]
        left += [f"the process {number}" for number in _processes() - self._processes]
        self.tally.left_behind = tuple(left)
        self.tally.most_bytes_of_the_parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _faults_of_letterhead(sending: Sending) -> Iterator[str]:
    """What goes wrong when the post room reads the head of a message in its own process, where no wall stands."""
    began = time.monotonic()
    try:
        for content in [case.content for case in sending.cases]:
            letterhead_of(content)
    except Exception:
        yield f"The head of a message met something unforeseen.\n{traceback.format_exc()}"
    if (seconds := time.monotonic() - began) > HEAD_SECONDS:
        yield f"The heads of the messages took {seconds:.0f} seconds of the parent's time."


def _alike(one: str, other: str) -> bool:
    """Whether two faults or notes say the same, but for what they say it of."""
    return one == other or one.splitlines()[-1] == other.splitlines()[-1]


def _open_descriptors() -> Counter[str]:
    """What this process holds open (Linux), but for the folder that is being listed; sockets and pipes without number."""
    found: Counter[str] = Counter()
    for descriptor in Path("/proc/self/fd").iterdir() if Path("/proc/self/fd").is_dir() else ():
        with contextlib.suppress(OSError):
            found[str(descriptor.readlink()).partition(":[")[0]] += 1
    del found["/dev/urandom"]  # a library opens it at its first need of chance and keeps it for the life of the process
    return found


def _processes() -> frozenset[str]:
    """The numbers of the processes that this one started and that still run (Linux)."""
    tasks = Path("/proc/self/task").glob("*/children")
    return frozenset(number for task in tasks for number in task.read_text().split())


class _Heard(logging.Handler):
    """What the children are logged to complain of, by the thread that had asked."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._of_thread = threading.local()
        self._logger = logging.getLogger("kallipolis.documents.reading")

    def __enter__(self) -> None:
        self._logger.addHandler(self)
        self._propagated, self._logger.propagate = self._logger.propagate, False

    def __exit__(self, *ended: object) -> None:
        self._logger.removeHandler(self)
        self._logger.propagate = self._propagated

    def begin(self) -> None:
        """From now on what is said belongs to the next answer of this thread."""
        self._of_thread.said = []

    def end(self) -> tuple[str, ...]:
        """What was said since, as notes."""
        return tuple(note for words in self._of_thread.said for note in _notes_in(words))

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps what was said."""
        said = getattr(self._of_thread, "said", None)
        if said is not None:
            said.append(record.getMessage())


def _notes_in(words: str) -> Iterator[str]:
    """An end of a child, and each error that nobody foresaw with its place; libraries' own mutterings are left out."""
    if words.startswith("A reading child ended"):
        yield words.partition(", at part")[0]
    for line in words.replace("\\n", "\n").splitlines():
        if found := _UNFORESEEN.search(line):
            yield found[0]


class _Watch:
    """Looks again and again how much memory the children of a room ever held (VmHWM, proc(5))."""

    def __init__(self, room: ReadingRoom, tally: Tally) -> None:
        self._room, self._tally, self._over = room, tally, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *ended: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_WATCH_SECONDS):
            for child in list(self._room._all):
                held = _most_bytes(child._process.pid)
                self._tally.most_bytes_of_a_child = max(self._tally.most_bytes_of_a_child, held)
                if held > limits.ADDRESS_SPACE_BYTES:
                    self._tally.faults.append((f"A child held {held} bytes.", Sending((), ())))


def _most_bytes(process: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path("/proc", str(process), "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def jobs_here() -> int:
    """As many as there are processors."""
    return os.cpu_count() or 1
