"""The faults that a sampled dossier may have, each with the clauses and verdicts that the call's text gives it."""
