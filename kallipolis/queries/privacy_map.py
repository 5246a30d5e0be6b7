"""The data map: for every column of every table whether it is personal, secret, public or operational, whose, and how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from django.apps import apps
from django.db.models import Model, Q

from kallipolis.models.people import Person
from kallipolis.rulebook.retention import TERMS, Kept
from kallipolis.rulebook.sentence import Sentence, sentence


class Kind(StrEnum):
    """What a column holds. Personal: who somebody is or what she wrote. Secret: what opens something; it is never shown."""

    PERSONAL = auto()
    SECRET = auto()
    PUBLIC = auto()
    OPERATIONAL = auto()


Whose = Callable[[Person], Q]


@dataclass(frozen=True)
class Table:
    """What a table holds, in words; whose rows are a person's (None: nobody's); the term; and the columns of each kind."""

    words: Sentence
    term: Kept
    whose: Whose | None = None
    personal: str = ""
    opens: str = ""
    public: str = ""
    operational: str = ""

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """The kind of each column."""
        named = {
            Kind.PERSONAL: self.personal,
            Kind.SECRET: self.opens,
            Kind.PUBLIC: self.public,
            Kind.OPERATIONAL: self.operational,
        }
        return {column: kind for kind, columns in named.items() for column in columns.split()}


def _of_person(person: Person) -> Q:
    return Q(person=person)


def _of_user(person: Person) -> Q:
    return Q(user=person)


def _with_address(column: str) -> Whose:
    return lambda person: Q(**{f"{column}__iexact": person.email})


_CITY, _NOBODY = Kept.DOSSIER, Kept.REGISTER

MAP: Mapping[str, Table] = {
    # people
    "kallipolis.Person": Table(
        sentence("Accounts"),
        Kept.ACCOUNT,
        lambda person: Q(pk=person.pk),
        personal="email name language zone last_login created_at",
        opens="password",
        operational="id is_active demo erased_at",
    ),
    "kallipolis.GrantedRole": Table(
        sentence("Roles"),
        Kept.EVENT,
        _of_person,
        personal="role over",
        operational="id person given_at given_by withdrawn_at",
    ),
    "kallipolis.Invitation": Table(
        sentence("Invitations"),
        Kept.INVITATION,
        lambda person: Q(accepted_by=person) | Q(email__iexact=person.email),
        personal="email",
        opens="digest",
        operational="id role over language invited_at invited_by ends_at accepted_at accepted_by withdrawn_at",
    ),
    "kallipolis.SignInLink": Table(
        sentence("Links to sign in"),
        Kept.SIGN_IN_LINK,
        _of_person,
        opens="digest",
        operational="id person made_at ends_at used_at",
    ),
    "kallipolis.SavedFilter": Table(
        sentence("Filters kept for lists"),
        Kept.ACCOUNT,
        _of_person,
        personal="name query",
        operational="id person listing",
    ),
    "account.EmailAddress": Table(
        sentence("Addresses to sign in with"),
        Kept.ACCOUNT,
        _of_user,
        personal="email",
        operational="id user verified primary",
    ),
    "account.EmailConfirmation": Table(
        sentence("Confirmations of addresses (not used: codes are)"),
        Kept.ACCOUNT,
        lambda person: Q(email_address__user=person),
        opens="key",
        operational="id email_address created sent",
    ),
    "mfa.Authenticator": Table(
        sentence("Second factors and passkeys"),
        Kept.ACCOUNT,
        _of_user,
        opens="data",
        operational="id user type created_at last_used_at",
    ),
    "usersessions.UserSession": Table(
        sentence("Devices on which somebody is signed in"),
        Kept.SESSION,
        _of_user,
        personal="ip user_agent data",
        opens="session_key",
        operational="id user created_at last_seen_at",
    ),
    "sessions.Session": Table(
        sentence("Sessions"), Kept.SESSION, opens="session_key session_data", operational="expire_date"
    ),
    "socialaccount.SocialApp": Table(
        sentence("Issuers of sign-ins"),
        _NOBODY,
        opens="secret key client_id settings",
        operational="id provider provider_id name",
    ),
    "socialaccount.SocialAccount": Table(
        sentence("Connections to an issuer of sign-ins"),
        Kept.ACCOUNT,
        _of_user,
        personal="uid extra_data",
        operational="id user provider last_login date_joined",
    ),
    "socialaccount.SocialToken": Table(
        sentence("Keys from an issuer of sign-ins"),
        Kept.ACCOUNT,
        lambda person: Q(account__user=person),
        opens="token token_secret",
        operational="id app account expires_at",
    ),
    "auth.Group": Table(sentence("Groups of the framework (not used)"), _NOBODY, operational="id name permissions"),
    "auth.Permission": Table(
        sentence("Permissions of the framework (not used)"), _NOBODY, operational="id name content_type codename"
    ),
    "contenttypes.ContentType": Table(sentence("Names of tables"), _NOBODY, operational="id app_label model"),
    # record
    "kallipolis.Chain": Table(sentence("Chains of the record"), Kept.EVENT, operational="id name length head edition"),
    "kallipolis.Event": Table(
        sentence("Events of the record"),
        Kept.EVENT,
        lambda person: Q(actor=f"person:{person.pk}") | Q(about=f"person:{person.pk}"),
        public="number at actor deed about change",
        operational="id chain edition secret_digest previous digest",
    ),
    "kallipolis.EventSecret": Table(
        sentence("What events keep apart because it is personal"),
        Kept.SECRET_OF_AN_EVENT,
        _of_person,
        personal="content",
        opens="nonce",
        operational="id event person",
    ),
    "kallipolis.DoneOnce": Table(sentence("Keys of deeds that are done once"), Kept.EVENT, operational="id key event"),
    "django_tasks_database.DBTaskResult": Table(
        sentence("Work in the background"),
        Kept.TASK,
        operational="id status enqueued_at started_at finished_at args_kwargs priority task_path worker_ids queue_name "
        "backend_name run_after return_value exception_class_path traceback",
    ),
    # files
    "kallipolis.StoredFile": Table(sentence("Stored files"), _CITY, operational="sha256 size stored_at"),
    "kallipolis.FileScan": Table(
        sentence("What the scanner said"), _CITY, operational="id file verdict found scanned_at"
    ),
    "kallipolis.FiledCopy": Table(
        sentence("Files in their places"),
        _CITY,
        lambda person: Q(filed_by=f"person:{person.pk}"),
        personal="filename",
        operational="id public_id file about slot filed_at filed_by superseded_by",
    ),
    # post
    "kallipolis.Letter": Table(
        sentence("Letters"),
        Kept.LETTER,
        lambda person: Q(person=person) | Q(to__iexact=person.email),
        personal="to subject text html attachments trouble",
        opens="headers",
        operational="id deed about person language message_id state created_at due_at tries sent_at held_for claimed_until resent_as",
    ),
    "kallipolis.SuppressedAddress": Table(
        sentence("Addresses that no letter goes to"),
        Kept.ACCOUNT,
        _with_address("address"),
        personal="address reason",
        operational="id since",
    ),
    # register and calls
    "kallipolis.State": Table(
        sentence("States"), _NOBODY, public="iso2 name names region status also_called may_apply edition taken_on"
    ),
    "kallipolis.City": Table(
        sentence("Cities"),
        _NOBODY,
        public="state name geonames_id latitude longitude field designated_in changed_field changed_in",
        operational="id",
    ),
    "kallipolis.CityName": Table(
        sentence("Names of cities"), _NOBODY, public="name kind", operational="id city folded"
    ),
    "kallipolis.OpenedCall": Table(
        sentence("Calls"),
        _NOBODY,
        public="call_id stage opened_at edition_digest",
        operational="id folder chain noticed_digest",
    ),
    # applications and how they arrive
    "kallipolis.Application": Table(
        sentence("Applications of cities"),
        _CITY,
        public="call number reference city_name city iso2 field state",
        operational="id city_folded channel received_at made_at",
    ),
    "kallipolis.IncomingMessage": Table(
        sentence("Messages that arrived"),
        _CITY,
        _with_address("sender"),
        personal="subject sender head dossier evidence searched",
        operational="id file receipt arrived_at told_by taken_at call became reason application message_id content_digest "
        "claimed_until tries read_at acknowledged_with not_acknowledged slots city_told",
    ),
    "kallipolis.Delivery": Table(
        sentence("Deliveries of messages"),
        _CITY,
        _with_address("sender"),
        personal="sender recipients peer",
        operational="id message at taken_at door key",
    ),
    "kallipolis.TurnedAway": Table(
        sentence("Messages that were turned away"),
        _CITY,
        _with_address("sender"),
        personal="sender recipients peer",
        operational="id reply code at door size_bytes",
    ),
    "kallipolis.Screening": Table(
        sentence("Screenings"),
        _CITY,
        operational="id application message screened_at edition outcome conclusion dossier_digest",
    ),
    "kallipolis.ScreeningFinding": Table(
        sentence("Findings of a screening"),
        _CITY,
        personal="evidence facts said",
        operational="id screening number check_name clause clause_words force verdict reading",
    ),
}
"""Every table, third parties' ones too. A column that is missing here fails a test: say what it holds, and for how long."""


