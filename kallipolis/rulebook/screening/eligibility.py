"""Who applies: the State, the creative field, the commitment, the focal point, the years of the plan."""

from __future__ import annotations

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Dossier
from kallipolis.rulebook.finding import FALLS_SHORT, HOLDS, NEEDS_JUDGEMENT, NOT_CHECKED, Finding, Findings
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.screening.places import form_of_this_call, in_form, no_form, readable_form
from kallipolis.rulebook.sentence import plural, sentence


def city_of_a_state_that_may_apply(dossier: Dossier, call: Call) -> Findings:
    """The State that the form names is a Member State or Associate Member (P2)."""
    form = readable_form(dossier)
    if form is None:
        yield no_form("P2", dossier)
        return
    name = form.answer(call.form.country_field)
    state = call.state_named(name)
    place = (in_form(form, call.form.country_field),)
    if not name:
        yield Finding(NOT_CHECKED, "P2", sentence("The form names no State."), place)
    elif state is None:
        said = sentence(
            "“{name}” stands on no line of the list of States of {day}.", name=name, day=call.states_taken_on
        )
        yield Finding(NEEDS_JUDGEMENT, "P2", said, place, {"name": name})
    elif not state.eligible:
        said = sentence(
            "{state} was no Member State or Associate Member on {day}.", state=state.name, day=call.states_taken_on
        )
        yield Finding(FALLS_SHORT, "P2", said, place, {"iso2": state.iso2}, ("states_taken_on",))
    else:
        said = sentence("{state} may present cities ({region}).", state=state.name, region=state.region)
        yield Finding(HOLDS, "P2", said, place, {"iso2": state.iso2, "region": state.region})


def exactly_one_creative_field(dossier: Dossier, call: Call) -> Findings:
    """The form names as many creative fields as an application may: one (P4)."""
    form = readable_form(dossier)
    if form is None:
        yield no_form("P4", dossier)
        return
    answer = form.answer(call.form.field_field)
    place = (in_form(form, call.form.field_field),)
    whole = call.field_named(answer)
    named = (
        (whole,) if whole else tuple(field for field in call.fields if _speaks_of(answer, field.name.en, field.name.fr))
    )
    facts = {"fields": tuple(field.id for field in named)}
    if not answer:
        yield Finding(FALLS_SHORT, "P4", sentence("The form names no creative field."), place, facts)
    elif len(named) == call.fields_per_application:
        yield Finding(HOLDS, "P4", sentence("The field is {field}.", field=named[0].name), place, facts)
    elif named:
        said = plural("The form names {count} creative field.", "The form names {count} creative fields.", len(named))
        yield Finding(FALLS_SHORT, "P4", said, place, facts, ("fields_per_application",))
    else:
        said = sentence("“{answer}” is none of the creative fields of the call.", answer=answer)
        yield Finding(NEEDS_JUDGEMENT, "P4", said, place, facts)


def _speaks_of(answer: str, *names: str) -> bool:
    return any(f" {folded(name)} " in f" {folded(answer)} " for name in names if name)


def commitment_made(dossier: Dossier, call: Call) -> Findings:
    """The commitment at the end of the form carries the name and the date that make it one (P16)."""
    form = form_of_this_call(dossier, call)
    if form is None:
        yield no_form("P16", dossier)
        return
    fields = call.form.commitment_fields
    empty = tuple(field for field in fields if not form.answer(field))
    places = tuple(in_form(form, field) for field in empty or fields)
    if not empty:
        yield Finding(
            HOLDS, "P16", sentence("The commitment is filled in; whose signature it carries, people see."), places
        )
    elif len(empty) == len(fields):
        yield Finding(FALLS_SHORT, "P16", sentence("Nothing is filled in under the commitment of the form."), places)
    else:
        said = plural(
            "{count} line of the commitment is empty.", "{count} lines of the commitment are empty.", len(empty)
        )
        yield Finding(NEEDS_JUDGEMENT, "P16", said, places, {"empty": empty})


def one_focal_point(dossier: Dossier, call: Call) -> Findings:
    """The form names the focal point towards UNESCO (A2)."""
    form = form_of_this_call(dossier, call)
    if form is None:
        yield no_form("A2", dossier)
        return
    empty = tuple(field for field in call.form.focal_point_fields if not form.answer(field))
    places = tuple(in_form(form, field) for field in empty or call.form.focal_point_fields)
    if empty:
        yield Finding(
            FALLS_SHORT,
            "A2",
            sentence("The main executive contact is not wholly named."),
            places,
            rests_on=("focal_points",),
        )
    else:
        yield Finding(HOLDS, "A2", sentence("The main executive contact is named."), places)


def action_plan_of_four_years(dossier: Dossier, call: Call) -> Findings:
    """The budget speaks of each year that the action plan covers (A7)."""
    form = form_of_this_call(dossier, call)
    if form is None:
        yield no_form("A7", dossier)
        return
    years = call.form.plan_year_fields
    planned = sum(any(form.answer(field) for field in year) for year in years)
    verdict = HOLDS if planned >= call.plan_years else FALLS_SHORT
    said = plural(
        "The budget has figures for {count} year; the plan covers {wanted}.",
        "The budget has figures for {count} years; the plan covers {wanted}.",
        planned,
        wanted=call.plan_years,
    )
    places = tuple(in_form(form, year[0]) for year in years)
    yield Finding(verdict, "A7", said, places, {"years": planned, "wanted": call.plan_years}, ("plan_years",))
