"""Faults of what stands in the form's fields (P2, P4, P11, P16, A2, A7, B2 to B5, B7, B10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from kallipolis.documents.writing.sample.cities import City
from kallipolis.documents.writing.sample.draft import Draft
from kallipolis.documents.writing.sample.faults.fault import fault, in_english
from kallipolis.documents.writing.sample.prose import Writer
from kallipolis.documents.writing.sample.words_es import PORTUGUESE
from kallipolis.rulebook.call.edition import Call, EarlierCall, FormField, State
from kallipolis.rulebook.counting import words
from kallipolis.rulebook.dossier import EarlierApplication
from kallipolis.rulebook.finding import FALLS_SHORT, NEEDS_JUDGEMENT
from kallipolis.rulebook.sentence import LocalText

_NOWHERE = State("", LocalText("Qamaria", "Qamarie", "卡马里亚"), "", "", eligible=False, cooperation_framework=False)
_COPIED_WORDS = 60
_WAITING_RESTS_ON = ("consecutive_calls_before_waiting", "years_to_wait")


def _still_waits(call: Call) -> bool:
    """Whether who applied in the last calls before this one still waits when it closes."""
    last = _last_calls(call)
    if len(last) < call.consecutive_calls_before_waiting:
        return False
    closed, until = last[-1].closed_on, call.closes_at.date()
    return date(closed.year + call.years_to_wait, closed.month, closed.day) > until


def _some_state_may_not_apply(call: Call) -> bool:
    return any(not state.eligible for state in call.states)


def _counts_links(call: Call) -> bool:
    links = [one for one in call.form.fields if one.link]
    return call.website_links_at_most is not None and len(links) >= call.website_links_at_most


def _has_years(call: Call) -> bool:
    return bool(call.form.plan_year_fields)


def _long_limits(call: Call) -> Collection[str]:
    return {f"words.{one.key}" for one in call.form.fields if one.words and one.words >= 200}


@fault("A State that the list of States does not have.", touches="form", P2=NEEDS_JUDGEMENT)
def unknown_state(draft: Draft) -> None:
    _of_state(draft, _NOWHERE)


@fault("A State that is no Member State or Associate Member on the day of the list.", touches="form",
       possible=_some_state_may_not_apply, rests_on=("states_taken_on",), P2=FALLS_SHORT)  # fmt: skip
def state_not_eligible(draft: Draft) -> None:
    barred = [state for state in draft.call.states if not state.eligible]
    # A planned run has given the city such a State already: two of these must not clash over its quota (P15).
    _of_state(draft, draft.city.state if draft.city.state in barred else draft.source.choice(barred))


@fault("No creative field is chosen, so section 4 is empty.", touches="form", P4=FALLS_SHORT, B3=FALLS_SHORT)
def no_field_chosen(draft: Draft) -> None:
    del draft.answers[draft.call.form.field_field]


@fault("Applied in the two calls before this one without being designated (register.csv).", touches="form",
       possible=_still_waits, rests_on=_WAITING_RESTS_ON, P11=FALLS_SHORT)  # fmt: skip
def waiting_city(draft: Draft) -> None:
    draft.earlier += _applied_in_the_last_calls(draft, considered=True)


@fault("The same, but one of the two dossiers was never considered (register.csv).", touches="form",
       possible=_still_waits, rests_on=_WAITING_RESTS_ON, P11=NEEDS_JUDGEMENT)  # fmt: skip
def waiting_city_never_considered(draft: Draft) -> None:
    draft.earlier += _applied_in_the_last_calls(draft, considered=False)


@fault("Nothing stands under the commitment, so its section is empty.", touches="form", P16=FALLS_SHORT, B3=FALLS_SHORT)
def no_commitment(draft: Draft) -> None:
    _empty_the_sections_of(draft, draft.call.form.commitment_fields)


@fault(
    "No main executive contact is named, so its section is empty.",
    touches="form",
    rests_on=("focal_points",),
    A2=FALLS_SHORT,
    B3=FALLS_SHORT,
)
def no_main_contact(draft: Draft) -> None:
    _empty_the_sections_of(draft, draft.call.form.focal_point_fields)


@fault("The budget stops one year early.", touches="form", possible=_has_years, rests_on=("plan_years",), A7=FALLS_SHORT,
       B3=FALLS_SHORT)  # fmt: skip
def budget_a_year_short(draft: Draft) -> None:
    for key in draft.call.form.plan_year_fields[-1]:
        draft.answers.pop(key, None)


@fault("A section far over its word limit, by both counts.", touches="form", rests_on=_long_limits, B2=FALLS_SHORT)
def over_the_word_limit(draft: Draft) -> None:
    one = _some_long(draft)
    limit = one.words or 0
    extra = draft.respondent.writer.answer("", least=limit // 2, most=limit)
    draft.answers[one.key] = f"{draft.respondent.prose(one.key, limit)}\n{extra}"


@fault("A section is empty.", touches="form", B3=FALLS_SHORT)
def empty_section(draft: Draft) -> None:
    del draft.answers[_some_long(draft).key]


@fault("A section says “N/A”.", touches="form", rests_on=("nothing_to_say_otherwise",), B4=NEEDS_JUDGEMENT)
def says_not_applicable(draft: Draft) -> None:
    draft.answers[_some_long(draft).key] = "N/A"


@fault(
    "A passage of 60 words stands in two sections.",
    touches="form",
    rests_on=("repeated_passage_words",),
    B5=NEEDS_JUDGEMENT,
)
def passage_repeated(draft: Draft) -> None:
    one, other = draft.source.sample(_long(draft), 2)
    passage = " ".join(draft.answers[one.key].split()[:_COPIED_WORDS])
    kept = draft.answers[other.key].split("\n")[0]
    while words(f"{kept} {passage}").as_processor > (other.words or 0):
        kept = kept.rpartition(". ")[0]
    draft.answers[other.key] = f"{kept}\n{passage}"


@fault("One section is in Portuguese.", touches="form", rests_on=("languages",), B7=NEEDS_JUDGEMENT)
def section_in_another_language(draft: Draft) -> None:
    draft.answers[_some_long(draft).key] = " ".join(PORTUGUESE)


@fault("The whole form is in Spanish.", touches="form", languages=in_english, rests_on=("languages",), B7=FALLS_SHORT)
def form_in_another_language(draft: Draft) -> None:
    facts = {"city": draft.city.name, "partner": "Nevarosa", "state": draft.city.state.name.en}
    writer = Writer("es", draft.source, field=draft.city.field.id, facts=facts)
    for one in draft.call.form.fields:
        if one.kind == "text" and one.key in draft.answers and not one.key.startswith("social"):
            limit = one.words or 150
            draft.answers[one.key] = writer.answer("", least=limit // 3, most=limit)


@fault("Web addresses in the section for links make one too many.", touches="form", possible=_counts_links,
       rests_on=("website_links_at_most",), B10=FALLS_SHORT)  # fmt: skip
def one_website_too_many(draft: Draft) -> None:
    last = _fill_the_links(draft)
    draft.answers[last] = f"{draft.answers[last]} and www.fair-{draft.city.domain}"


@fault("A web address within an answer makes one too many.", touches="form", possible=_counts_links,
       rests_on=("website_links_at_most",), B10=NEEDS_JUDGEMENT)  # fmt: skip
def web_address_in_an_answer(draft: Draft) -> None:
    _fill_the_links(draft)
    one = _some_long(draft)
    text = draft.answers[one.key]
    while words(text).as_processor + 1 > (one.words or 0):
        text = f"{text.rpartition('. ')[0]}."
    draft.answers[one.key] = f"{text} https://fair-{draft.city.domain}/2021"


def _of_state(draft: Draft, state: State) -> None:
    """The whole dossier, letters included, speaks of that State."""
    draft.city = replace(draft.city, state=state)
    draft.answers[draft.call.form.country_field] = state.name.in_language(draft.language)
    if draft.translation is not None:
        draft.translation = {**draft.translation, draft.call.form.country_field: state.name.en}


def _last_calls(call: Call) -> list[EarlierCall]:
    earlier = sorted((one for one in call.earlier_calls if one.year < call.year), key=lambda one: one.year)
    return earlier[-call.consecutive_calls_before_waiting :]


def _applied_in_the_last_calls(draft: Draft, *, considered: bool) -> list[EarlierApplication]:
    city: City = draft.city
    calls = _last_calls(draft.call)
    return [
        EarlierApplication(
            one.year, city.name, city.state.iso2, city.field.id, considered or one is not calls[0], designated=False
        )
        for one in calls
    ]


def _empty_the_sections_of(draft: Draft, keys: Collection[str]) -> None:
    numbers = {draft.call.form.section_of[key].number for key in keys}
    emptied = {one.key for section in draft.call.form.sections if section.number in numbers for one in section.fields}
    draft.answers = {key: text for key, text in draft.answers.items() if key not in emptied}


def _answered(draft: Draft) -> list[FormField]:
    fields = [one for one in draft.call.form.fields if one.kind == "text" and one.key in draft.answers]
    return [one for one in fields if not draft.call.form.section_of[one.key].annex]


def _long(draft: Draft) -> list[FormField]:
    """The fields with a wide limit that were answered at length."""
    return [
        one
        for one in _answered(draft)
        if (one.words or 0) >= 200 and len(draft.answers[one.key].split()) > _COPIED_WORDS
    ]


def _some_long(draft: Draft) -> FormField:
    """One of them, alone in its section: what happens to it happens to the section."""
    section_of = draft.call.form.section_of
    return draft.source.choice([one for one in _long(draft) if len(section_of[one.key].fields) == 1])


def _fill_the_links(draft: Draft) -> str:
    """As many websites as are allowed, in the section for them; the key of the last."""
    links = [one.key for one in draft.call.form.fields if one.link][: draft.call.website_links_at_most]
    for key, name in zip(links, ("www", "culture", "visit", "archive"), strict=False):
        draft.answers[key] = f"https://{name}.{draft.city.domain}"
    return links[-1]
