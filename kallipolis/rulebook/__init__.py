"""What decides: the call as typed data, and pure functions that answer with a finding, a permit or a refusal and cite a clause.

Standard library only; no clock, no file, no network except in `call.loading`, which reads the folder of an edition.
"""
