"""Kallipolis runs an international designation programme; each folder here is one kind of work, named by its verb."""

__version__ = "0.1.0"
