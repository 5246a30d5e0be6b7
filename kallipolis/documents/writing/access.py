"""The reference pages of who may: every deed with its roles, and every address with the deed that stands at its door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kallipolis.rulebook.people import ROLES, SERVICES, Role
from kallipolis.rulebook.permission import DEEDS, Deed, Rule


@dataclass(frozen=True)
class Address:
    """One address of the site: its path, its methods, the deed at its door (None: anybody), whether it is of one thing."""

    path: str
    methods: tuple[str, ...]
    deed: Deed | None
    of_one_thing: bool = False


def permissions_page() -> str:
    """Roles and deeds as Markdown."""
    return "\n".join(_permissions())


def addresses_page(addresses: Sequence[Address]) -> str:
    """The addresses of the site as Markdown, in the order of the address book."""
    return "\n".join(_addresses(addresses))


def _permissions() -> Iterator[str]:
    yield from ("# Permissions", "")
    yield "Generated from `kallipolis/rulebook/permission.py` by `kallipolis reference`. What is not in this table is not permitted."
    yield from ("", "## Roles", "", "| role | held over | second factor | |", "|---|---|---|---|")
    for facts in ROLES.values():
        held = str(facts.scope) or "the house"
        yield f"| {facts.name} | {held} | {'needed' if facts.second_factor else ''} | {facts.about} |"
    yield from ("", "## Services", "", "| service | in the record |", "|---|---|")
    yield from (f"| {name} | `service:{service}` |" for service, name in SERVICES.items())
    yield from ("", "## Deeds", "")
    yield "A role permits a deed over what it is held over: a focal point for one application, an officer for the house. A bar"
    yield "refuses it still: see the function of that name."
    yield ""
    yield "| deed | name | roles | services | stages | clause | bars | secrets of it are read by |"
    yield "|---|---|---|---|---|---|---|---|"
    for deed, rule in DEEDS.items():
        told = (str(rule.words), f"`{deed}`", _named(rule.roles), _services(rule), _stages(rule), rule.clause)
        yield f"| {' | '.join((*told, _bars(rule), _named(rule.secrets_for)))} |"
    yield from ("", "## What each role may do", "", "| role | deeds |", "|---|---|")
    for role in ROLES:
        deeds = ", ".join(f"`{deed}`" for deed, rule in DEEDS.items() if role in rule.roles)
        if deeds:
            yield f"| {ROLES[role].name} | {deeds} |"
    yield ""


def _addresses(addresses: Sequence[Address]) -> Iterator[str]:
    yield from ("# Addresses", "")
    yield "Generated from the doors of the site by `kallipolis reference`. A test asks for each as every role, with and without"
    yield "its second factor, by every method, and compares the answer with this table."
    yield from ("", "| address | methods | deed at the door | open to |", "|---|---|---|---|")
    for one in addresses:
        rule = DEEDS[one.deed] if one.deed else None
        who = "anybody" if rule is None else _named(rule.roles)
        over = (
            ", over this thing" if one.of_one_thing and rule and any(ROLES[role].scope for role in rule.roles) else ""
        )
        yield f"| `/{one.path}` | {' '.join(one.methods)} | {f'`{one.deed}`' if one.deed else ''} | {who}{over} |"
    yield ""


def _named(roles: frozenset[Role]) -> str:
    return ", ".join(str(ROLES[role].name) for role in ROLES if role in roles)


def _services(rule: Rule) -> str:
    return ", ".join(str(SERVICES[service]) for service in SERVICES if service in rule.services)


def _stages(rule: Rule) -> str:
    return "any" if rule.stages is None else ", ".join(sorted(rule.stages))


def _bars(rule: Rule) -> str:
    return ", ".join(f"`{bar.__name__}`" for bar in rule.bars)
