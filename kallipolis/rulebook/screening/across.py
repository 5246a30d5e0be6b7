"""What one dossier alone cannot settle: earlier calls (P11), and the other dossiers of the call (P5, P15, S3).

A clash between dossiers never falls short by machine: anyone can send an e-mail in a city's name.
"""

from __future__ import annotations

from datetime import date

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Dossier, EarlierApplication, OtherDossier, Slot
from kallipolis.rulebook.finding import FALLS_SHORT, HOLDS, NEEDS_JUDGEMENT, NOT_CHECKED, Evidence, Finding, Findings
from kallipolis.rulebook.naming import same_name
from kallipolis.rulebook.screening.places import in_form, no_form, readable_form
from kallipolis.rulebook.sentence import Facts, plural, sentence


def as_other(dossier: Dossier, call: Call) -> OtherDossier | None:
    """What the other dossiers of a run may know of this one; None where its form does not tell city and State."""
    form = readable_form(dossier)
    city = form.answer(call.form.city_field) if form else ""
    state = call.state_named(form.answer(call.form.country_field)) if form else None
    field = call.field_named(form.answer(call.form.field_field)) if form else None
    if not city or state is None:
        return None
    return OtherDossier(
        source=dossier.source,
        city=city,
        country_iso2=state.iso2,
        field=field.id if field else "",
        endorsed=bool(dossier.in_slot(Slot.ENDORSEMENT)),
        message_sha256=dossier.message.sha256 if dossier.message else "",
    )


def one_field_per_city(dossier: Dossier, call: Call) -> Findings:
    """The city applies in one field only in this call (P5)."""
    mine = as_other(dossier, call)
    if dossier.others is None or mine is None:
        yield _not_settled("P5", dossier, given=dossier.others is not None)
        return
    clashes = [other for other in _of_the_same_city(dossier.others, mine) if other.field != mine.field]
    if clashes:
        said = plural(
            "{count} other dossier names this city in another field: {sources}.",
            "{count} other dossiers name this city in another field: {sources}.",
            len(clashes),
            sources=tuple(other.source for other in clashes),
        )
        yield Finding(NEEDS_JUDGEMENT, "P5", said, _city(dossier, call), {"fields": tuple(o.field for o in clashes)})
    else:
        yield Finding(HOLDS, "P5", sentence("No other dossier names this city in another field."), _city(dossier, call))


def one_single_message(dossier: Dossier, call: Call) -> Findings:
    """No second, different e-mail came from this city (S3). The same e-mail sent twice is one."""
    mine = as_other(dossier, call)
    if dossier.message is None:
        yield Finding(NOT_CHECKED, "S3", sentence("Files were given; nothing was sent yet."))
        return
    if dossier.others is None or mine is None:
        yield _not_settled("S3", dossier, given=dossier.others is not None)
        return
    others = [o for o in _of_the_same_city(dossier.others, mine) if o.message_sha256 != mine.message_sha256]
    if others:
        said = plural(
            "{count} other e-mail of this city came: {sources}.",
            "{count} other e-mails of this city came: {sources}.",
            len(others),
            sources=tuple(other.source for other in others),
        )
        yield Finding(NEEDS_JUDGEMENT, "S3", said, _city(dossier, call), {"messages": len(others) + 1})
    else:
        yield Finding(HOLDS, "S3", sentence("One single e-mail came from this city."), _city(dossier, call))


def endorsements_within_the_quota_of_the_state(dossier: Dossier, call: Call) -> Findings:
    """The National Commission endorses no more applications, and no more in one field, than it may (P15)."""
    mine = as_other(dossier, call)
    if dossier.others is None or mine is None:
        yield _not_settled("P15", dossier, given=dossier.others is not None)
        return
    if not mine.endorsed:
        yield Finding(NOT_CHECKED, "P15", sentence("No endorsement is attached (P14), so none is counted."))
        return
    endorsed = _endorsed_cities((mine, *dossier.others), mine.country_iso2)
    in_my_field = [other for other in endorsed if other.field == mine.field]
    rests_on = ("endorsements_per_state", "endorsements_per_field_of_a_state")
    facts: Facts = {"endorsed": len(endorsed), "in_this_field": len(in_my_field), "most": call.endorsements_per_state}
    if len(endorsed) > call.endorsements_per_state:
        said = plural(
            "{count} city of this State carries an endorsement; {most} may: {cities}.",
            "{count} cities of this State carry an endorsement; {most} may: {cities}.",
            len(endorsed),
            most=call.endorsements_per_state,
            cities=tuple(other.city for other in endorsed),
        )
        yield Finding(NEEDS_JUDGEMENT, "P15", said, _city(dossier, call), facts, rests_on)
    elif len(in_my_field) > call.endorsements_per_field_of_a_state:
        said = plural(
            "{count} endorsed city of this State is in one field; {most} may be: {cities}.",
            "{count} endorsed cities of this State are in one field; {most} may be: {cities}.",
            len(in_my_field),
            most=call.endorsements_per_field_of_a_state,
            cities=tuple(other.city for other in in_my_field),
        )
        yield Finding(NEEDS_JUDGEMENT, "P15", said, _city(dossier, call), facts, rests_on)
    else:
        said = plural(
            "{count} city of this State carries an endorsement; {most} may.",
            "{count} cities of this State carry an endorsement; {most} may.",
            len(endorsed),
            most=call.endorsements_per_state,
        )
        yield Finding(HOLDS, "P15", said, _city(dossier, call), facts, rests_on)