def columns_of(model: type[Model]) -> tuple[str, ...]:
    """The columns of a table, and its ties to others that lie in a table between."""
    return tuple(field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many))


def tables() -> Iterator[tuple[str, type[Model]]]:
    """Every table of the site, by its name in the map."""
    return ((model._meta.label, model) for model in apps.get_models())


def faults() -> Iterator[str]:
    """What of the site the map does not know, and what of the map the site does not have."""
    found = dict(tables())
    for name, model in found.items():
        told = MAP[name].kinds if name in MAP else {}
        for column in columns_of(model):
            if column not in told:
                yield f"{name}.{column} is in no class: say in queries/privacy_map.py which one it is in."
        yield from (
            f"{name}.{column} is in the data map and not in the table."
            for column in told
            if column not in columns_of(model)
        )
    yield from (f"{name} is in the data map and not on the site." for name in MAP if name not in found)


def page() -> str:
    """The data map as a page of the documentation, in Markdown."""
    lines = [
        "# Data map",
        "",
        "Generated by `kallipolis reference`. Every column of every table is here: *personal* says who somebody is or what she",
        "wrote, *secret* opens something and is never shown, *public* may be read by anybody, *operational* is what the house",
        "needs to run.",
        "",
        "| table | holds | personal | secret | public | operational | term |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, table in MAP.items():
        told = [table.personal, table.opens, table.public, table.operational]
        cells = [", ".join(f"`{column}`" for column in columns.split()) or "–" for columns in told]
        lines.append(f"| `{name}` | {table.words} | {' | '.join(cells)} | {table.term.replace('_', ' ')} |")
    lines += [
        "",
        "## Terms",
        "",
        "The clock of the house applies the ones with a length every day (`kallipolis.actions.people.retention`), that of the",
        "tasks among them (`kallipolis.management.timetable`).",
        "",
        "| kind | how long | why | then |",
        "|---|---|---|---|",
    ]
    for kind, term in TERMS.items():
        length = "" if term.length is None else f"{_length(term.length.days, term.length.seconds)} "
        lines.append(f"| {kind.replace('_', ' ')} | {length}{term.counted_from} | {term.why} | {term.then} |")
    return "\n".join(lines) + "\n"


def _length(days: int, seconds: int) -> str:
    years, left = divmod(days, 365)
    if years and not left:
        return f"{years} years"
    return f"{days} day{'s' * (days != 1)}" if days else f"{seconds // 3600} hours"
