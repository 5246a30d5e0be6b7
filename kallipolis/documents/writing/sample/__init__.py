"""Realistic dossiers of fictional cities, whole or with known faults; what must be found comes from the fault put in."""
