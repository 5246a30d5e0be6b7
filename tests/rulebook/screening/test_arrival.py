"""The deadline is one instant for all, wherever the server stands and whatever its clock on the wall says (S9)."""

import os
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kallipolis.rulebook.dossier import Arrival, ToldBy
from kallipolis.rulebook.finding import Verdict
from kallipolis.rulebook.screening.arrival import received_before_the_deadline
from kallipolis.rulebook.screening.run import screen
from tests.factories import a_call, a_dossier

CALL = a_call()
ZONES = st.sampled_from(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc")))
AROUND = st.integers(-7_200_000_000, 10_800_000_000).map(lambda us: CALL.on_time_before + timedelta(microseconds=us))


def verdict_of(received_at: datetime | None, *put_off_at: datetime) -> Verdict:
    dossier = a_dossier(arrival=Arrival(received_at, ToldBy.OUR_SERVER, put_off_at))
    return next(received_before_the_deadline(dossier, CALL)).verdict


def expected(received_at: datetime) -> Verdict:
    if received_at < datetime(2021, 6, 30, 22, 0, tzinfo=UTC):
        return Verdict.HOLDS
    return Verdict.NEEDS_JUDGEMENT if received_at < datetime(2021, 6, 30, 23, 0, tzinfo=UTC) else Verdict.FALLS_SHORT


@given(AROUND, ZONES)
def test_the_same_instant_has_the_same_verdict_in_every_zone(received_at, zone):
    assert verdict_of(received_at.astimezone(ZoneInfo(zone))) is expected(received_at)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu", "UTC"])
def test_known_failure_35_the_day_of_the_server_plays_no_part(zone, monkeypatch):
    monkeypatch.setitem(os.environ, "TZ", zone)
    time.tzset()
    try:
        assert verdict_of(datetime(2021, 6, 30, 21, 59, 59, 999999, tzinfo=UTC)) is Verdict.HOLDS
        assert verdict_of(datetime(2021, 6, 30, 22, 0, tzinfo=UTC)) is Verdict.NEEDS_JUDGEMENT
    finally:
        monkeypatch.undo()
        time.tzset()


def test_known_failure_36_the_whole_last_day_is_on_time():
    paris = ZoneInfo("Europe/Paris")
    assert verdict_of(datetime(2021, 6, 30, 0, 0, tzinfo=paris)) is Verdict.HOLDS
    assert verdict_of(datetime(2021, 6, 30, 23, 59, 0, tzinfo=paris)) is Verdict.HOLDS
    assert verdict_of(datetime(2021, 6, 30, 23, 59, 59, 999999, tzinfo=paris)) is Verdict.HOLDS


def test_known_failure_37_summer_time_in_paris_is_two_hours_ahead_of_utc_on_the_day():
    assert CALL.on_time_before == datetime(2021, 7, 1, tzinfo=ZoneInfo("Europe/Paris"))
    assert CALL.late_from == datetime.fromisoformat("2021-07-01T00:00:00+01:00")
    assert CALL.closes_at.astimezone(CALL.tzinfo).utcoffset() == timedelta(hours=2)


@given(AROUND, AROUND)
def test_an_attempt_that_our_server_put_off_never_makes_it_worse(received_at, put_off_at):
    order = [Verdict.HOLDS, Verdict.NEEDS_JUDGEMENT, Verdict.FALLS_SHORT]
    assert order.index(verdict_of(received_at, put_off_at)) <= order.index(verdict_of(received_at))


def test_an_unconfirmed_parameter_can_at_worst_need_judgement(monkeypatch):
    late = a_dossier(arrival=Arrival(datetime(2021, 7, 2, tzinfo=UTC), ToldBy.OUR_SERVER))
    unconfirmed = type(CALL)(**{**vars_of(CALL), "unconfirmed": frozenset({"late_from"})})
    found = {finding.clause: finding.verdict for finding in screen(late, unconfirmed).findings}
    assert found["S9"] is Verdict.NEEDS_JUDGEMENT


def vars_of(call):
    return {name: getattr(call, name) for name in type(call).__dataclass_fields__}
