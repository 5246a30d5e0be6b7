"""Reads the official application form in Word's two formats into a `FormReading`; begin with `reader.py`."""

from kallipolis.documents.reading.form.manuscript import Manuscript, Unreadable
from kallipolis.documents.reading.form.reader import looks_like_a_form, manuscript_of, read_form

__all__ = ["Manuscript", "Unreadable", "looks_like_a_form", "manuscript_of", "read_form"]
