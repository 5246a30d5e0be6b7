"""What is attached: letters, list, form, photographs, rights forms (S4, P14, S5, S6), and what is set aside (S8)."""

from __future__ import annotations

from kallipolis.rulebook.call.edition import Call, RequiredDocument
from kallipolis.rulebook.dossier import TOLD_FROM, Document, Dossier, Slot, TextFrom, Trouble
from kallipolis.rulebook.finding import FALLS_SHORT, HOLDS, NEEDS_JUDGEMENT, NOT_CHECKED, Finding, Findings
from kallipolis.rulebook.screening.places import in_document, is_translation, opens
from kallipolis.rulebook.sentence import Facts, Sentence, plural, sentence

# Why a file was not opened that may be, or hold, a document which the call asks for.
_MAY_HIDE_A_DOCUMENT = (Trouble.ENCRYPTED, Trouble.DAMAGED, Trouble.TOO_LARGE, Trouble.INFECTED)
_LETTERS = (Slot.LETTER_OF_INTENT, Slot.ENDORSEMENT, Slot.SUPPORT_LETTER)


def letter_of_intent_of_the_mayor(dossier: Dossier, call: Call) -> Findings:
    """A formal letter of intent of the mayor is attached (P14). Who signed it is judged by people."""
    missing = sentence("No letter of intent of the mayor is attached.")
    yield _letter(dossier, Slot.LETTER_OF_INTENT, missing)


def endorsement_of_the_national_commission(dossier: Dossier, call: Call) -> Findings:
    """A formal letter of endorsement of the National Commission for UNESCO is attached (P14)."""
    missing = sentence("No letter of endorsement of the National Commission for UNESCO is attached.")
    yield _letter(dossier, Slot.ENDORSEMENT, missing)


def _letter(dossier: Dossier, slot: Slot, missing: Sentence) -> Finding:
    letters = dossier.in_slot(slot)
    places = tuple(in_document(letter) for letter in letters)
    if not letters:
        return Finding(FALLS_SHORT, "P14", missing)
    if not all(opens(letter) for letter in letters):
        return Finding(NEEDS_JUDGEMENT, "P14", _cannot_be_opened(letters), places)
    if all(letter.confidence < TOLD_FROM for letter in letters):
        return Finding(NEEDS_JUDGEMENT, "P14", _told_by_nothing(letters), places)
    if all(letter.text_from is TextFrom.NOWHERE for letter in letters):
        said = sentence("{files}: a scan without text, known by its file name.", files=_names(letters))
        return Finding(HOLDS, "P14", said, places, {"text_from": TextFrom.NOWHERE})
    said = sentence("{files}: {reason}", files=_names(letters), reason=letters[0].reason)
    return Finding(HOLDS, "P14", said, places, {"text_from": letters[0].text_from})


def every_document_of_the_list(dossier: Dossier, call: Call) -> Findings:
    """Each item of the list of attachments is there, as often as it is asked for (S4). S6 counts the photographs."""
    short = [(wanted, _found(dossier, wanted)) for wanted in call.documents if _lacks(dossier, wanted)]
    for wanted, found in short:
        said = plural(
            "Item ({item}), {name}: {found} attached, {count} asked for.",
            "Item ({item}), {name}: {found} attached, {count} asked for.",
            _asked(dossier, wanted),
            item=wanted.item,
            name=wanted.name,
            found=found,
        )
        facts: Facts = {"item": wanted.item, "slot": wanted.slot, "found": found, "wanted": _asked(dossier, wanted)}
        places = tuple(in_document(document) for document in dossier.in_slot(Slot(wanted.slot)))
        yield Finding(FALLS_SHORT, "S4", said, places, facts)
    others = [document for document in dossier.documents if document.slot not in (Slot.SET_ASIDE, Slot.PHOTOGRAPH)]
    closed = [document for document in others if not opens(document)]
    for document in closed:
        yield Finding(NEEDS_JUDGEMENT, "S4", _cannot_be_opened((document,)), (in_document(document),))
    doubtful = tuple(one for one in others if one.confidence < TOLD_FROM and one not in closed)
    if doubtful:
        places = tuple(in_document(document) for document in doubtful)
        yield Finding(NEEDS_JUDGEMENT, "S4", _told_by_nothing(doubtful), places)
    if not short and not closed and not doubtful:
        said = plural(
            "{count} kind of document is asked for, and it is attached.",
            "All {count} kinds of document are attached.",
            len(call.documents),
        )
        yield Finding(HOLDS, "S4", said, facts={"items": tuple(document.item for document in call.documents)})


