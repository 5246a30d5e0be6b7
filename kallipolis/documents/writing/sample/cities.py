"""Cities, people and addresses that do not exist: invented names, reserved domains, telephone numbers of no country."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from kallipolis.documents.writing.sample.vocabulary import listed
from kallipolis.rulebook.call.edition import CreativeField, State
from kallipolis.rulebook.naming import folded

# Letters of Windows-1252 only: the standard fonts of a PDF can write no other.
_BEGINNINGS = listed(
    "Mars Vel Ostre Cala Tur Nev Sel Bran Per Lun Ald Quer Mir Tav Ser Kor Hal Fen Gra Zel Or Ben Dal Ilm Jar Lor Pol "
    "Rav Sol Tes Ulm Var Wes Yar Chan Drov Est Fal Gol Hes Ker Lys Mon Nor Pel Rus Sim Thal Ved Émer Côr São"
)
_MIDDLES = listed("a e i o u al an ar el en er il in ir ol on or un ur av ev iv")
_ENDINGS = listed(
    "lune mora vane bria dovar mira tessa lund garde quay nesse vika tara bel rosa thal mont stad polia nia ville dane "
    "lis port fria ska gora vár née zia tova mere sund ros bec"
)
_BEFORE = ("Port", "Nova", "Alt", "Villa", "Saint-", "Puerto", "Bad", "Dar")
_AFTER = ("-sur-Ilme", " del Valle", " Alta", "-on-Sarn", "-la-Neuve", " Bay")

_WOMEN = listed("Amara Ilse Nuria Leandra Solène Pilar Yara Ingrid Odile Salome Anouk Dalia Lucía Noor Hana")
_MEN = listed("Teodor Kofi Marek Idris Anselm Tomás Farid Renzo Mika Viktor Jorun Emeka Stellan Bastien Rui")
_FAMILY_NAMES = listed(
    "Velisse Okelari Torvane Sandrelle Mirzavel Quintarro Brandevik Osterlune Palamar Ndirovu Castelmar Zavrenko "
    "Hollimond Tesfarin Lumière-Ko Varelim Dosantra Ilvermark Karsotti Benrahal Morvandis Ekelöf-Tam Saravoz Wendholt "
    "Aurelian Jokivar Rosendahl-Bey Tchamara Pellandro Vasquière"
)
_STREETS = {
    "en": ("Town Hall Square", "Harbour Street", "Old Mint Lane", "Museum Avenue", "Orchard Road"),
    "fr": (
        "place de l’Hôtel-de-Ville",
        "rue du Vieux-Port",
        "avenue des Musées",
        "quai des Tanneurs",
        "rue de la Monnaie",
    ),
}


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    first_name: str
    family_name: str
    title: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.family_name}"


@dataclass(frozen=True)
class City:
    """A city that does not exist, in a State that does, with the field in which it applies."""

    name: str
    state: State
    field: CreativeField
    population: int
    population_year: int

    @property
    def slug(self) -> str:
        """Its name as addresses and folders write it."""
        return folded(self.name).replace(" ", "-")

    @property
    def domain(self) -> str:
        """A domain under .example, which belongs to nobody (RFC 2606)."""
        return f"{self.slug}.example"


def city_names(source: random.Random) -> Iterator[str]:
    """Invented names without end, no two alike once case and accents are gone."""
    given: set[str] = set()
    while True:
        name = source.choice(_BEGINNINGS) + source.choice(_MIDDLES) + source.choice(_ENDINGS)
        turn = source.random()
        if turn < 0.08:
            before = source.choice(_BEFORE)
            name = f"{before}{'' if before.endswith('-') else ' '}{name}"
        elif turn < 0.16:
            name += source.choice(_AFTER)
        if folded(name) not in given:
            given.add(folded(name))
            yield name


def person(source: random.Random, language: str) -> Person:
    """Somebody, with a title in the language of the dossier."""
    woman = source.random() < 0.5
    first = source.choice(_WOMEN if woman else _MEN)
    title = ("Mme" if woman else "M.") if language == "fr" else ("Ms" if woman else "Mr")
    return Person(first, source.choice(_FAMILY_NAMES), title)


def address(source: random.Random, city: City, language: str) -> str:
    """A postal address in that city."""
    return f"{source.randint(1, 120)} {source.choice(_STREETS[language])}, {city.name}"


def telephone(source: random.Random) -> str:
    """A number behind +999, a country code that the ITU keeps unassigned."""
    return f"+999 {source.randint(10, 99)} 555 {source.randint(10, 99)} {source.randint(10, 99)}"


def mailbox(person: Person, domain: str) -> str:
    """Somebody's address at a reserved domain."""
    local = ".".join(folded(name).replace(" ", "-") for name in (person.first_name, person.family_name))
    return f"{local}@{domain}"
