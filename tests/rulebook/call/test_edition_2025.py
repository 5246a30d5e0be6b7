"""The 2025 call, of which little is public: what it has, what it does without, and that nothing inferred bars a city."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kallipolis.rulebook.call.edition import Form
from kallipolis.rulebook.dossier import Arrival, Channel, Message, Slot, ToldBy
from kallipolis.rulebook.finding import Force, Outcome, Verdict
from kallipolis.rulebook.screening.arrival import received_before_the_deadline, subject_names_the_city
from kallipolis.rulebook.screening.run import screen
from tests.factories import a_call, a_document, a_dossier, a_form

CALL, BEFORE = a_call("uccn-2025"), a_call("uccn-2021")
AROUND = st.integers(-7_200_000_000, 7_200_000_000).map(lambda us: CALL.on_time_before + timedelta(microseconds=us))
AN_EMAIL = Message(subject="2025 Application of Port Tavoa", to=("secretariat@network.example",), sha256="a" * 64)


def test_the_fields_are_those_of_2021_and_architecture():
    assert {field.id for field in CALL.fields} == {field.id for field in BEFORE.fields} | {"architecture"}
    assert {CALL.field_named(name).id for name in ("Architecture", "建筑", "Arquitectura")} == {"architecture"}
    assert BEFORE.field_named("Architecture") is None


def test_the_platform_is_the_one_channel_and_no_rule_on_e_mails_is_left():
    assert CALL.channels == ("web",)
    assert CALL.clause_by_id.keys().isdisjoint({"S2", "S3", "S7"})
    assert (CALL.subjects, CALL.messages_per_application) == (None, None)
    assert (CALL.message_bytes_surely_allowed, CALL.message_bytes_surely_barred) == (None, None)


def test_an_e_mail_falls_short_for_its_channel_and_for_nothing_else():
    by_mail = a_dossier(CALL, channel=Channel.EMAIL, message=AN_EMAIL, wire_bytes=90_000_000)
    loud = [finding for finding in screen(by_mail, CALL).findings if finding.verdict is Verdict.FALLS_SHORT]
    assert [(finding.clause, finding.facts) for finding in loud] == [("S1", {"channel": Channel.EMAIL})]


def test_no_subject_is_measured_where_the_call_asks_for_none():
    by_mail = a_dossier(CALL, message=AN_EMAIL)
    assert [finding.verdict for finding in subject_names_the_city(by_mail, CALL)] == [Verdict.NOT_CHECKED]


def test_the_deadline_is_the_end_of_3_march_in_paris_in_every_reading():
    assert CALL.on_time_before == CALL.late_from == datetime(2025, 3, 4, tzinfo=ZoneInfo("Europe/Paris"))
    assert CALL.late_from == datetime.fromisoformat("2025-03-04T00:00:00+01:00")
    assert [one.at for one in CALL.timeline if one.at] == [CALL.closes_at]


@given(AROUND)
def test_no_hour_is_in_doubt(received_at):
    dossier = a_dossier(CALL, arrival=Arrival(received_at, ToldBy.OUR_SERVER))
    told = next(received_before_the_deadline(dossier, CALL)).verdict
    assert told is (Verdict.HOLDS if received_at < CALL.on_time_before else Verdict.FALLS_SHORT)


def test_the_moved_deadline_is_told_in_the_reading_and_in_the_timeline():
    assert "31 January" in f"{CALL.clause_by_id['S9'].words.en}"
    assert "calendars" in f"{CALL.clause_by_id['S9'].reading.en}"
    told = [(one.clause, f"{one.what.en} {one.note.en}") for one in CALL.timeline if one.note]
    assert [clause for clause, words in told if "31 January" in words] == ["T7", "T2"]


def test_the_states_differ_from_those_of_2021_where_something_changed():
    earlier = {state.iso2: state for state in BEFORE.states}
    changed = {state.iso2: state for state in CALL.states if state != earlier[state.iso2]}
    assert changed.keys() == {"AX", "TR", "US"}
    assert len(CALL.states) == len(BEFORE.states)
    assert (changed["US"].eligible, changed["AX"].eligible) == (True, True)
    assert CALL.state_named("Turkey") == CALL.state_named("Türkiye") == changed["TR"]


def test_the_earlier_calls_reach_to_2023():
    assert [one.year for one in CALL.earlier_calls] == [2017, 2019, 2021, 2023]


def answers(form: Form) -> list[tuple[str, str]]:
    return [(section.number, field.key) for section in form.sections for field in section.fields]


def test_the_form_has_the_sections_of_2021_in_another_fixed_text_and_says_that_it_is_inferred():
    assert answers(CALL.form) == answers(BEFORE.form)
    assert not any(field.words_confirmed for field in CALL.form.fields)
    assert {line for one in CALL.form.sections for line in one.fixed}.isdisjoint(
        line for one in BEFORE.form.sections for line in one.fixed
    )
    assert "Inferred" in CALL.form.status


def test_a_city_is_never_barred_by_what_was_only_inferred_from_2021():
    known = {CALL.form.city_field, CALL.form.country_field, CALL.form.field_field}
    bare = a_form(CALL, **{field.key: "" for field in CALL.form.fields if field.key not in known})
    letters = tuple(a_document(slot) for slot in (Slot.LETTER_OF_INTENT, Slot.ENDORSEMENT))
    dossier = a_dossier(CALL, documents=letters, form=replace(bare, edition="", edition_year=None, rights_forms=0))
    assert screen(dossier, CALL).outcome is Outcome.ADMISSIBLE


def test_what_the_machine_may_bar_by_is_told_by_public_texts_or_alike_in_all_calls_before():
    required = {clause.id for clause in CALL.clauses if clause.force is Force.REQUIRED and clause.checks}
    judged_at_worst = {"P5", "P11", "P15", "B2", "B4", "B10"}
    assert required - judged_at_worst == {"P2", "P4", "P14", "B7", "S1", "S9"}