def _found(dossier: Dossier, wanted: RequiredDocument) -> int:
    inside = dossier.form.rights_forms if dossier.form is not None and wanted.slot == Slot.RIGHTS_FORM else 0
    return len(dossier.in_slot(Slot(wanted.slot))) + inside


def _asked(dossier: Dossier, wanted: RequiredDocument) -> int:
    """How many of a document S4 asks for: one rights form for each photograph that is there; any photograph, since S6 counts."""
    if wanted.slot == Slot.RIGHTS_FORM:
        return min(wanted.count, max(1, len(dossier.in_slot(Slot.PHOTOGRAPH))))
    return 1 if wanted.slot == Slot.PHOTOGRAPH else wanted.count


def _lacks(dossier: Dossier, wanted: RequiredDocument) -> bool:
    return _found(dossier, wanted) < _asked(dossier, wanted)


def form_in_word_format(dossier: Dossier, call: Call) -> Findings:
    """The form is a Word file (S4 ii): .doc and .docx are both the standard Word format."""
    forms = dossier.in_slot(Slot.FORM)
    if not forms:
        yield Finding(NOT_CHECKED, "S4", sentence("There is no application form to look at."))
        return
    form = forms[0]
    facts: Facts = {"kind": form.kind}
    if form.kind not in call.form_kinds:
        said = sentence("The form came as {kind}; the standard format is Word.", kind=form.kind)
        yield Finding(FALLS_SHORT, "S4", said, (in_document(form),), facts, ("form_kinds",))
    elif form.trouble is None:
        yield Finding(
            HOLDS, "S4", sentence("The form is a Word file ({kind}).", kind=form.kind), (in_document(form),), facts
        )
    else:
        yield Finding(NOT_CHECKED, "S4", _cannot_be_opened((form,)), (in_document(form),), facts)


def letters_of_two_pages_at_most(dossier: Dossier, call: Call) -> Findings:
    """No letter is longer than the recommended number of pages (S5)."""
    most = call.letter_pages_recommended
    letters = [document for slot in _LETTERS for document in dossier.in_slot(slot)]
    counted = [letter for letter in letters if letter.pages is not None]
    if most is None or not counted:
        yield Finding(NOT_CHECKED, "S5", sentence("No letter has pages that can be counted."))
        return
    long = [letter for letter in counted if letter.pages is not None and letter.pages > most]
    for letter in long:
        pages = letter.pages or 0
        said = plural("{file} has {count} page; {most} at most are recommended.",
                      "{file} has {count} pages; {most} at most are recommended.",
                      pages, file=letter.filename, most=most)  # fmt: skip
        verdict = FALLS_SHORT if letter.pages_certain else NEEDS_JUDGEMENT
        facts: Facts = {"pages": pages, "most": most}
        place = (in_document(letter, page=pages),)
        yield Finding(verdict, "S5", said, place, facts, ("letter_pages_recommended",))
    if not long:
        said = plural(
            "{count} letter has {most} pages at most.",
            "{count} letters have {most} pages at most.",
            len(counted),
            most=most,
        )
        yield Finding(HOLDS, "S5", said, tuple(in_document(letter) for letter in counted), {"most": most})


def three_photographs(dossier: Dossier, call: Call) -> Findings:
    """As many photographs as the call asks for (S6). One more may be an extra to set aside (S8): an officer says."""
    photographs, wanted = dossier.in_slot(Slot.PHOTOGRAPH), call.photograph_count
    found = len(photographs)
    verdict = HOLDS if found == wanted else FALLS_SHORT if found < wanted else NEEDS_JUDGEMENT
    said = plural("{count} photograph of {wanted}.", "{count} photographs of {wanted}.", found, wanted=wanted)
    places = tuple(in_document(photograph) for photograph in photographs)
    yield Finding(verdict, "S6", said, places, {"found": found, "wanted": wanted}, ("photograph_count",))


def photographs_are_jpeg(dossier: Dossier, call: Call) -> Findings:
    """Every photograph is a whole JPEG by its content, whatever its name says (S6)."""
    photographs = dossier.in_slot(Slot.PHOTOGRAPH)
    wrong = [photograph for photograph in photographs if photograph.kind not in call.photograph_kinds]
    for photograph in wrong:
        said = sentence("{file} is {kind} by its content, not JPEG.", file=photograph.filename, kind=photograph.kind)
        yield Finding(
            FALLS_SHORT, "S6", said, (in_document(photograph),), {"kind": photograph.kind}, ("photograph_kinds",)
        )
    broken = [photograph for photograph in photographs if photograph not in wrong and not _whole(photograph)]
    for photograph in broken:
        said = sentence("{file} breaks off or is damaged; it cannot be shown whole.", file=photograph.filename)
        if photograph.trouble is Trouble.INFECTED:
            said = _cannot_be_opened((photograph,))
        yield Finding(NEEDS_JUDGEMENT, "S6", said, (in_document(photograph),))
    if not photographs:
        yield Finding(NOT_CHECKED, "S6", sentence("There is no photograph to look at."))
    elif not wrong and not broken:
        said = plural("{count} photograph is a whole JPEG.", "{count} photographs are whole JPEGs.", len(photographs))
        yield Finding(HOLDS, "S6", said, tuple(in_document(photograph) for photograph in photographs))


