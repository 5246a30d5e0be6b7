"""The parameters that the clauses of a call set. A name stands here once, with its unit; its value stands beside its clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """What the clauses of one edition set, by name.

    A parameter of type `… | None` is None where an edition says in its call.toml (`without`) that it sets none.
    """

    # P · principles
    states_taken_on: date  # P2
    fields_per_application: int  # P4
    fields_per_city: int  # P5
    designations_per_state: int  # P9
    designations_per_field_of_a_state: int  # P9
    consecutive_calls_before_waiting: int  # P11
    years_to_wait: int  # P11
    report_every_years: int  # P13
    endorsements_per_state: int  # P15
    endorsements_per_field_of_a_state: int  # P15
    # A · preparing
    focal_points: int  # A2
    plan_years: int  # A7
    # B · the form
    form_year: int  # B1
    nothing_to_say: tuple[str, ...]  # B4, the words in each language of the call
    nothing_to_say_otherwise: tuple[str, ...]  # B4, other short answers that mean the same
    repeated_passage_words: int  # B5, words in a row that make a passage
    languages: tuple[str, ...]  # B7, ISO 639-1 codes
    language_words_needed: int  # B7, fewer words tell no language
    translation_advised_from: tuple[str, ...]  # B8, ISO 639-1 codes
    website_links_at_most: int | None  # B10
    social_networks: tuple[str, ...]  # B10, hosts that are no website of the city
    # S · submitting
    channels: tuple[str, ...]  # S1
    subjects: tuple[str, ...] | None  # S2, with {city}
    messages_per_application: int | None  # S3
    form_kinds: tuple[str, ...]  # S4, kinds of file
    letter_pages_recommended: int | None  # S5
    photograph_count: int  # S6
    photograph_kinds: tuple[str, ...]  # S6, kinds of file
    photograph_bytes_surely_allowed: int  # S6
    photograph_bytes_surely_barred: int  # S6, above this
    message_bytes_surely_allowed: int | None  # S7
    message_bytes_surely_barred: int | None  # S7, above this
    closes_at: datetime  # S9, the minute as the call prints it
    on_time_before: datetime  # S9
    late_from: datetime  # S9
    # V · conduct, K · cooperation framework
    calls_every_years: int  # V6
    pairing_asked_by: date | None  # K2
    pairing_made_by: date | None  # K4
