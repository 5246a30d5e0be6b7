"""What the form of a sampled dossier says, field by field; by the field's kind and key, so that any edition's form is filled."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kallipolis.documents.writing.sample.cities import City, Person, address, mailbox, person, telephone
from kallipolis.documents.writing.sample.prose import Writer
from kallipolis.documents.writing.sample.vocabulary import listed
from kallipolis.rulebook.call.edition import Call, FormField

# The first word that stands in a field's key tells what its answer is about.
_TOPICS = (
    "presentation",
    "motivation",
    "challeng",
    "fund",
    "strateg",
    "impact",
    "municipality",
    "stakeholder",
    "sector",
    "development",
    "history",
    "asset",
    "event",
    "education",
    "facilit",
    "participation",
    "civil",
    "international",
    "intl",
    "industr",
    "cross",
    "outline",
    "local",
    "staff",
    "management",
    "communication",
    "caption",
)
_AHEAD = frozenset({"impact", "international", "outline", "local", "fund", "staff", "management", "communication"})
_WORDS_WITHOUT_A_LIMIT, _WORDS_OF_A_CAPTION = 150, 30
_MONTHS = {
    "en": listed("January February March April May June July August September October November December"),
    "fr": listed("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
}
_FUNCTIONS = {
    "en": {
        "mayor": "Mayor",
        "rep": "Deputy Mayor for Culture",
        "main": "Head of the unit for the Network, Department of Culture",
        "alt": "Project officer, Department of Culture",
    },
    "fr": {
        "mayor": "Maire",
        "rep": "Adjointe au maire chargée de la culture",
        "main": "Responsable de l’unité chargée du Réseau, direction de la culture",
        "alt": "Chargé de projet, direction de la culture",
    },
}
_INSTITUTIONS = {"en": "Municipality, public authority", "fr": "Municipalité, autorité publique"}
_PHOTO_WORDS = {
    "en": ("Evening on the quay", "The workshop street", "Market day", "Opening night", "The old mill at work"),
    "fr": ("Soir sur le quai", "La rue des ateliers", "Jour de marché", "Soir d’ouverture", "L’ancienne filature"),
}
_MUNICIPALITY = {"en": "Municipality of {}", "fr": "Municipalité de {}"}
_OTHER = {"en": "Available on weekdays from 9 to 17 h.", "fr": "Disponible en semaine de 9 h à 17 h."}
_NETWORKS = {
    "en": "Instagram: @visit_{slug}. Facebook: Visit {city}. The city also has a channel for short films.",
    "fr": "Instagram : @visiter_{slug}. Facebook : Visiter {city}. La ville tient aussi une chaîne de films courts.",
}


@dataclass
class People:
    """The people of one city's dossier, by the part that they play: "mayor", "main", "photographer"."""

    source: random.Random
    language: str
    known: dict[str, Person] = field(default_factory=dict)

    def one(self, part: str) -> Person:
        """Whoever plays that part; met twice, it is the same person."""
        if part not in self.known:
            self.known[part] = person(self.source, self.language)
        return self.known[part]


def day(when: date, language: str) -> str:
    """A date as letters write it."""
    first = "1er" if when.day == 1 and language == "fr" else str(when.day)
    return f"{first} {_MONTHS[language][when.month - 1]} {when.year}"


