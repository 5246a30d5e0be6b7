"""Editions are only data: what comes with the product is whole, and every mistake in a folder is told with its place."""

import shutil
from pathlib import Path

import pytest

from kallipolis.rulebook.call.complaint import NotACall
from kallipolis.rulebook.call.loading import EDITIONS, editions, folder_of, load
from kallipolis.rulebook.finding import Force
from kallipolis.rulebook.screening.run import CHECKS, unknown_checks
from tests.factories import a_call


@pytest.fixture
def edition(tmp_path):
    """A copy of the 2021 edition to spoil: `edition("clauses.toml", old, new)` changes one place and gives the complaints."""
    folder = tmp_path / "edition"
    shutil.copytree(EDITIONS / "uccn-2021", folder)

    def spoil(file: str, old: str, new: str) -> list[str]:
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(NotACall) as told:
            load(folder)
        return [str(complaint) for complaint in told.value.complaints]

    spoil.folder = folder
    return spoil


@pytest.mark.parametrize("name", editions())
def test_the_editions_that_come_with_the_product_are_whole(name):
    call = load(folder_of(name))
    assert call.id == name
    assert unknown_checks(call) == []
    assert all(
        clause.heading.fr and clause.heading.zh and clause.words.fr and clause.words.zh for clause in call.clauses
    )
    assert all(clause.reading is None or (clause.reading.fr and clause.reading.zh) for clause in call.clauses)
    assert sum(len(criterion.indicators) for criterion in call.criteria) == 26


def test_2021_and_2019_differ_in_data_alone():
    now, before = a_call("uccn-2021"), a_call("uccn-2019")
    assert (now.message_bytes_surely_allowed, before.message_bytes_surely_allowed) == (30_000_000, 20_000_000)
    assert (now.endorsements_per_state, before.endorsements_per_state) == (2, 4)
    assert (now.endorsements_per_field_of_a_state, before.endorsements_per_field_of_a_state) == (1, 2)
    assert now.form.fields != before.form.fields


def test_every_required_or_recommended_clause_is_looked_at():
    for name in editions():
        for clause in a_call(name).clauses:
            if clause.force in (Force.REQUIRED, Force.RECOMMENDED):
                assert clause.checks or clause.judged_by_people or clause.is_outcome, clause.id


def test_every_check_is_named_by_a_clause():
    named = {check for clause in a_call().clauses for check in clause.checks}
    assert {check.__name__ for check in CHECKS} == named


def test_a_parameter_set_twice_names_both_clauses(edition):
    told = edition(
        "clauses.toml", "sets.website_links_at_most = 2", "sets.website_links_at_most = 2\nsets.form_year = 2021"
    )
    assert told == [
        "clauses.toml · clause[B10].sets.form_year: “form_year” is set a second time; clause B1 sets it already. "
        "Keep one of the two."
    ]


def test_a_parameter_that_no_clause_sets_is_missed(edition):
    told = edition("clauses.toml", "sets.website_links_at_most = 2\n", "")
    assert told == [
        "clauses.toml · sets.website_links_at_most: No clause sets this parameter. "
        "Set it beside its clause, or name it under “without” in call.toml."
    ]


def test_an_unknown_parameter_is_refused(edition):
    told = edition("clauses.toml", "sets.website_links_at_most = 2", "sets.website_links_at_most = 2\nsets.wings = 4")
    assert told == [
        "clauses.toml · clause[B10].sets.wings: No such parameter is known. Remove it, or correct its spelling."
    ]


def test_a_value_of_another_kind_is_refused(edition):
    told = edition("clauses.toml", "sets.website_links_at_most = 2", 'sets.website_links_at_most = "two"')
    assert told == [
        "clauses.toml · clause[B10].sets.website_links_at_most: A whole number is expected, not a text. Correct this value."
    ]


def test_a_mistake_of_syntax_is_told_with_its_line(edition):
    told = edition("faq.toml", "[[question]]", "[[question]")
    assert len(told) == 1
    assert told[0].startswith("faq.toml · line ")


def test_a_force_that_does_not_exist_lists_the_four(edition):
    told = edition("clauses.toml", 'force = "required"', 'force = "strong"')
    assert told[0] == (
        "clauses.toml · clause[P2].force: 'strong' is none of required, recommended, conduct, definition. "
        "Correct this key."
    )


def test_a_required_clause_that_nobody_looks_at_is_refused(edition):
    told = edition("clauses.toml", 'checks = ["every_section_filled"]\n', "")
    assert told == [
        "clauses.toml · clause[B3]: Clause B3 is required, and nobody looks at it. "
        "Name its checks, or say why people judge it."
    ]


def test_a_check_that_does_not_exist_is_told(edition):
    path = edition.folder / "clauses.toml"
    path.write_text(path.read_text("utf-8").replace("three_photographs", "four_photographs"), "utf-8")
    assert [str(complaint) for complaint in unknown_checks(load(edition.folder))] == [
        "clauses.toml · clause[S6].checks: There is no check “four_photographs”. Name one of CHECKS."
    ]


def test_a_citation_of_a_clause_that_does_not_exist_is_told(edition):
    told = edition("faq.toml", 'clauses = ["', 'clauses = ["Z9", "')
    assert [line.partition(": ")[2] for line in told] == [
        "There is no clause “Z9”. Cite one that clauses.toml or criteria.toml has."
    ]


def test_a_field_name_that_word_would_cut_is_refused(edition):
    told = edition("form.toml", 'key = "intl_cooperation"', 'key = "international_cooperation"')
    assert told == [
        "form.toml · section[10.9].field[international_cooperation]: "
        "The name has 25 characters; Word keeps 20. Shorten it."
    ]


def test_an_instant_without_zone_is_refused(edition):
    told = edition("clauses.toml", "2021-06-30T22:00:00Z", "2021-06-30T22:00:00")
    assert told == ["clauses.toml · sets.on_time_before: This instant carries no zone. Add one: Z or +02:00."]


def test_every_missing_file_is_told_at_once(edition):
    (edition.folder / "faq.toml").unlink()
    (edition.folder / "states.csv").unlink()
    with pytest.raises(NotACall) as told:
        load(edition.folder)
    missing = [complaint.file for complaint in told.value.complaints if complaint.wrong == "This file is missing."]
    assert missing == ["faq.toml", "states.csv"]


def test_a_name_that_is_neither_a_call_nor_a_folder_lists_the_calls():
    with pytest.raises(NotACall, match="“uccn-1999” is neither a known call nor a folder") as told:
        folder_of("uccn-1999")
    assert str(told.value).endswith(f"Known calls: {', '.join(editions())}.")


def test_the_digest_tells_a_changed_folder(edition):
    before = load(edition.folder).digest
    path = edition.folder / "faq.toml"
    path.write_text(path.read_text("utf-8") + "\n# a remark\n", "utf-8")
    assert load(edition.folder).digest != before
    assert load(edition.folder).digest == load(Path(edition.folder)).digest
