"""Faults: each changes a dossier, says what must be found, and stands in the documented table."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from kallipolis.documents.writing.sample import drafting
from kallipolis.documents.writing.sample.cities import City
from kallipolis.documents.writing.sample.drafting import Manner
from kallipolis.documents.writing.sample.faults.catalogue import CLASHES, FAULTS, ODDITIES
from kallipolis.documents.writing.sample.faults.fault import outcome_of
from kallipolis.documents.writing.sample.plan import Planned
from kallipolis.documents.writing.sample.run import sample
from kallipolis.rulebook.call.loading import EDITIONS, editions, load
from kallipolis.rulebook.finding import FALLS_SHORT, NEEDS_JUDGEMENT, Outcome

CALL = load(EDITIONS / "uccn-2021")
DOCUMENTED = Path(__file__).parents[4] / "docs" / "how-to" / "sample-dossiers.md"
FILM = CALL.field_named("film")
MALI = CALL.state_named("Mali")
CHANGES = {change.name: change for change in (*FAULTS, *ODDITIES)}
SMALL = [change for change in CHANGES.values() if not change.large]


def dossier(*changes, oddities=(), language="en"):
    city = City("Marsalune", MALI, FILM, 41_200, 2019)
    return sample(CALL, Planned(city, language, changes, oddities), "001-marsalune.eml", 1, manner=Manner())


def language_of(change):
    languages = change.languages(CALL)
    return "en" if "en" in languages else next(iter(languages))


def rows():
    """The three tables of the manual."""

    def verdicts(expects):
        return ", ".join(f"{clause} {verdict.replace('_', ' ')}" for clause, verdict in expects)

    def told(change):
        return f"{change.says}{' Only with `--large`.' * change.large}"

    faults = ["| fault | what was done | must be found | outcome |", "|---|---|---|---|"]
    for one in FAULTS:
        expects = one.expected(CALL)
        outcome = outcome_of(expects, CALL).replace("_", " ")
        faults.append(f"| `{one.name}` | {told(one)} | {verdicts(expects)} | {outcome} |")
    oddities = ["| oddity | what was done |", "|---|---|", *(f"| `{one.name}` | {told(one)} |" for one in ODDITIES)]
    clashes = ["| clash | what was done | must be found of each |", "|---|---|---|"]
    clashes += [f"| `{one.name}` | {one.says} | {verdicts(one.expects)} |" for one in CLASHES]
    return faults, oddities, clashes


@pytest.fixture(scope="module", autouse=True)
def small_photographs():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drafting, "_SIZES", ((320, 240),))
        yield


@pytest.fixture(scope="module")
def whole(small_photographs):
    return dossier()


@pytest.mark.parametrize("change", SMALL, ids=lambda change: change.name)
def test_every_fault_makes_another_dossier(change, whole):
    language = language_of(change)
    changed = dossier(change, language=language)
    before = whole if language == "en" else dossier(language=language)
    assert (changed.message, changed.earlier) != (before.message, before.earlier)


@pytest.mark.parametrize("change", FAULTS, ids=lambda change: change.name)
def test_every_fault_says_what_must_be_found(change):
    assert change.expects
    assert {verdict for _, verdict in change.expects} <= {FALLS_SHORT, NEEDS_JUDGEMENT}
    assert all(CALL.clause_by_id[clause].checks for clause, _ in change.expects)


def test_a_whole_dossier_has_nothing_to_be_found(whole):
    assert whole.expected.findings == ()
    assert whole.expected.outcome is Outcome.ADMISSIBLE


@pytest.mark.parametrize(
    ("names", "findings", "outcome"),
    [
        (("missing_endorsement",), (("P14", FALLS_SHORT), ("S4", FALLS_SHORT)), Outcome.NOT_CONSIDERED),
        (("arrived_at_midnight",), (("S9", NEEDS_JUDGEMENT),), Outcome.NEEDS_JUDGEMENT),
        (("odd_subject",), (("S2", FALLS_SHORT),), Outcome.ADMISSIBLE),
        (("odd_subject", "four_photographs"), (("S2", FALLS_SHORT), ("S6", NEEDS_JUDGEMENT)), Outcome.NEEDS_JUDGEMENT),
    ],
)
def test_the_outcome_follows_from_what_is_required(names, findings, outcome):
    expected = dossier(*(CHANGES[name] for name in names)).expected
    assert (expected.findings, expected.outcome) == (findings, outcome)


@pytest.mark.parametrize("name", editions())
def test_what_rests_on_an_unconfirmed_parameter_needs_judgement_at_worst(name):
    call = load(EDITIONS / name)
    for change in FAULTS:
        if change.fits(call) and not call.unconfirmed.isdisjoint(change.rests_on(call)):
            assert change.expected(call)[0][1] is NEEDS_JUDGEMENT


def test_a_word_limit_is_in_no_public_text_so_passing_it_needs_judgement():
    assert CHANGES["over_the_word_limit"].expects == (("B2", FALLS_SHORT),)
    assert CHANGES["over_the_word_limit"].expected(CALL) == (("B2", NEEDS_JUDGEMENT),)


def test_the_register_tells_why_a_city_waits():
    earlier = dossier(CHANGES["waiting_city"]).earlier
    assert [(one.call_year, one.city, one.country_iso2, one.considered, one.designated) for one in earlier] == [
        (2017, "Marsalune", "ML", True, False),
        (2019, "Marsalune", "ML", True, False),
    ]


@pytest.mark.parametrize(
    ("name", "arrived"),
    [
        ("arrived_in_the_last_second", timedelta(seconds=-1)),
        ("arrived_at_midnight", timedelta()),
        ("arrived_a_second_late", timedelta(seconds=1)),
    ],
)
def test_the_topmost_received_line_tells_when_it_arrived(name, arrived):
    message = message_from_bytes(dossier(CHANGES[name]).message, policy=default)
    line = message.get_all("Received")[0]
    assert "by mx.network.example " in line
    stamp = message.policy.header_factory("Date", line.rpartition(";")[2]).datetime
    assert stamp - CALL.on_time_before == arrived


def test_without_our_line_the_topmost_one_is_the_senders():
    message = message_from_bytes(dossier(oddities=(CHANGES["nobody_says_when_it_arrived"],)).message, policy=default)
    assert not [line for line in message.get_all("Received") if "mx.network.example" in line]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("message_between_two_megabytes", CALL.message_bytes_surely_allowed + 1, CALL.message_bytes_surely_barred),
        ("message_too_large", CALL.message_bytes_surely_barred + 1, CALL.message_bytes_surely_barred + 1_200_000),
    ],
)
def test_a_heavy_message_weighs_what_its_fault_says(name, least, most):
    assert least <= len(dossier(CHANGES[name]).message) <= most


def test_the_manual_has_the_table_of_all_faults():
    manual = DOCUMENTED.read_text(encoding="utf-8")
    for table in rows():
        assert "\n".join(table) in manual