class Respondent:
    """Fills the form of one city in one language, from one source of chance."""

    def __init__(self, call: Call, city: City, language: str, source: random.Random, people: People) -> None:
        self._call, self._city, self._language, self._source, self._people = call, city, language, source, people
        others = [one.name.in_language(language) for one in call.fields if one is not city.field]
        facts = {
            "city": city.name,
            "state": city.state.name.in_language(language),
            "other_field": source.choice(others),
        }
        facts["partner"], facts["partner2"] = source.sample(_PARTNERS, 2)
        self._facts = facts
        self.writer = self.another_writer()
        facts["population"] = self.writer.number(city.population)

    def another_writer(self) -> Writer:
        """A pen for what is no part of the form: it may say again what stands there."""
        return Writer(self._language, self._source, field=self._city.field.id, facts=self._facts)

    def answers(self, photographs: Sequence[str], *, with_annexes: bool) -> dict[str, str]:
        """All answers by field key. `photographs` are the names of the files that the annexed rights forms are about."""
        form = self._call.form
        answers = {
            one.key: self._answer(one) for section in form.sections if not section.annex for one in section.fields
        }
        annexes = [section for section in form.sections if section.annex] if with_annexes else []
        for number, section in enumerate(annexes):
            name = photographs[number] if number < len(photographs) else ""
            answers |= {one.key: self.of_a_photograph(one, name) for one in section.fields}
        self._say_nothing_once(answers)
        return {key: text for key, text in answers.items() if text}

    def prose(self, key: str, limit: int | None) -> str:
        """A text for that field, of half the limit to the whole of it, in words."""
        topic = next((topic for topic in _TOPICS if topic in key), "")
        most = limit or _WORDS_WITHOUT_A_LIMIT
        ahead = topic in _AHEAD or key.startswith("plan_")
        return self.writer.answer(topic, least=max(12, most // 2), most=most, ahead=ahead)

    def of_a_photograph(self, one: FormField, filename: str) -> str:
        """A line of a rights form."""
        if one.kind == "text":
            return self.writer.answer(
                "caption", least=12, most=min(one.words or _WORDS_OF_A_CAPTION, _WORDS_OF_A_CAPTION)
            )
        if one.kind == "date":
            signed = "signed" in one.key
            return day(self._day_before(20 if signed else 400, at_least=25 if signed else 60), self._language)
        photographer = self._people.one("photographer")
        municipality = _MUNICIPALITY[self._language].format(self._city.name)
        known = {
            "file": filename,
            "title": self._source.choice(_PHOTO_WORDS[self._language]),
            "place": self._city.name,
            "author": photographer.name,
            "owner": municipality,
            "credit": f"© {photographer.name} / {self._city.name}",
            "signed_by": f"{photographer.name}, {municipality}",
        }
        return next((text for ending, text in known.items() if one.key.endswith(ending)), municipality)

    def _answer(self, one: FormField) -> str:
        form, source, language = self._call.form, self._source, self._language
        if one.key == form.city_field:
            return self._city.name
        if one.key == form.country_field:
            return self._city.state.name.in_language(language)
        if one.key == form.field_field:
            return self._city.field.name.in_language(language)
        if one.link:
            return self._link(one)
        if one.kind == "number":
            return self._number(one)
        if one.kind == "date":
            return day(self._day_before(30), language)
        if one.kind == "text":
            if one.key.startswith("social"):
                return _NETWORKS[language].format(slug=self._city.slug.replace("-", "_"), city=self._city.name)
            return self.prose(one.key, one.words)
        return "" if one.optional and source.random() < 0.6 else self._line(one)

    def _line(self, one: FormField) -> str:
        part, _, what = one.key.partition("_")
        if part == "sign":
            known = {"name": self._people.one("mayor").name, "function": _FUNCTIONS[self._language]["mayor"]}
            return known.get(what, self._city.name)
        if part == "budget":
            return self._source.choice(("USD", "EUR"))
        somebody, language = self._people.one(part), self._language
        known = {
            "title": somebody.title,
            "family_name": somebody.family_name,
            "first_name": somebody.first_name,
            "function": _FUNCTIONS[language].get(part, _FUNCTIONS[language]["alt"]),
            "institution": _INSTITUTIONS[language],
            "telephone": telephone(self._source),
            "email": mailbox(somebody, self._city.domain),
            "other": _OTHER[language],
        }
        return known.get(what) or address(self._source, self._city, language)

    def _number(self, one: FormField) -> str:
        if not one.key.startswith("budget"):
            return self.writer.number(self._city.population)
        amount = (
            self._source.randint(4, 90) * 5000 if not one.key.endswith("other") else self._source.choice((0, 20_000))
        )
        return str(amount) if self._source.random() < 0.5 else self.writer.number(amount)

    def _link(self, one: FormField) -> str:
        if one.optional and self._source.random() < 0.5:
            return ""
        links = [other.key for other in self._call.form.fields if other.link]
        return f"https://{('www', 'culture', 'visit', 'archive')[links.index(one.key) % 4]}.{self._city.domain}"

    def _say_nothing_once(self, answers: dict[str, str]) -> None:
        """In some dossiers one section has nothing to say, in the words of B4."""
        wordings: Mapping[str, str] = dict(zip(self._call.languages, self._call.nothing_to_say, strict=False))
        fields = [one.key for one in self._call.form.fields if "intl" in one.key or "cross_field_past" in one.key]
        if fields and self._language in wordings and self._source.random() < 0.15:
            answers[self._source.choice(fields)] = f"{wordings[self._language]}."

    def _day_before(self, days: int, *, at_least: int = 25) -> date:
        """A day so long before the call closes that every dossier is sent after it."""
        return self._call.closes_at.date() - timedelta(days=self._source.randint(at_least, at_least + days))


_PARTNERS = ("Ostravela", "Calumira", "Nevarosa", "Turavika", "Émeralis", "Quervane", "Serobria", "Ilmadovar")
