"""A call for applications as typed data: what an edition says, read from its folder; no rule is applied here."""
