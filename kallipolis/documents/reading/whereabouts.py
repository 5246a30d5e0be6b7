"""Says where an unforeseen error happened, without its words: these may quote a dossier, and a log is read by others."""

from __future__ import annotations

import traceback
from pathlib import Path

_FRAMES = 4


def whereabouts(error: BaseException) -> str:
    """The error's type and the last places of the program on its way: "ValueError at pdf.py:40, letter.py:112"."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return f"{type(error).__name__} at {', '.join(f'{Path(frame.filename).name}:{frame.lineno}' for frame in frames)}"
