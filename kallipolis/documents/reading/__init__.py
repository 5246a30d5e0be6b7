"""Turns what a city sent into a `Dossier` of plain facts; the only way in from outside is `door.py`."""
