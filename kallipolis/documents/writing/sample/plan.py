"""Plans a run: which city of which State applies in which field, with which fault, so that nothing clashes by accident."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kallipolis.documents.writing.sample.chance import chance
from kallipolis.documents.writing.sample.cities import City, city_names
from kallipolis.documents.writing.sample.faults.catalogue import (
    CLASHES,
    FAULTS,
    ODDITIES,
    STATE_NOT_ELIGIBLE,
    TOO_MANY_OF_ONE_STATE,
)
from kallipolis.documents.writing.sample.faults.fault import Clash, Expectation, Fault
from kallipolis.documents.writing.sample.vocabulary import listed
from kallipolis.rulebook.call.edition import Call, CreativeField, State

# States in which French is an official language: their cities often apply in French.
_FRENCH_SPEAKING = frozenset(
    listed("BE BF BI BJ CA CD CF CG CH CI CM DJ DZ FR GA GN GQ HT KM LB LU MA MC MG ML MR MU NE RW SC SN TD TG TN VU")
)
_IN_FRENCH_THERE, _IN_FRENCH_ELSEWHERE, _WITH_AN_ODDITY, _WITH_A_SECOND_FAULT = 0.65, 0.03, 0.3, 0.25


class TooMany(ValueError):
    """So many dossiers do not fit the call without clashing; the message says what to ask for."""


@dataclass(frozen=True)
class Planned:
    """One dossier of the run: its city, the language of its form, and what is wrong or odd about it."""

    city: City
    language: str
    faults: tuple[Fault, ...] = ()
    oddities: tuple[Fault, ...] = ()
    clash: Clash | None = None

    def expects(self, call: Call) -> tuple[Expectation, ...]:
        """The clauses and verdicts that must be found, each once, in the call's order."""
        found = {one for fault in self.faults for one in fault.expected(call)}
        found |= set(self.clash.expects) if self.clash else set()
        order = [clause.id for clause in call.clauses]
        return tuple(sorted(found, key=lambda one: (order.index(one[0]), one[1])))


@dataclass
class _Unit:
    """Dossiers that are planned together: one with its faults, or all that clash."""

    faults: tuple[Fault, ...] = ()
    clash: Clash | None = None
    size: int = 1


@dataclass
class _Register:
    """Hands out places: a State, and a field in which it has no dossier yet that counts against it."""

    call: Call
    source: random.Random
    names: Iterator[str]
    states: list[State] = field(default_factory=list)
    waiting: list[tuple[State, CreativeField]] = field(default_factory=list)
    barred: list[tuple[State, CreativeField]] = field(default_factory=list)

    def __post_init__(self) -> None:
        eligible = [state for state in self.call.states if state.eligible]
        self.states = self.source.sample(eligible, len(eligible))
        self.barred = self._shared_out([state for state in self.call.states if not state.eligible])

    def share_out(self) -> None:
        """Turns the States that no clash has taken into places."""
        self.waiting = self._shared_out(self.states)

    def _shared_out(self, states: Sequence[State]) -> list[tuple[State, CreativeField]]:
        """As many places as each State may endorse, in different fields, every State once before any comes again."""
        per_state = _per_state(self.call)
        fields = {state.iso2: self.source.sample(self.call.fields, per_state) for state in states}
        return [(state, fields[state.iso2][turn]) for turn in range(per_state) for state in states]

    def city(self, name: str, state: State, in_field: CreativeField) -> City:
        population = self.source.randint(12, 900) * self.source.choice((500, 1000, 2000))
        return City(name, state, in_field, population, self.call.year - 2)

    def next_city(self, *, of_a_barred_state: bool) -> City:
        state, in_field = (self.barred if of_a_barred_state else self.waiting).pop(0)
        return self.city(next(self.names), state, in_field)


def planned(
    call: Call, count: int, *, seed: int, flawed: float, by_email: bool = True, large: bool = False
) -> list[Planned]:
    """A run of `count` dossiers, the share `flawed` of them with at least one fault.

    Raises:
        TooMany: the States of the call cannot endorse so many without exceeding P15.
    """
    source = chance("plan", call.id, seed, count, flawed, by_email, large)
    possible = [
        fault
        for fault in FAULTS
        if fault.fits(call) and (by_email or not fault.by_email) and (large or not fault.large)
    ]
    clashes = [clash for clash in CLASHES if by_email or not clash.by_email]
    units = _units(call, round(count * flawed), possible, clashes, source)
    whole = [_Unit() for _ in range(count - sum(unit.size for unit in units))]
    _make_room(call, units, len(whole))
    places = _Register(call, source, city_names(source))
    clashing = [one for unit in units if unit.clash for one in _clashing(call, unit, places, source)]
    places.share_out()
    oddities = [oddity for oddity in ODDITIES if by_email or not oddity.by_email]
    single = [_single(call, unit, places, source) for unit in units if not unit.clash]
    plain = [_single(call, unit, places, source, oddities=oddities) for unit in whole]
    run = clashing + single + plain
    source.shuffle(run)
    return run


