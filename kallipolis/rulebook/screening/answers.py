"""What the city wrote in the form: word limits (B2), empty sections (B3, B4), repetition (B5), language (B7), links (B10)."""

from __future__ import annotations

import re

from kallipolis.rulebook.call.edition import Call, FormField, limit_name
from kallipolis.rulebook.dossier import Answer, Dossier, FormReading, Language
from kallipolis.rulebook.finding import FALLS_SHORT, HOLDS, NEEDS_JUDGEMENT, NOT_CHECKED, Finding, Findings
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.screening.places import form_of_this_call, in_form, no_form, readable_form, section_title
from kallipolis.rulebook.screening.repetition import repetitions
from kallipolis.rulebook.sentence import Facts, plural, sentence

_ROOM = 20  # characters of quotation marks, spaces and stops around a phrase that is the whole answer
_LINK = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"'()«»“”]+", re.IGNORECASE)


def word_limits_kept(dossier: Dossier, call: Call) -> Findings:
    """No section is longer than its word limit: over by both counts falls short, by the word processor's alone is judged (B2)."""
    form = form_of_this_call(dossier, call)
    if form is None:
        yield no_form("B2", dossier)
        return
    limited = [field for field in call.form.fields if field.words is not None]
    over = 0
    for field in limited:
        counted, limit = form.words(field.key), field.words or 0
        if counted.as_processor <= limit:
            continue
        over += 1
        facts = {"words": counted.as_processor, "words_with_letters": counted.with_letters, "limit": limit}
        place, title = (in_form(form, field.key),), section_title(call, field)
        if counted.with_letters > limit:
            said = plural("Section {section}: {count} word, at most {limit}.", "Section {section}: {count} words, at most {limit}.",
                          counted.with_letters, section=title, limit=limit)  # fmt: skip
            yield Finding(FALLS_SHORT, "B2", said, place, facts, (limit_name(field),))
        else:
            said = sentence(
                "Section {section}: {counted} words as a word processor counts, {told} without lone signs; at most {limit}.",
                section=title,
                counted=counted.as_processor,
                told=counted.with_letters,
                limit=limit,
            )
            yield Finding(NEEDS_JUDGEMENT, "B2", said, place, facts, (limit_name(field),))
    if not over:
        said = plural(
            "{count} section keeps its word limit.", "All {count} sections keep their word limits.", len(limited)
        )
        yield Finding(HOLDS, "B2", said, facts={"sections": len(limited)})


def every_section_filled(dossier: Dossier, call: Call) -> Findings:
    """Every section of the form is filled (B3). The annexes are counted under S4 (vii)."""
    form = form_of_this_call(dossier, call)
    if form is None:
        yield no_form("B3", dossier)
        return
    asked = [field for field in call.form.fields if not field.optional and not call.form.section_of[field.key].annex]
    empty = [field for field in asked if not form.answer(field.key)]
    if empty:
        said = plural(
            "{count} answer is empty, in section {sections}. Where there is nothing to say, the call gives the words (B4).",
            "{count} answers are empty, in sections {sections}. Where there is nothing to say, the call gives the words (B4).",
            len(empty),
            sections=tuple(dict.fromkeys(call.form.section_of[field.key].number for field in empty)),
        )
        places = tuple(in_form(form, field.key) for field in empty)
        yield Finding(FALLS_SHORT, "B3", said, places, {"empty": tuple(field.key for field in empty)})
    else:
        said = plural("{count} answer is filled.", "All {count} answers are filled.", len(asked))
        yield Finding(HOLDS, "B3", said, facts={"answers": len(asked)})


def nothing_to_say_said_in_the_words_of_the_call(dossier: Dossier, call: Call) -> Findings:
    """Where there is nothing to say, the section says it in the words of the call (B4)."""
    form = readable_form(dossier)
    if form is None:
        yield no_form("B4", dossier)
        return
    proper = {folded(phrase) for phrase in call.nothing_to_say}
    other = {folded(phrase) for phrase in call.nothing_to_say_otherwise}
    longest = max(map(len, (*call.nothing_to_say, *call.nothing_to_say_otherwise)))
    short = {
        field: form.answer(field.key) for field in _texts(call) if 0 < len(form.answer(field.key)) <= longest + _ROOM
    }
    said_so = [field for field, answer in short.items() if folded(answer) in proper]
    otherwise = [field for field, answer in short.items() if folded(answer) in other or not folded(answer)]
    for field in otherwise:
        said = sentence("Section {section} says “{answer}”; the call's words are “{words}”.",
                        section=section_title(call, field), answer=form.answer(field.key),
                        words=call.nothing_to_say[0])  # fmt: skip
        yield Finding(NEEDS_JUDGEMENT, "B4", said, (in_form(form, field.key),))
    if not otherwise and not said_so:
        yield Finding(HOLDS, "B4", sentence("No section says that it has nothing to say."))
    elif not otherwise:
        said = plural(
            "{count} section has nothing to say, in the words of the call.",
            "{count} sections have nothing to say, in the words of the call.",
            len(said_so),
        )
        yield Finding(HOLDS, "B4", said, tuple(in_form(form, field.key) for field in said_so))


