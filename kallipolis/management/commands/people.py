"""People from the console: invites the first head, lists who has which role, and makes the people of a demonstration."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kallipolis.actions.people import demo, roles
from kallipolis.queries import people
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import GRANTED, ROLES, Actor, Role, Service
from kallipolis.rulebook.permission import Refused

CONSOLE = Actor(service=Service.CONSOLE)


class Command(BaseCommand):
    """`kallipolis people invite EMAIL --role ROLE`, `grant`, `list`, `demo` and `code EMAIL`."""

    help = "Invite people to roles, give roles, list who has which, or make the people of a demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="invite | grant | list | demo | code")
        for name, words in (("invite", "invite somebody to a role"), ("grant", "give a role to an account")):
            part = parts.add_parser(name, help=words)
            part.add_argument("email", metavar="EMAIL")
            part.add_argument("--role", required=True, choices=[str(role) for role in GRANTED])
            part.add_argument("--over", default="", help="what it is for: MR, design, 2021-042; nothing: the house")
            if name == "invite":
                part.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parts.add_parser("list", help="who has an account and which roles")
        made = parts.add_parser("demo", help="make one demo person for each role, and say how to sign in as each")
        made.add_argument("--unless-production", action="store_true", help="on a production site say and do nothing")
        code = parts.add_parser("code", help="the six figures that a demo person types now as her second factor")
        code.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['part']}")(options)
        except Refused as refused:
            raise CommandError(str(refused.refusal.sentence)) from None

    def _invite(self, options: dict[str, Any]) -> None:
        link = roles.invite(
            options["email"],
            actor=CONSOLE,
            clock=SYSTEM_CLOCK,
            role=options["role"],
            over=options["over"],
            language=options["language"],
        )
        self.stdout.write(f"{options['email']} is invited. The letter is on its way; the page on which to accept is")
        self.stdout.write(link)

    def _grant(self, options: dict[str, Any]) -> None:
        number = people.person_with(options["email"]) or 0
        roles.grant_role(
            actor=CONSOLE, clock=SYSTEM_CLOCK, person_id=number, role=options["role"], over=options["over"]
        )
        self.stdout.write(f"{options['email']} has the role {ROLES[Role(options['role'])].name}.")

    def _list(self, options: dict[str, Any]) -> None:
        page = people.people_page(CONSOLE, now=SYSTEM_CLOCK.now())
        for person in page.people:
            held = ", ".join(f"{role.role} {role.over}".strip() for role in person.roles) or "no role"
            lack = "; lacks the second factor" if person.lacks_factor else ""
            self.stdout.write(f"{person.email}  {held}{lack}{'  (demo)' if person.demo else ''}")
        for invitation in page.invitations:
            over = " (its time is over)" if invitation.is_over else ""
            self.stdout.write(
                f"{invitation.email}  invited: {invitation.role.role} {invitation.role.over}".rstrip() + over
            )

    def _demo(self, options: dict[str, Any]) -> None:
        if settings.PRODUCTION and options["unless_production"]:
            return
        known = {
            person.email for person in people.people_page(CONSOLE, now=SYSTEM_CLOCK.now(), sought=demo.DOMAIN).people
        }
        if settings.PRODUCTION or not {demo.address_of(name) for name, _ in demo.PEOPLE} <= known:
            demo.make_demo_people(actor=CONSOLE, clock=SYSTEM_CLOCK, hashed=make_password(demo.PASSWORD))
        self.stdout.write(
            f"Demo people, at {settings.KALLIPOLIS_ADDRESS}/account/login/ with the password: {demo.PASSWORD}"
        )
        for name, grant in demo.PEOPLE:
            facts = ROLES[grant.role] if grant else ROLES[Role.PERSON]
            over = f" ({grant.over})" if grant and grant.over else ""
            factor = "  + second factor" if facts.second_factor else ""
            self.stdout.write(f"  {demo.address_of(name):30} {facts.name}{over}{factor}")
        self.stdout.write("The second factor of each is what this prints: kallipolis people code ADDRESS")

    def _code(self, options: dict[str, Any]) -> None:
        if settings.PRODUCTION:
            raise CommandError("this is a production site: it has no demo people.")
        known = [
            one
            for one in people.people_page(CONSOLE, now=SYSTEM_CLOCK.now(), sought=options["email"]).people
            if one.demo
        ]
        if not any(one.email == options["email"].strip().lower() for one in known):
            raise CommandError(f"{options['email']} is no demo person: `kallipolis people demo` lists them.")
        counter = int(time.time()) // settings.MFA_TOTP_PERIOD
        self.stdout.write(format_hotp_value(hotp_value(demo.TOTP_SECRET, counter)))
