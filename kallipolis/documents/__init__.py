"""Reads what comes in and draws up what goes out: plain bytes and plain facts, no Django, no decision."""
