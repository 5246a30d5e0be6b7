"""The form itself: official and unaltered (B1), without pictures, tables or charts (B9), with a translation where it is French (B8)."""

from __future__ import annotations

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Alteration, AlterationKind, Dossier, Language, Slot
from kallipolis.rulebook.finding import FALLS_SHORT, HOLDS, NEEDS_JUDGEMENT, NOT_CHECKED, Evidence, Finding, Findings
from kallipolis.rulebook.screening.places import in_document, in_form, is_translation, no_form, readable_form, shortened
from kallipolis.rulebook.sentence import Sentence, plural, sentence

_PICTURES = {AlterationKind.PICTURE, AlterationKind.TABLE, AlterationKind.CHART}
# So many changed lines are told with the words as issued; of a form that was rewritten the rest is only counted.
_TOLD_ONE_BY_ONE = 4
_CHANGED = {AlterationKind.FIXED_TEXT_CHANGED, AlterationKind.FIXED_TEXT_MISSING}


def official_form_unaltered(dossier: Dossier, call: Call) -> Findings:
    """The form is the official one of the year, and its fixed text stands as it was issued (B1)."""
    form = readable_form(dossier)
    if form is None:
        yield no_form("B1", dossier)
        return
    if form.edition != call.id:
        if form.edition_year is not None:
            said = sentence("This is the form of the {year} call.", year=str(form.edition_year))
        else:
            said = sentence("This is not the official form of the {year} call.", year=str(call.form_year))
        yield Finding(FALLS_SHORT, "B1", said, (in_form(form),), {"edition": form.edition}, ("form_year",))
        return
    changes = [change for change in form.alterations if change.what not in _PICTURES]
    grave = [change for change in changes if change.what in _CHANGED]
    light = [change for change in changes if change.what not in _CHANGED]
    for change in grave[:_TOLD_ONE_BY_ONE]:
        yield Finding(FALLS_SHORT, "B1", _changed(change), (_place(form.sha256, change),), {"section": change.section})
    if len(grave) > _TOLD_ONE_BY_ONE:
        rest = grave[_TOLD_ONE_BY_ONE:]
        said = plural("{count} more fixed line of the form was changed or removed.",
                      "{count} more fixed lines of the form were changed or removed.", len(rest))  # fmt: skip
        yield Finding(FALLS_SHORT, "B1", said, tuple(_place(form.sha256, change) for change in rest))
    for kind in dict.fromkeys(change.what for change in light):
        alike = [change for change in light if change.what is kind]
        yield Finding(NEEDS_JUDGEMENT, "B1", _altered(kind, alike), tuple(_place(form.sha256, one) for one in alike))
    if not changes:
        said = sentence("The official form of {year}, its fixed text unaltered.", year=str(call.form_year))
        yield Finding(HOLDS, "B1", said, (in_form(form),))


def _changed(change: Alteration) -> Sentence:
    issued = shortened(change.expected)
    if change.what is AlterationKind.FIXED_TEXT_MISSING:
        return sentence("A fixed line of the form is gone: “{issued}”.", issued=issued)
    return sentence("A fixed line of the form was changed. As issued it says: “{issued}”.", issued=issued)


def _place(sha256: str, change: Alteration) -> Evidence:
    return Evidence(Slot.FORM, sha256, field=change.section or None, quote=shortened(change.quote or change.expected))


def _altered(kind: AlterationKind, changes: list[Alteration]) -> Sentence:
    count = len(changes)
    if kind is AlterationKind.PROTECTION_REMOVED:
        return sentence("The protection of the fixed text was removed; the text itself was compared.")
    if kind is AlterationKind.TRACKED_CHANGES:
        return sentence("The form carries tracked changes; it was read as if they were accepted.")
    if kind is AlterationKind.FIELD_MISSING:
        return plural("{count} field of the form is gone; its answer was looked for between the headings.",
                      "{count} fields of the form are gone; their answers were looked for between the headings.",
                      count)  # fmt: skip
    return plural(
        "{count} piece of text stands outside the fields.", "{count} pieces of text stand outside the fields.", count
    )


def no_pictures_tables_or_charts(dossier: Dossier, call: Call) -> Findings:
    """No picture, table or chart was put into the form (B9)."""
    form = readable_form(dossier)
    if form is None:
        yield no_form("B9", dossier)
        return
    found = [change for change in form.alterations if change.what in _PICTURES]
    if found:
        said = plural("{count} picture, table or chart stands in the form.",
                      "{count} pictures, tables or charts stand in the form.", len(found))  # fmt: skip
        places = tuple(Evidence(Slot.FORM, form.sha256, field=one.section or None, quote=one.what) for one in found)
        yield Finding(FALLS_SHORT, "B9", said, places, {"kinds": tuple(one.what for one in found)})
    else:
        yield Finding(HOLDS, "B9", sentence("No picture, table or chart stands in the form."), (in_form(form),))


def translation_beside_a_french_form(dossier: Dossier, call: Call) -> Findings:
    """With a form in French an English translation is advised (B8). It is kept beside the form."""
    form = readable_form(dossier)
    if form is None:
        yield no_form("B8", dossier)
        return
    told = [answer.language for answer in form.answers if answer.language is not Language.UNKNOWN]
    if not told:
        yield Finding(NOT_CHECKED, "B8", sentence("No answer is long enough to tell its language."))
        return
    language = max(sorted(set(told)), key=told.count)
    translations = tuple(document for document in dossier.in_slot(Slot.SET_ASIDE) if is_translation(document))
    if language not in call.translation_advised_from:
        yield Finding(
            HOLDS, "B8", sentence("The form is not in French, so no translation is advised."), (in_form(form),)
        )
    elif translations:
        said = sentence("An English translation lies beside the French form.")
        yield Finding(HOLDS, "B8", said, tuple(in_document(document) for document in translations))
    else:
        said = sentence("The form is in French; an official English translation is strongly recommended.")
        yield Finding(FALLS_SHORT, "B8", said, (in_form(form),), rests_on=("translation_advised_from",))