def no_passage_repeated(dossier: Dossier, call: Call) -> Findings:
    """No passage stands in two sections (B5). Whether it bears on both is for people."""
    form = readable_form(dossier)
    if form is None:
        yield no_form("B5", dossier)
        return
    texts = {field.key: form.answer(field.key) for field in _texts(call)}
    proper = {folded(phrase) for phrase in call.nothing_to_say}
    longest = max(map(len, call.nothing_to_say)) + _ROOM
    told = {key: text for key, text in texts.items() if len(text) > longest or folded(text) not in proper}
    found = repetitions(told, words_in_a_row=call.repeated_passage_words)
    rests_on = ("repeated_passage_words",)
    for one in found:
        first, second = call.form.field(one.first), call.form.field(one.second)
        said = plural(
            "A passage of {count} word stands in section {first} and in section {second}.",
            "A passage of {count} words stands in section {first} and in section {second}.",
            one.words,
            first=section_title(call, first),
            second=section_title(call, second),
        )
        places = (in_form(form, one.first, quote=one.quote), in_form(form, one.second, quote=one.quote))
        yield Finding(NEEDS_JUDGEMENT, "B5", said, places, {"words": one.words}, rests_on)
    if not found:
        yield Finding(HOLDS, "B5", sentence("No passage stands in two sections."), rests_on=rests_on)


def english_or_french_only(dossier: Dossier, call: Call) -> Findings:
    """The answers are in a language of the call (B7). One or two that are not, an officer judges; all of them fall short."""
    form = readable_form(dossier)
    if form is None:
        yield no_form("B7", dossier)
        return
    prose = {field.key for field in _texts(call)}
    told = [answer for answer in form.answers if answer.field in prose and _tells_language(answer, form, call)]
    doubtful = [answer for answer in told if answer.language not in call.languages]
    foreign = [answer for answer in doubtful if answer.language is Language.OTHER]
    places = tuple(in_form(form, answer.field) for answer in doubtful)
    facts = {"sections": len(told), "doubtful": len(doubtful)}
    if not told:
        yield Finding(NOT_CHECKED, "B7", sentence("No answer is long enough to tell its language."))
    elif len(foreign) == len(told):
        said = plural("{count} section is in another language than those of the call.",
                      "All {count} sections are in another language than those of the call.", len(told))  # fmt: skip
        yield Finding(FALLS_SHORT, "B7", said, places, facts, ("languages",))
    elif doubtful:
        said = plural(
            "{count} section reads as another language, wholly or in part: {sections}.",
            "{count} sections read as another language, wholly or in part: {sections}.",
            len(doubtful),
            sections=tuple(call.form.section_of[answer.field].number for answer in doubtful),
        )
        yield Finding(NEEDS_JUDGEMENT, "B7", said, places, facts)
    else:
        languages = tuple(sorted({str(answer.language) for answer in told}))
        said = plural("{count} section reads as a language of the call.",
                      "All {count} sections read as a language of the call.", len(told))  # fmt: skip
        yield Finding(HOLDS, "B7", said, facts={**facts, "languages": languages})


def _tells_language(answer: Answer, form: FormReading, call: Call) -> bool:
    enough = form.words(answer.field).with_letters >= call.language_words_needed
    return answer.language is not Language.UNKNOWN and enough


def two_website_links_at_most(dossier: Dossier, call: Call) -> Findings:
    """The form has no more website links than allowed (B10): those of the links section count, others are judged."""
    form, most = readable_form(dossier), call.website_links_at_most
    if form is None or most is None:
        yield no_form("B10", dossier)
        return
    listed = _links(form, [field.key for field in call.form.fields if field.link], call)
    anywhere = _links(form, [field.key for field in _texts(call)], call)
    given = list(listed.values())
    inside = [place for address, place in anywhere.items() if address not in listed]
    facts: Facts = {
        "links": tuple(link for _, link in given),
        "inside_answers": tuple(link for _, link in inside),
        "most": most,
    }
    places = tuple(in_form(form, key, quote=link) for key, link in (*given, *inside))
    if len(given) > most:
        said = plural("The section for links has {count} website; at most {most} may stand there.",
                      "The section for links has {count} websites; at most {most} may stand there.",
                      len(given), most=most)  # fmt: skip
        yield Finding(FALLS_SHORT, "B10", said, places, facts, ("website_links_at_most",))
    elif len(given) + len(inside) > most:
        said = plural(
            "With the addresses inside answers the form has {count} website link; at most {most} are allowed.",
            "With the addresses inside answers the form has {count} website links; at most {most} are allowed.",
            len(given) + len(inside),
            most=most,
        )
        yield Finding(NEEDS_JUDGEMENT, "B10", said, places, facts, ("website_links_at_most",))
    else:
        said = plural("{count} website link of {most} at most.", "{count} website links of {most} at most.",
                      len(given) + len(inside), most=most)  # fmt: skip
        yield Finding(HOLDS, "B10", said, places, facts, ("website_links_at_most",))


def _links(form: FormReading, keys: list[str], call: Call) -> dict[str, tuple[str, str]]:
    """The distinct website addresses in some fields: by the bare address, the field and what stands there.

    Accounts on social networks are no websites.
    """
    found: dict[str, tuple[str, str]] = {}
    for key in keys:
        for link in _LINK.findall(form.answer(key)):
            address = link.rstrip(".,;:!?")
            bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", address.casefold()).rstrip("/")
            host = bare.partition("/")[0]
            if not any(host == network or host.endswith(f".{network}") for network in call.social_networks):
                found.setdefault(bare, (key, address))
    return found


def _texts(call: Call) -> list[FormField]:
    """The fields of running text, without the annexes and without what stands beside the links (social media)."""
    return [
        field
        for section in call.form.sections
        if not section.annex and not any(field.link for field in section.fields)
        for field in section.fields
        if field.kind == "text"
    ]