def _per_state(call: Call) -> int:
    return min(call.endorsements_per_state, len(call.fields))


def _units(
    call: Call, wanted: int, faults: Sequence[Fault], clashes: Sequence[Clash], source: random.Random
) -> list[_Unit]:
    """Every fault and clash once, in an order of chance, before any comes again, until `wanted` dossiers are reached."""
    units: list[_Unit] = []
    barred_places = _per_state(call) * sum(not state.eligible for state in call.states)
    while wanted:
        first_round = not units
        deck: list[Fault | Clash] = [*faults, *clashes]
        source.shuffle(deck)
        for one in deck:
            if isinstance(one, Clash):
                if one.size(call) <= wanted:
                    units.append(_Unit(clash=one, size=one.size(call)))
                    wanted -= one.size(call)
            elif wanted and (one is not STATE_NOT_ELIGIBLE or barred_places):
                barred_places -= one is STATE_NOT_ELIGIBLE
                second = () if first_round else _second(call, one, faults, source)
                units.append(_Unit((one, *second)))
                wanted -= 1
    return units


def _second(call: Call, one: Fault, faults: Sequence[Fault], source: random.Random) -> tuple[Fault, ...]:
    """In some dossiers, a fault that goes with the first; the States that may not apply are few, so it is not theirs."""
    possible = [other for other in faults if other.goes_with(one) and other.languages(call) == one.languages(call)]
    if STATE_NOT_ELIGIBLE in possible:
        possible.remove(STATE_NOT_ELIGIBLE)
    return (source.choice(possible),) if possible and source.random() < _WITH_A_SECOND_FAULT else ()


def _make_room(call: Call, units: list[_Unit], whole: int) -> None:
    """Lets single faults give way to a State with far too many dossiers, where the others would not find a place."""
    eligible = sum(state.eligible for state in call.states)
    per_state = _per_state(call)
    crowded = [unit for unit in units if unit.clash is TOO_MANY_OF_ONE_STATE]
    while True:
        clashes = sum(unit.clash is not None for unit in units)
        places = per_state * (eligible - clashes)
        single = [unit for unit in units if unit.clash is None]
        if whole + len(single) <= places:
            return
        if not crowded or not single:
            asked = whole + sum(unit.size for unit in units)
            raise TooMany(
                f"{asked} dossiers do not fit the call {call.id}: {eligible} States may endorse {per_state} each, so at most "
                f"{places} can be without a clash. Ask for fewer, or for a larger share of flawed ones."
            )
        units.remove(single[-1])
        min(crowded, key=lambda unit: unit.size).size += 1


def _clashing(call: Call, unit: _Unit, places: _Register, source: random.Random) -> Iterator[Planned]:
    if unit.clash is None:
        return
    state = places.states.pop()
    fields = source.sample(call.fields, len(call.fields))
    name = next(places.names)
    language = _language(call, state, source)
    for number in range(unit.size):
        in_field = fields[0] if unit.clash.same_field else fields[number % len(fields)]
        city = places.city(name if unit.clash.same_city else next(places.names), state, in_field)
        yield Planned(city, language, clash=unit.clash)


def _single(
    call: Call, unit: _Unit, places: _Register, source: random.Random, *, oddities: Sequence[Fault] = ()
) -> Planned:
    city = places.next_city(of_a_barred_state=STATE_NOT_ELIGIBLE in unit.faults)
    language = _language(call, city.state, source)
    for fault in unit.faults:
        if language not in fault.languages(call):
            language = next(iter(fault.languages(call)))
    odd = (source.choice(oddities),) if oddities and source.random() < _WITH_AN_ODDITY else ()
    return Planned(city, language, unit.faults, odd)


def _language(call: Call, state: State, source: random.Random) -> str:
    likely = _IN_FRENCH_THERE if state.iso2 in _FRENCH_SPEAKING else _IN_FRENCH_ELSEWHERE
    return "fr" if "fr" in call.form.languages and source.random() < likely else "en"
