"""Quotas and waiting times over any mixture of dossiers and of earlier calls (P5, P11, P15, S3)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kallipolis.rulebook.dossier import EarlierApplication, OtherDossier
from kallipolis.rulebook.finding import Verdict
from kallipolis.rulebook.screening.across import (
    endorsements_within_the_quota_of_the_state,
    no_waiting_time_after_two_calls,
    one_field_per_city,
    one_single_message,
)
from tests.factories import CITY, FIELD, ISO2, a_call, a_dossier

CALL = a_call()
CITIES = ["Port Tavoa", "PORT TÁVOA", "Bellacosta", "Belmar Alto", "Nordvik"]
FIELDS = [field.id for field in CALL.fields]
OTHERS = st.lists(
    st.builds(
        OtherDossier,
        source=st.just("other.eml"),
        city=st.sampled_from(CITIES),
        country_iso2=st.sampled_from([ISO2, "AR"]),
        field=st.sampled_from([*FIELDS[:4], FIELD]),
        endorsed=st.booleans(),
        message_sha256=st.sampled_from(["a" * 64, "b" * 64, "c" * 64]),
    ),
    max_size=6,
).map(tuple)


def verdict(check, **facts):
    return next(check(a_dossier(**facts), CALL)).verdict


@given(OTHERS)
def test_the_quota_holds_exactly_where_the_commission_kept_within_two_cities_in_two_fields(others):
    mine = (CITY.casefold(), FIELD)
    endorsed = {mine} | {
        (other.city.casefold().replace("á", "a"), other.field)
        for other in others
        if other.endorsed and other.country_iso2 == ISO2
    }
    within = len(endorsed) <= 2 and sum(field == FIELD for _, field in endorsed) <= 1
    found = verdict(endorsements_within_the_quota_of_the_state, others=others)
    assert found is (Verdict.HOLDS if within else Verdict.NEEDS_JUDGEMENT)


@given(OTHERS)
def test_a_clash_between_dossiers_never_falls_short_by_machine(others):
    for check in (endorsements_within_the_quota_of_the_state, one_field_per_city, one_single_message):
        assert verdict(check, others=others) is not Verdict.FALLS_SHORT


@given(OTHERS, st.randoms(use_true_random=False))
def test_the_order_of_the_dossiers_plays_no_part(others, source):
    shuffled = list(others)
    source.shuffle(shuffled)
    for check in (endorsements_within_the_quota_of_the_state, one_field_per_city, one_single_message):
        assert verdict(check, others=others) is verdict(check, others=tuple(shuffled))


APPLICATIONS = st.lists(
    st.builds(
        EarlierApplication,
        call_year=st.sampled_from([2015, 2017, 2019]),
        city=st.sampled_from(CITIES[:3]),
        country_iso2=st.sampled_from([ISO2, "AR"]),
        field=st.just(FIELD),
        considered=st.sampled_from([True, False, None]),
        designated=st.booleans(),
    ),
    max_size=5,
    unique_by=lambda one: (one.call_year, one.city.casefold().replace("á", "a"), one.country_iso2),
).map(tuple)


@given(APPLICATIONS)
def test_the_wait_follows_two_consecutive_calls_and_lasts_four_years(register):
    mine = {
        one.call_year: one
        for one in register
        if one.country_iso2 == ISO2 and one.city != "Bellacosta" and not one.designated
    }
    # Of the pairs of calls only 2017 and 2019 reaches beyond 30 June 2021: 16 June 2017 and four years are over by then.
    waits = {2017, 2019} <= mine.keys()
    sure = waits and mine[2017].considered and mine[2019].considered
    found = verdict(no_waiting_time_after_two_calls, register=register)
    assert found is (Verdict.FALLS_SHORT if sure else Verdict.NEEDS_JUDGEMENT if waits else Verdict.HOLDS)


def test_the_sentence_names_the_day_on_which_the_wait_ends():
    register = tuple(
        EarlierApplication(year, CITY, ISO2, FIELD, considered=True, designated=False) for year in (2017, 2019)
    )
    finding = next(no_waiting_time_after_two_calls(a_dossier(register=register), CALL))
    assert finding.facts["waits_until"] == date(2023, 6, 30)
    assert str(finding.sentence) == (
        "Applied in the calls of 2017 and 2019 without being designated: it waits until 30 June 2023."
    )
