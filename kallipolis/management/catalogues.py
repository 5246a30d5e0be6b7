"""The catalogues of translations: kept up to date with what the product says, and judged; the words themselves are people's.

A `.po` is what a translator writes, the `.mo` beside it what Django reads; both are in the repository, so that neither a
package nor `make run` needs gettext (docs/how-to/translate.md).
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from gettext import c2py
from itertools import dropwhile, takewhile
from pathlib import Path

import django
import polib
from django.conf import settings
from django.utils.translation import to_locale

from kallipolis.management.sentences import PACKAGE, Message

LOCALE = PACKAGE / "locale"
Found = Mapping[Message, tuple[str, ...]]

_NO_WRAPPING = 0
_CLOSE = 0.8
_BRACED = re.compile(r"\{(\w*)\}")
_PERCENT = re.compile(r"%\((\w+)\)s")
_MARKUP = re.compile(r"</?[a-z][^<>]*>")
_COUNTS = {"{count}", "%(count)s", "%(counter)s"}
_NUMBERS = (*range(1001), 10**6, 2 * 10**6)
# What no reader of that language should meet; a sentence that quotes another language belongs to the call's data.
_HABITS = {
    "fr": (
        (
            r"(?<![\u00a0\u202f])[;!?»]|(?<![\u00a0\u202f]):(?=\s|$)|«(?![\u00a0\u202f])",
            "no-break space at ; : ! ? « »",
        ),
        (r"'", "the apostrophe ’"),
        (r"[“”\"]", "quotation marks « »"),
    ),
    "es": ((r"[“”\"]", "quotation marks « »"), (r"^[^¿]*\?", "¿ before a question")),
    "ru": ((r"[“”\"]", "quotation marks « »"), (r"\s-\s", "the dash —")),
    "ar": ((r"[“”\"]", "quotation marks « »"), (r"(?<=[\u0600-\u06ff»])[,;?]", "، ؛ ؟"), (r"[٠-٩]", "Latin digits")),
    "zh-hans": (
        (r"(?<=[\u4e00-\u9fff”」）])[,;:?!]|[\u4e00-\u9fff]\.(?![a-z])", "full-width punctuation"),
        (r"[\u4e00-\u9fff]\(|\)[\u4e00-\u9fff]", "full-width brackets"),
        (r"[\u4e00-\u9fff] [\u4e00-\u9fff]", "no blanks between characters"),
    ),
}


def languages() -> tuple[str, ...]:
    """The languages that the product is translated into; it is written in the other one."""
    return tuple(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)


def catalogue_path(language: str, folder: Path = LOCALE) -> Path:
    """The catalogue of a language; the compiled one lies beside it."""
    return folder / to_locale(language) / "LC_MESSAGES" / "django.po"


def plural_rule(language: str) -> str:
    """How the language counts, as Django's own catalogue of it says: two rules in one language would not go together."""
    own = Path(django.__file__).parent / "conf" / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
    return str(polib.pofile(str(own)).metadata["Plural-Forms"])


def opened(language: str, folder: Path = LOCALE) -> polib.POFile:
    """The catalogue of a language, an empty one where there is none yet."""
    path = catalogue_path(language, folder)
    return polib.pofile(str(path), wrapwidth=_NO_WRAPPING) if path.is_file() else polib.POFile()


def brought_up_to_date(old: polib.POFile, found: Found, language: str) -> polib.POFile:
    """What the product says now, with the translations that `old` has.

    Where the words were only changed a little the old translation stays, marked fuzzy; what is said no longer goes.
    """
    rule = plural_rule(language)
    new = polib.POFile(wrapwidth=_NO_WRAPPING)
    new.metadata = {
        "Project-Id-Version": "Kallipolis",
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": rule,
    }
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in old if not entry.obsolete}
    said = {(message.context, message.one) for message in found}
    gone = {key[1]: entry for key, entry in known.items() if key not in said and entry.translated()}
    for message, files in found.items():
        entry = polib.POEntry(
            msgid=message.one,
            msgid_plural=message.many,
            msgctxt=message.context or None,
            occurrences=[(file, "") for file in files],
            flags=_flags(message),
        )
        before = known.get((message.context, message.one))
        if before is None and (close := difflib.get_close_matches(message.one, gone, n=1, cutoff=_CLOSE)):
            before = gone[close[0]]
            entry.flags.append("fuzzy")
            entry.previous_msgid = before.msgid
        elif before is not None and (before.fuzzy or (before.msgid_plural or "") != message.many):
            entry.flags.extend(["fuzzy"] if before.fuzzy or before.translated() else [])
        _take_words(entry, before, forms_of(rule))
        new.append(entry)
    return new


def forms_of(rule: str) -> int:
    """How many plural forms a rule has."""
    told = re.search(r"nplurals\s*=\s*(\d+)", rule)
    return int(told[1]) if told else 0


def _take_words(entry: polib.POEntry, before: polib.POEntry | None, forms: int) -> None:
    if not entry.msgid_plural:
        entry.msgstr = before.msgstr if before is not None else ""
        return
    words = before.msgstr_plural if before is not None else {}
    entry.msgstr_plural = {form: words.get(form, "") for form in range(forms)}


