"""The time zones that a reader may choose from: cities she knows, with their distance from UTC at the instant that counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

# For each group the cities whose clocks differ there, and the largest ones that people look for.
_AFRICA = (
    "Abidjan Accra Addis_Ababa Algiers Cairo Casablanca Dakar Dar_es_Salaam Harare Johannesburg Khartoum Kinshasa "
    "Lagos Nairobi Tripoli Tunis"
)
_AMERICAS = (
    "Anchorage Argentina/Buenos_Aires Bogota Caracas Chicago Denver Guatemala Halifax Havana Jamaica La_Paz Lima "
    "Los_Angeles Mexico_City Montevideo New_York Noronha Panama Phoenix Puerto_Rico Santiago Sao_Paulo St_Johns Toronto"
)
_ASIA = (
    "Almaty Amman Baghdad Baku Bangkok Beirut Colombo Damascus Dhaka Dubai Ho_Chi_Minh Hong_Kong Jakarta Jerusalem Kabul "
    "Karachi Kathmandu Kolkata Kuala_Lumpur Macau Manila Novosibirsk Riyadh Seoul Shanghai Singapore Tashkent Tbilisi "
    "Tehran Tokyo Ulaanbaatar Vladivostok Yangon Yekaterinburg"
)
_EUROPE = "Athens Berlin Helsinki Istanbul Kyiv Lisbon London Madrid Moscow Paris Rome Stockholm Warsaw"
_PACIFIC = (
    "Pacific/Apia Pacific/Auckland Australia/Adelaide Australia/Brisbane Australia/Darwin Australia/Perth "
    "Australia/Sydney Pacific/Fiji Pacific/Guam Pacific/Honolulu Pacific/Tahiti Pacific/Tongatapu"
)


@dataclass(frozen=True)
class ZoneChoice:
    """One zone in the list."""

    name: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class ZoneGroup:
    """The zones of one part of the world."""

    label: str
    choices: tuple[ZoneChoice, ...]


def grouped_zones(at: datetime, chosen: ZoneInfo | None) -> tuple[ZoneGroup, ...]:
    """The zones to choose from at that instant. A zone that she has chosen and that is not among them stands first."""
    groups = (
        (gettext("Africa"), [f"Africa/{name}" for name in _AFRICA.split()]),
        (gettext("Americas"), [f"America/{name}" for name in _AMERICAS.split()]),
        (gettext("Asia"), [f"Asia/{name}" for name in _ASIA.split()]),
        (gettext("Europe"), [f"Europe/{name}" for name in _EUROPE.split()]),
        (gettext("Pacific"), _PACIFIC.split()),
    )
    rows = tuple(
        ZoneGroup(label, tuple(_choice(ZoneInfo(name), at, chosen) for name in names)) for label, names in groups
    )
    listed = {choice.name for group in rows for choice in group.choices}
    if chosen is None or chosen.key in listed:
        return rows
    return (ZoneGroup(gettext("Yours"), (_choice(chosen, at, chosen),)), *rows)


def offset_name(there: datetime) -> str:
    """The zone of an instant as a clock would name it: “CEST, UTC+2”, or only “UTC+5:30” where it has no letters."""
    offset = there.utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds() // 60)
    sign = "+" if minutes >= 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    distance = f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"
    letters = there.tzname() or ""
    return f"{letters}, {distance}" if letters.isalpha() and letters != "UTC" else distance


def _choice(zone: ZoneInfo, at: datetime, chosen: ZoneInfo | None) -> ZoneChoice:
    there = at.astimezone(zone)
    city = zone.key.rpartition("/")[2].replace("_", " ")
    return ZoneChoice(zone.key, f"{city} ({offset_name(there).rpartition(', ')[2]})", zone == chosen)
