"""A small run of samples that many tests look at."""

import pytest

from kallipolis.documents.writing.sample.drafting import Manner
from kallipolis.documents.writing.sample.plan import planned
from kallipolis.documents.writing.sample.run import samples
from kallipolis.rulebook.call.loading import EDITIONS, load


@pytest.fixture(scope="package")
def call():
    return load(EDITIONS / "uccn-2021")


@pytest.fixture(scope="package")
def run(call):
    plan = planned(call, 12, seed=3, flawed=0)
    return list(samples(call, plan, seed=3, ending=".eml", manner=Manner()))