def _flags(message: Message) -> list[str]:
    words = message.one + message.many
    braced, percent = _BRACED.search(words), _PERCENT.search(words)
    return [*(["python-brace-format"] if braced else []), *(["python-format"] if percent else [])]


# --- What is wrong with a catalogue ------------------------------------------------------------------------------------


def faults(catalogue: polib.POFile, found: Found, language: str) -> Iterator[str]:
    """Each fault of a catalogue as a sentence; none means that a reader of the language meets no English and no error."""
    rule = plural_rule(language)
    if catalogue.metadata.get("Plural-Forms") != rule:
        yield f"{language}: its plural rule is not Django's: {rule}"
        return
    alone = _forms_of_one_number(rule)
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue if not entry.obsolete}
    for message in found:
        entry = entries.pop((message.context, message.one), None)
        told = f"{language}: “{message.one}”"
        if entry is None:
            yield f"{told} is missing; run `kallipolis sentences collect`."
        elif (entry.msgid_plural or "") != message.many:
            yield f"{told} has another plural in the source."
        elif entry.fuzzy:
            yield f"{told} was changed in the source: look at its translation and take the mark “fuzzy” away."
        elif message.many and len(entry.msgstr_plural) != forms_of(rule):
            yield f"{told} needs {forms_of(rule)} plural forms and has {len(entry.msgstr_plural)}."
        else:
            words = entry.msgstr_plural if message.many else {-1: entry.msgstr}
            for form, said in sorted(words.items()):
                which = f"{told}, plural form {form}," if message.many else told
                yield from (
                    f"{which} {fault}" for fault in _faults_of(message, said, language, may_lack_count=form in alone)
                )
    yield from (f"{language}: “{msgid}” is said no longer; run `kallipolis sentences collect`." for _, msgid in entries)
    yield from (f"{language}: “{entry.msgid}” is obsolete." for entry in catalogue.obsolete_entries())


def _faults_of(message: Message, said: str, language: str, *, may_lack_count: bool) -> Iterator[str]:
    if not said.strip():
        yield "is not translated."
        return
    wanted, present = _placeholders(message.many or message.one), _placeholders(said)
    # “one day” needs no figure where the form is for that one number; English may do without it too.
    spared = _COUNTS if may_lack_count else wanted - _placeholders(message.one)
    for name in sorted(wanted - present - spared):
        yield f"lacks {name}."
    for name in sorted(present - wanted):
        yield f"has {name}, which the source has not."
    if message.one != message.one.strip() or said != said.strip():
        yield "begins or ends with a blank, here or in the source."
    markup = [Counter(_MARKUP.findall(words)) for words in (message.one, message.many or message.one, said)]
    if markup[2] not in markup[:2]:
        yield "has other markup than the source."
    plain = _MARKUP.sub("", _PERCENT.sub("x", _BRACED.sub("x", said)))
    for pattern, habit in _HABITS.get(language, ()):
        if re.search(pattern, plain):
            yield f"does not keep the habit of its language: {habit}."


def _placeholders(words: str) -> set[str]:
    return {found.group() for pattern in (_BRACED, _PERCENT) for found in pattern.finditer(words)}


def _forms_of_one_number(rule: str) -> set[int]:
    """The plural forms that serve a single number: Arabic has three of them, 0, 1 and 2."""
    form = c2py(rule.partition("plural=")[2].rstrip("; "))
    counted = Counter(form(number) for number in _NUMBERS)
    return {number for number, times in counted.items() if times == 1}


# --- Words of the field that were translated otherwise than agreed -----------------------------------------------------


def agreed_terms(page: str, language: str) -> dict[str, tuple[str, ...]]:
    """The English terms in the first table of the page (docs/reference/terms.md), each with what the language may call it."""
    table = takewhile(lambda line: line.startswith("|"), dropwhile(lambda line: line[:1] != "|", page.splitlines()))
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table]
    if not rows or language not in rows[0]:
        return {}
    column = rows[0].index(language)
    return {row[0]: tuple(word.strip() for word in row[column].split(";")) for row in rows[2:]}


def unusual_terms(catalogue: polib.POFile, terms: Mapping[str, tuple[str, ...]], language: str) -> Iterator[str]:
    """Sentences that seem to say a term otherwise. Words bend in a sentence, so this only asks somebody to look."""
    for entry in catalogue.translated_entries():
        said = " ".join([entry.msgstr, *entry.msgstr_plural.values()]).casefold()
        for term, words in terms.items():
            named = re.search(rf"\b{re.escape(term)}s?\b", entry.msgid, re.IGNORECASE)
            if named and not any(_recognised(word.casefold(), said) for word in words):
                yield f"{language}: “{entry.msgid}” says “{term}” otherwise than {' or '.join(words)}."


def _recognised(term: str, said: str) -> bool:
    """Whether the beginnings of a term's longer words stand in the sentence."""
    stems = [word.removeprefix("ال") for word in term.split() if len(word) > 3] or [term]
    return all((stem if len(stem) < 5 else stem[: max(4, len(stem) - 3)]) in said for stem in stems)
