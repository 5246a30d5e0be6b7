"""The visible list of all faults, oddities and clashes, in the order of the call's clauses."""

from __future__ import annotations

from kallipolis.documents.writing.sample.faults import answers, enclosures, form, message
from kallipolis.documents.writing.sample.faults.fault import Clash, Fault
from kallipolis.rulebook.finding import NEEDS_JUDGEMENT

FAULTS: tuple[Fault, ...] = (
    answers.unknown_state,
    answers.state_not_eligible,
    answers.no_field_chosen,
    answers.waiting_city,
    answers.waiting_city_never_considered,
    enclosures.missing_letter_of_intent,
    enclosures.missing_endorsement,
    answers.no_commitment,
    answers.no_main_contact,
    answers.budget_a_year_short,
    form.form_of_another_year,
    form.limit_raised,
    form.instruction_removed,
    form.protection_removed,
    answers.over_the_word_limit,
    answers.empty_section,
    answers.says_not_applicable,
    answers.passage_repeated,
    answers.section_in_another_language,
    answers.form_in_another_language,
    form.french_without_translation,
    form.picture_in_the_form,
    form.table_in_the_form,
    form.chart_in_the_form,
    answers.one_website_too_many,
    answers.web_address_in_an_answer,
    message.sent_elsewhere,
    message.odd_subject,
    enclosures.missing_list,
    form.missing_form,
    form.form_as_pdf,
    enclosures.one_support_letter,
    enclosures.missing_rights_form,
    enclosures.letter_of_three_pages,
    enclosures.two_photographs,
    enclosures.four_photographs,
    enclosures.png_named_jpg,
    enclosures.photograph_between_two_megabytes,
    enclosures.photograph_too_large,
    enclosures.truncated_photograph,
    message.message_between_two_megabytes,
    message.message_too_large,
    message.arrived_at_midnight,
    message.arrived_a_second_late,
    message.arrived_in_the_last_second_in_doubt,
    message.arrived_late,
    message.arrived_two_days_late,
)

STATE_NOT_ELIGIBLE = answers.state_not_eligible

# What looks odd and changes nothing: a dossier may have one and is still whole.
ODDITIES: tuple[Fault, ...] = (
    form.saved_by_another_program,
    form.names_and_bookmarks_lost,
    enclosures.brochure,
    message.arrived_in_the_last_second,
    message.nobody_says_when_it_arrived,
    message.sender_clock_wrong,
)

ONE_CITY_IN_TWO_FIELDS = Clash(
    "one_city_in_two_fields",
    "One city applies twice, in two fields.",
    (("P5", NEEDS_JUDGEMENT), ("S3", NEEDS_JUDGEMENT)),
    same_city=True,
    same_field=False,
    size=lambda call: call.fields_per_city + 1,
    by_email=True,
)
SENT_TWICE = Clash(
    "sent_twice",
    "One city sends two different e-mails, in one field.",
    (("S3", NEEDS_JUDGEMENT),),
    same_city=True,
    same_field=True,
    size=lambda call: (call.messages_per_application or 1) + 1,
    by_email=True,
)
TOO_MANY_IN_ONE_FIELD = Clash(
    "too_many_in_one_field",
    "More endorsed cities of one State in one field than P15 allows.",
    (("P15", NEEDS_JUDGEMENT),),
    same_city=False,
    same_field=True,
    size=lambda call: call.endorsements_per_field_of_a_state + 1,
)
TOO_MANY_OF_ONE_STATE = Clash(
    "too_many_of_one_state",
    "More endorsed cities of one State than P15 allows, in different fields.",
    (("P15", NEEDS_JUDGEMENT),),
    same_city=False,
    same_field=False,
    size=lambda call: call.endorsements_per_state + 1,
)
CLASHES: tuple[Clash, ...] = (ONE_CITY_IN_TWO_FIELDS, SENT_TWICE, TOO_MANY_IN_ONE_FIELD, TOO_MANY_OF_ONE_STATE)
