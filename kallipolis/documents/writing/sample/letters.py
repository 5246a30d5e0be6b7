"""The letters of a dossier in English or French: who writes on which head, what it says, who signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kallipolis.documents.writing.sample.answers import People, day
from kallipolis.documents.writing.sample.cities import City
from kallipolis.documents.writing.sample.pdf import Face, Line, Scribble
from kallipolis.documents.writing.sample.prose import VOCABULARIES
from kallipolis.rulebook.dossier import Slot


@dataclass(frozen=True)
class LetterWords:
    """What a kind of letter says, with places for {city}, {state}, {field}, {artists}, {association}, {house}, {event}."""

    head: str
    office: str
    subject: str
    body: tuple[str, ...]
    function: str
    part: str


_ADDRESSEE = {
    "en": ("UNESCO Creative Cities Network, Secretariat", "Dear Director-General,", "Yours faithfully,"),
    "fr": (
        "Réseau des Villes créatives de l’UNESCO, Secrétariat",
        "Madame la Directrice générale,",
        "Veuillez agréer, Madame la Directrice générale, l’expression de ma haute considération.",
    ),
}
_PLACE_AND_DAY = {"en": "{place}, {day}", "fr": "{place}, le {day}"}

_WORDS: Mapping[str, Mapping[Slot, LetterWords]] = {
    "en": {
        Slot.LETTER_OF_INTENT: LetterWords(
            "Municipality of {city}",
            "Office of the Mayor",
            "Letter of intent: application of {city} ({state}) to the Network in the field of {field}",
            (
                "In my capacity as Mayor of {city} I have the honour to present the application of our city in the field of {field}.",
                "For many years {artists} have shaped our streets, our schools and our economy. Both {house} and {event} are known well "
                "beyond our region, and the council has decided, across all parties, to build the development of the city on them.",
                "The municipality commits itself to the objectives of the Mission Statement. It will carry out the action plan, take "
                "part in the annual conferences and report every four years. The means for the first two years are voted.",
                "We apply because we have something to give and much to learn, above all from cities of the Global South.",
            ),
            "Mayor of {city}",
            "mayor",
        ),
        Slot.ENDORSEMENT: LetterWords(
            "National Commission for UNESCO",
            "{state}",
            "Letter of endorsement: {city}, field of {field}",
            (
                "The National Commission for UNESCO of {state} hereby endorses the application of the city of {city} to the UNESCO "
                "Creative Cities Network in the field of {field}.",
                "The Commission has examined the dossier and heard representatives of the municipality and of the sector. It finds the "
                "action plan realistic and well balanced between local and international work.",
                "{city} has shown over many years how {field} can serve inclusive and sustainable urban development. The Commission "
                "will follow the city's work and stands ready to help it in its exchanges with other members.",
            ),
            "Secretary-General of the National Commission for UNESCO",
            "commission",
        ),
        Slot.SUPPORT_LETTER: LetterWords(
            "{association}",
            "{state}",
            "Letter of support for {city} in the field of {field}",
            (
                "On behalf of the members of {association} I write in support of the application of {city} in the field of {field}.",
                "Our association brings together professionals from all parts of {state}. Many of our members have worked in {city}: they "
                "find open doors there, fair pay and an audience that knows the matter.",
                "We have taken part in three working sessions on the action plan. Our members will teach in the exchange programme, "
                "and our journal will report on it. For these reasons we support the application without reserve.",
            ),
            "President of {association}",
            "association{number}",
        ),
    },
    "fr": {
        Slot.LETTER_OF_INTENT: LetterWords(
            "Ville de {city}",
            "Cabinet du Maire",
            "Lettre d’intention : candidature de {city} ({state}), domaine {field}",
            (
                "En ma qualité de Maire de {city}, j’ai l’honneur de vous présenter la candidature de notre ville dans le domaine "
                "{field}.",
                "Depuis de longues années, les {artists} façonnent nos rues, nos écoles et notre économie. Le conseil municipal a décidé, "
                "tous groupes confondus, de fonder sur eux le développement de la ville.",
                "La municipalité s’engage à poursuivre les objectifs de l’Énoncé de mission. Elle mettra en œuvre le plan d’action, "
                "participera aux conférences annuelles et rendra compte tous les quatre ans. Les moyens des deux premières années sont "
                "votés.",
                "Nous sommes candidats parce que nous avons à donner et beaucoup à apprendre, surtout des villes du Sud.",
            ),
            "Maire de {city}",
            "mayor",
        ),
        Slot.ENDORSEMENT: LetterWords(
            "Commission nationale pour l’UNESCO",
            "{state}",
            "Lettre d’appui de la Commission nationale : {city}, domaine {field}",
            (
                "La Commission nationale pour l’UNESCO ({state}) donne son appui à la candidature de la ville de {city} au Réseau des "
                "Villes créatives de l’UNESCO dans le domaine {field}.",
                "La Commission a examiné le dossier et entendu des représentants de la ville et du secteur. Elle juge le plan d’action "
                "réaliste et équilibré entre le travail local et le travail international.",
                "{city} montre de longue date comment ce domaine sert un développement urbain inclusif et durable. La Commission "
                "suivra les travaux de la ville et l’aidera dans ses échanges avec les autres membres.",
            ),
            "Secrétaire général de la Commission nationale pour l’UNESCO",
            "commission",
        ),
        Slot.SUPPORT_LETTER: LetterWords(
            "{association}",
            "{state}",
            "Lettre de soutien à {city}, domaine {field}",
            (
                "Au nom des membres de notre association, je soutiens la candidature de {city} dans le domaine {field}.",
                "Notre association réunit des professionnels de tout le pays ({state}). Beaucoup de nos membres ont travaillé à "
                "{city} : ils y trouvent des portes ouvertes, une rémunération juste et un public averti.",
                "Nous avons pris part à trois séances de travail sur le plan d’action. Nos membres enseigneront dans le programme "
                "d’échange, et notre revue en rendra compte. C’est pourquoi nous soutenons cette candidature sans réserve.",
            ),
            "Présidente de l’association",
            "association{number}",
        ),
    },
}
_ASSOCIATIONS = {
    "en": ("National Association of {artists}", "National Federation of {artists}"),
    "fr": ("Association nationale des {artists}", "Fédération nationale des {artists}"),
}


def letter(
    slot: Slot, city: City, language: str, *, people: People, written_on: date, number: int, more: tuple[str, ...]
) -> Iterator[Line | Scribble]:
    """The lines of a letter of that slot; `number` tells two support letters apart, `more` are further paragraphs."""
    words = _WORDS[language][slot]
    of = VOCABULARIES[language]
    trade = of.trades.get(city.field.id, of.any_trade)
    facts = {
        "city": city.name,
        "state": city.state.name.in_language(language),
        "field": city.field.name.in_language(language),
        "artists": trade.artists,
        "house": trade.house,
        "event": trade.event,
        "number": str(number),
    }
    association = _ASSOCIATIONS[language][(number - 1) % 2].format_map(facts)
    facts["association"] = association if language == "fr" else f"the {association}"
    addressee, greeting, closing = _ADDRESSEE[language]
    place = city.name if slot is Slot.LETTER_OF_INTENT else facts["state"]
    yield Line(_capital(words.head.format_map(facts).removeprefix("the ")), Face.HEAD, 15, 2)
    yield Line(words.office.format_map(facts), Face.OFFICE, 9, 26)
    yield Line(addressee, Face.OFFICE, 10, 18)
    yield Line(_PLACE_AND_DAY[language].format(place=place, day=day(written_on, language)), room=14)
    yield Line(words.subject.format_map(facts), Face.BOLD, room=12)
    yield Line(greeting, room=8)
    for text in (*words.body, *more):
        yield Line(_capital(text.format_map(facts)), room=8)
    yield Line(closing, room=16)
    yield Scribble(sum(map(ord, city.name + slot + str(number))))
    yield Line(people.one(words.part.format_map(facts)).name, room=1)
    yield Line(words.function.format_map(facts))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
