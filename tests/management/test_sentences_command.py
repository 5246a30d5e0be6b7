"""The command that keeps the translations finds every sentence, and each kind of fault that a catalogue can have."""

import sys

import polib
import pytest
from django.core.management import CommandError, call_command

from kallipolis import management
from kallipolis.management import catalogues
from kallipolis.management.sentences import Message, Unseen, in_module, in_template

HELLO = Message("Received on {day}.")
FILES = Message("{count} file", "{count} files")


def catalogue(language, *messages, **words):
    made = catalogues.brought_up_to_date(polib.POFile(), dict.fromkeys(messages, ("somewhere.py",)), language)
    for entry in made:
        if entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate(words["files"]))
        else:
            entry.msgstr = words["hello"]
    return made


def faults(language, *messages, **words):
    found = dict.fromkeys(messages, ("somewhere.py",))
    return list(catalogues.faults(catalogue(language, *messages, **words), found, language))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('sentence("A {b}.", b=1)', [Message("A {b}.")]),
        ('plural("{count} a", "{count} as", n)', [FILES.__class__("{count} a", "{count} as")]),
        ('x.ngettext("a", "b", n)', [Message("a", "b")]),
        ('from django.utils.translation import gettext_lazy as _\nx = _("one")', [Message("one")]),
        ('x = _("one")', []),
        ('x = sentence("")', [Message("")]),
        ('pgettext("verb", "open")', [Message("open", context="verb")]),
        ('gettext("one" if n else "two")', [Message("one"), Message("two")]),
        ('def f():\n    said = "one"\n    return sentence(said)', [Message("one")]),
        ('SAID = "one"\ndef f():\n    return sentence(SAID)', [Message("one")]),
        ("def gettext(message):\n    return translated(gettext(message))", []),
        ('sentence("outer {one}", one=sentence("inner"))', [Message("outer {one}"), Message("inner")]),
    ],
)
def test_a_sentence_of_a_module_is_found(source, found):
    assert list(in_module(source, "here.py")) == found


@pytest.mark.parametrize("source", ["sentence(f'{n} files')", "sentence(words[0])", "plural('a', n)", "gettext(a + b)"])
def test_a_sentence_that_nobody_can_see_is_refused(source):
    with pytest.raises(Unseen, match=r"here\.py:1"):
        list(in_module(source, "here.py"))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p title="{% translate "A “b”" %}">', [Message("A “b”")]),
        ("{% translate 'It''s' as x %}".replace("''", "’"), [Message("It’s")]),
        ('{% translate "May" context "month" %}', [Message("May", context="month")]),
        ("{% blocktranslate with a=b.c %}<b>{{ a }}</b> left{% endblocktranslate %}", [Message("<b>%(a)s</b> left")]),
        (
            "{% blocktranslate count counter=n %}{{ counter }} a{% plural %}{{ counter }} as{% endblocktranslate %}",
            [Message("%(counter)s a", "%(counter)s as")],
        ),
        ("{% blocktranslate trimmed %}\n  one\n  two\n{% endblocktranslate %}", [Message("one two")]),
        ('{{ x|default:_("none") }}', [Message("none")]),
    ],
)
def test_a_sentence_of_a_template_is_found(source, found):
    assert list(in_template(source, "here.html")) == found


def test_a_whole_catalogue_has_no_fault():
    assert faults("fr", HELLO, FILES, hello="Reçu le {day}.", files=["{count} fichier", "{count} fichiers"]) == []


def test_arabic_needs_six_forms_of_which_three_may_do_without_the_figure():
    six = ["لا ملفات", "ملف واحد", "ملفان", "{count} ملفات", "{count} ملفًا", "{count} ملف"]
    assert faults("ar", FILES, files=six) == []
    assert faults("ar", FILES, files=[*six[:5], "ملف"]) == ["ar: “{count} file”, plural form 5, lacks {count}."]
    assert faults("ar", FILES, files=six[:2]) == ["ar: “{count} file” needs 6 plural forms and has 2."]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("", "is not translated."),
        ("Reçu.", "lacks {day}."),
        ("Reçu le {day} {jour}.", "has {jour}, which the source has not."),
        ("Reçu le {day}. ", "begins or ends with a blank, here or in the source."),
        ("Reçu le <b>{day}</b>.", "has other markup than the source."),
        ("Reçu le {day} !", "does not keep the habit of its language: no-break space at ; : ! ? « »."),
    ],
)
def test_a_broken_translation_is_named(said, fault):
    assert faults("fr", HELLO, hello=said) == [f"fr: “Received on {{day}}.” {fault}"]


def test_what_is_missing_obsolete_or_fuzzy_is_named():
    old = catalogue("fr", HELLO, hello="Reçu le {day}.")
    changed = Message("Received on {day}, whole.")
    assert list(catalogues.faults(old, {changed: ()}, "fr")) == [
        "fr: “Received on {day}, whole.” is missing; run `kallipolis sentences collect`.",
        "fr: “Received on {day}.” is said no longer; run `kallipolis sentences collect`.",
    ]
    new = catalogues.brought_up_to_date(old, {changed: ()}, "fr")
    assert [(entry.msgstr, entry.fuzzy) for entry in new] == [("Reçu le {day}.", True)]
    assert list(catalogues.faults(new, {changed: ()}, "fr")) == [
        "fr: “Received on {day}, whole.” was changed in the source: look at its translation and take the mark “fuzzy” away."
    ]


def test_collecting_again_changes_nothing():
    found = {HELLO: ("a.py",), FILES: ("a.py", "b.html")}
    first = catalogue(
        "ru",
        *found,
        hello="Получено {day}.",
        files=["{count} файл", "{count} файла", "{count} файлов", "{count} файла"],
    )
    again = catalogues.brought_up_to_date(catalogues.brought_up_to_date(first, found, "ru"), found, "ru")
    assert [entry.msgstr or entry.msgstr_plural for entry in again] == [
        entry.msgstr or entry.msgstr_plural for entry in first
    ]


def test_a_term_of_the_glossary_that_is_said_otherwise_is_asked_about():
    page = "| term | fr |\n|---|---|\n| dossier | dossier de candidature |\n| finding | constat |\n"
    terms = catalogues.agreed_terms(page, "fr")
    assert terms == {"dossier": ("dossier de candidature",), "finding": ("constat",)}
    message = Message("No finding.")
    assert list(catalogues.unusual_terms(catalogue("fr", message, hello="Aucun constat."), terms, "fr")) == []
    assert list(catalogues.unusual_terms(catalogue("fr", message, hello="Rien."), terms, "fr")) == [
        "fr: “No finding.” says “finding” otherwise than constat."
    ]


def test_an_unknown_language_is_refused():
    with pytest.raises(CommandError, match="no such language: xx"):
        call_command("sentences", "check", "xx")


def test_without_a_developers_library_one_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "polib", None)
    monkeypatch.delitem(sys.modules, "kallipolis.management.catalogues")
    monkeypatch.delattr(management, "catalogues")
    monkeypatch.delitem(sys.modules, "kallipolis.management.commands.sentences", raising=False)
    with pytest.raises(CommandError, match=r"^polib is not here\. .*`make setup`"):
        call_command("sentences", "check")
