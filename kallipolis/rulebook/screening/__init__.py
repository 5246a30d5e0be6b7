"""Technical pre-screening (V1): one check per statement that should be true; the same for the team, the intake and the officer."""