def no_waiting_time_after_two_calls(dossier: Dossier, call: Call) -> Findings:
    """The city did not apply in two consecutive calls without being designated, or has waited since (P11)."""
    mine = as_other(dossier, call)
    if dossier.register is None or mine is None:
        yield _not_settled("P11", dossier, given=dossier.register is not None)
        return
    applications = [
        earlier
        for earlier in dossier.register
        if earlier.country_iso2 == mine.country_iso2 and same_name(earlier.city, mine.city) and not earlier.designated
    ]
    rests_on = ("consecutive_calls_before_waiting", "years_to_wait", "closes_at")
    for row, until in _waits(applications, call):
        if until <= call.closes_at.astimezone(call.tzinfo).date():
            continue
        years = tuple(str(earlier.call_year) for earlier in row)
        facts: Facts = {"calls": years, "waits_until": until}
        unsure = [earlier for earlier in row if not earlier.considered]
        verdict = NEEDS_JUDGEMENT if unsure else FALLS_SHORT
        said = sentence("Applied in the calls of {calls} without being designated: it waits until {until}.",
                        calls=years, until=until)  # fmt: skip
        if unsure:
            doubt = "{said} In one of them it may never have been considered, so an officer judges."
            said = sentence(doubt, said=said)
        yield Finding(verdict, "P11", said, _city(dossier, call), facts, rests_on)
        return
    said = plural(
        "The register has {count} earlier application of this city; no waiting time follows.",
        "The register has {count} earlier applications of this city; no waiting time follows.",
        len(applications),
    )
    told: Facts = {"calls": tuple(str(earlier.call_year) for earlier in applications)}
    yield Finding(HOLDS, "P11", said, _city(dossier, call), told, rests_on)


def _waits(applications: list[EarlierApplication], call: Call) -> list[tuple[list[EarlierApplication], date]]:
    """The rows of consecutive calls without designation, each with the day until which the city waits."""
    by_year = {earlier.call_year: earlier for earlier in applications}
    calls = sorted(call.earlier_calls, key=lambda one: one.closed_on)
    length = call.consecutive_calls_before_waiting
    waits = []
    for start in range(len(calls) - length + 1):
        window = calls[start : start + length]
        if all(one.year in by_year for one in window):
            closed = window[-1].closed_on
            waits.append(([by_year[one.year] for one in window], _years_later(closed, call.years_to_wait)))
    return waits[::-1]


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February: the wait ends with February
        return day.replace(year=day.year + years, day=28)


def _of_the_same_city(others: tuple[OtherDossier, ...], mine: OtherDossier) -> list[OtherDossier]:
    return [other for other in others if other.country_iso2 == mine.country_iso2 and same_name(other.city, mine.city)]


def _endorsed_cities(dossiers: tuple[OtherDossier, ...], country_iso2: str) -> list[OtherDossier]:
    """One dossier for each city and field of the State that carries an endorsement; a second e-mail is no second city."""
    cities: list[OtherDossier] = []
    for one in dossiers:
        known = any(same_name(one.city, other.city) and one.field == other.field for other in cities)
        if one.endorsed and one.country_iso2 == country_iso2 and not known:
            cities.append(one)
    return cities


def _city(dossier: Dossier, call: Call) -> tuple[Evidence, ...]:
    form = readable_form(dossier)
    return (in_form(form, call.form.city_field),) if form else ()


def _not_settled(clause: str, dossier: Dossier, *, given: bool) -> Finding:
    """The finding where the source that the check needs was not `given`, or the dossier does not tell its city."""
    if readable_form(dossier) is None:
        return no_form(clause, dossier)
    if given:
        return Finding(NOT_CHECKED, clause, sentence("The form does not tell the city and its State."))
    if clause == "P11":
        return Finding(NOT_CHECKED, clause, sentence("No register of earlier calls was given."))
    return Finding(NOT_CHECKED, clause, sentence("Only the Secretariat can see this, once all dossiers are in."))
