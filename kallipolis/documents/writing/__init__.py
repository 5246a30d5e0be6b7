"""Draws up documents: the official form, filled or empty, and the sample dossiers of fictional cities."""