def _whole(photograph: Document) -> bool:
    return photograph.trouble is None and (photograph.photograph is None or photograph.photograph.is_whole)


def photographs_within_the_size(dossier: Dossier, call: Call) -> Findings:
    """No photograph is larger than the call allows; between the two readings of “MB” an officer decides (S6)."""
    photographs = dossier.in_slot(Slot.PHOTOGRAPH)
    allowed, barred = call.photograph_bytes_surely_allowed, call.photograph_bytes_surely_barred
    rests_on = ("photograph_bytes_surely_allowed", "photograph_bytes_surely_barred")
    large = [photograph for photograph in photographs if photograph.size_bytes > allowed]
    for photograph in large:
        size = photograph.size_bytes
        facts: Facts = {"bytes": size, "surely_allowed": allowed, "surely_barred_above": barred}
        place = (in_document(photograph),)
        if size > barred:
            said = sentence(
                "{file} has {size} bytes; at most {barred} are allowed.",
                file=photograph.filename,
                size=size,
                barred=barred,
            )
            yield Finding(FALLS_SHORT, "S6", said, place, facts, rests_on)
        else:
            said = sentence(
                "{file} has {size} bytes: above {allowed}, not above {barred}. “MB” can be read either way.",
                file=photograph.filename,
                size=size,
                allowed=allowed,
                barred=barred,
            )
            yield Finding(NEEDS_JUDGEMENT, "S6", said, place, facts, rests_on)
    if not photographs:
        yield Finding(NOT_CHECKED, "S6", sentence("There is no photograph to look at."))
    elif not large:
        largest = max(photograph.size_bytes for photograph in photographs)
        said = sentence("The largest photograph has {size} bytes.", size=largest)
        yield Finding(HOLDS, "S6", said, facts={"largest": largest, "surely_allowed": allowed}, rests_on=rests_on)


def other_documents_set_aside(dossier: Dossier, call: Call) -> Findings:
    """What the call does not ask for is set aside (S8); a file that could not be opened may be one of those asked for.

    The translation that B8 advises is no such file.
    """
    aside = tuple(document for document in dossier.in_slot(Slot.SET_ASIDE) if not is_translation(document))
    closed = tuple(document for document in aside if document.trouble in _MAY_HIDE_A_DOCUMENT)
    places = tuple(in_document(document) for document in aside)
    facts: Facts = {"set_aside": tuple(document.filename for document in aside)}
    if closed:
        yield Finding(NEEDS_JUDGEMENT, "S8", _cannot_be_opened(closed), places, facts)
    elif aside:
        said = plural(
            "{count} file is set aside and hidden from evaluators: {files}.",
            "{count} files are set aside and hidden from evaluators: {files}.",
            len(aside),
            files=_names(aside),
        )
        yield Finding(HOLDS, "S8", said, places, facts)
    else:
        yield Finding(HOLDS, "S8", sentence("Nothing is attached that the call does not ask for."), facts=facts)


def _told_by_nothing(documents: tuple[Document, ...]) -> Sentence:
    return plural(
        "{files}: nothing in it tells what it is; it was put where a document was missing.",
        "{files}: nothing in them tells what they are; they were put where documents were missing.",
        len(documents),
        files=_names(documents),
    )


def _names(documents: tuple[Document, ...]) -> tuple[str, ...]:
    return tuple(document.filename for document in documents)


def _cannot_be_opened(documents: tuple[Document, ...]) -> Sentence:
    closed = [document for document in documents if not opens(document)]
    locked = [document.filename for document in closed if document.trouble is Trouble.ENCRYPTED]
    if locked:
        return plural(
            "{files} is locked with a password.",
            "{files} are locked with a password.",
            len(locked),
            files=tuple(locked),
        )
    infected = tuple(document.filename for document in closed if document.trouble is Trouble.INFECTED)
    if infected:
        return plural(
            "{files} was not opened: the virus scanner found something in it.",
            "{files} were not opened: the virus scanner found something in them.",
            len(infected),
            files=infected,
        )
    names = tuple(document.filename for document in closed)
    return plural("{files} cannot be opened: it is empty, damaged or too large.",
                  "{files} cannot be opened: they are empty, damaged or too large.", len(names), files=names)  # fmt: skip
