"""The form as binary .doc: the same answers and the same alterations as of a .docx; broken files end in their trouble."""

import random
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kallipolis.documents.reading.form import looks_like_a_form
from kallipolis.documents.reading.form.word97 import Word97
from kallipolis.documents.reading.form.word97_fields import form_field_at
from kallipolis.rulebook.dossier import Alteration, AlterationKind, FoundBy, Kind, Trouble
from tests.documents.reading.form.doc_builder import (
    DELETED,
    HIDDEN,
    INSERTED,
    OBJECT,
    SPECIAL,
    Doc,
    compound,
    form_data,
    form_doc,
    picture_at,
    sign_of,
)
from tests.documents.reading.form.test_package import damaged
from tests.documents.reading.form.test_text import ANY_TEXT, normal
from tests.documents.reading.form.whole import altered, answers_of, different, read, told, ways
from tests.factories import a_call


def reading(doc, **changes):
    for name, value in changes.items():
        setattr(doc, name, value)
    return read(doc.content(), kind=Kind.DOC)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("names", "bookmarks", "way"),
    [(True, True, FoundBy.FIELD_NAME), (True, False, FoundBy.FIELD_NAME), (False, True, FoundBy.BOOKMARK), (False, False, FoundBy.PLACE)],
)  # fmt: skip
@pytest.mark.parametrize("backwards", [False, True])
def test_every_answer_of_a_doc(language, names, bookmarks, way, backwards):
    call = a_call()
    answers = answers_of(call, language) | {"motivation": "One « deux » 中文 😀\nTwo", "website_2": ""}
    doc = form_doc(call, language, answers, names=names, bookmarks=bookmarks)
    form = reading(doc, pieces=7, backwards=backwards)
    assert (form.trouble, form.edition, form.language, form.rights_forms) == (None, call.id, language, 3)
    assert different(form, answers) == {}
    assert ways(form) == {way}
    assert altered(form) == []
    assert looks_like_a_form(doc.content(), Kind.DOC, call, ()) == 1


def test_a_doc_without_its_protection():
    assert altered(reading(form_doc(a_call(), "en", answers_of(a_call())), protected=False)) == [
        ("protection_removed", "")
    ]


def with_motivation(fill):
    """A form whose sixth section `fill` wrote."""
    call = a_call()
    doc = form_doc(call, "en", answers_of(call))
    whole = doc.text
    at = (
        whole.index("\x13", whole.index("6. MOTIVATION"))
        if "6. MOTIVATION" in whole
        else whole.index("\x13", whole.index("\r6. "))
    )
    end = whole.index("\x15", at) + 1
    rest, later = whole[end:], end
    runs, bookmarks = doc.runs, doc.bookmarks
    doc.text = whole[:at]
    doc.runs = [run for run in runs if run[0] < at]
    doc.bookmarks = [mark for mark in bookmarks if mark[1] < at]
    fill(doc)
    moved = doc.here - later
    doc.text += rest
    doc.runs += [(start + moved, stop + moved, held) for start, stop, held in runs if start >= later]
    doc.bookmarks += [(name, start + moved, stop + moved) for name, start, stop in bookmarks if start >= later]
    return reading(doc)


def motivation(fill):
    return told(with_motivation(fill))["motivation"]


def typed(*parts):
    """Writes a field called "motivation" that holds these parts: text, or text with properties."""

    def fill(doc):
        doc.say("\x13 FORMTEXT ")
        place = len(doc.data)
        doc.data += form_data(0, "motivation")
        doc.say("\x01", SPECIAL + b"\x06\x08\x01" + picture_at(place))
        doc.say("\x14")
        for part in parts:
            doc.say(*part) if isinstance(part, tuple) else doc.say(part)
        doc.say("\x15")

    return fill


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["One\ttwo\x0bthree\x0cfour\x0efive"], "One\ttwo\nthree\nfour\nfive"),
        (["well\x1eknown pos\x1fsible (really)"], "well\u2011known pos\u00adsible (really)"),
        (["seen ", ("unseen", HIDDEN), "again"], "seen again"),
        (["new ", ("old", DELETED), ("er", INSERTED)], "new er"),
        ([("(", SPECIAL + sign_of(0xF0FC)), " done"], "✓ done"),
        (["\x13 HYPERLINK \"x\" \x14link\x15 after"], "link after"),
        (["\x13 PAGE \x157"], "7"),
        (["note\x05\x00ends"], "noteends"),
        (["\ud800 alone"], "\ufffd alone"),
        (["\u2002" * 5], ""),
    ],
)  # fmt: skip
def test_what_the_writer_saw(parts, text):
    assert motivation(typed(*parts)) == text


def test_tracked_changes_tables_pictures_and_objects_are_told():
    def fill(doc):
        typed("One ", ("old", DELETED), ("new", INSERTED))(doc)
        doc.say("\r")
        start = doc.here
        doc.say("Year 1\x07EUR 4\x07\x07")
        doc.tables.append((start, doc.here))
        doc.say("\x01", SPECIAL + picture_at(0))
        doc.say("\x13 EMBED Excel.Chart.8 \x14")
        doc.say("\x01", SPECIAL + OBJECT + picture_at(0))
        doc.say("\x15\r")
        doc.anchors = [(doc.here, 1025), (doc.here + 1, 1026)]
        doc.drawings = drawings({1025: True, 1026: False})
        doc.say("\x08\x08", SPECIAL)

    form = with_motivation(fill)
    assert sorted(form.alterations, key=lambda one: one.what) == [
        Alteration(AlterationKind.CHART, "6"),
        Alteration(AlterationKind.PICTURE, "6"),
        Alteration(AlterationKind.PICTURE, "6"),
        Alteration(AlterationKind.TABLE, "6", "Year 1 EUR 4"),
        Alteration(AlterationKind.TEXT_ADDED, "6", "Year 1 EUR 4"),
        Alteration(AlterationKind.TRACKED_CHANGES, "6", "old"),
    ]
    assert different(form, answers_of(a_call()) | {"motivation": "One new"}) == {}


def drawings(shapes):
    """A drawing group and one drawing with these shapes ([MS-ODRAW]): number, and whether it shows a picture."""

    def record(kind, held, *, container=False, instance=0):
        return struct.pack("<HHI", (0xF if container else 0) | instance << 4, kind, len(held)) + held

    told = b"".join(
        record(
            0xF004,
            record(0xF00A, struct.pack("<ii", number, 0))
            + record(0xF00B, struct.pack("<HI", 0x4104 if picture else 0x0181, 1), instance=1),
            container=True,
        )
        for number, picture in shapes.items()
    )
    return (
        record(0xF000, record(0xF006, bytes(16)), container=True)
        + b"\0"
        + record(0xF002, record(0xF003, told, container=True), container=True)
    )


def test_the_text_of_text_boxes_is_read_after_the_body():
    call = a_call()
    form = reading(form_doc(call, "en", answers_of(call)), boxes="In a box\r")
    assert form.alterations == (Alteration(AlterationKind.TEXT_ADDED, "A.3", "In a box"),)


def test_footnotes_are_added_text():
    def fill(doc):
        typed("One")(doc)
        doc.say("\x02", SPECIAL)
        doc.notes = "\x02 Far more words\r"

    form = with_motivation(fill)
    assert form.alterations == (Alteration(AlterationKind.TEXT_ADDED, "6", "Far more words"),)


def test_a_field_without_data_is_known_by_its_code():
    def fill(doc):
        doc.bookmarks.append(("motivation", doc.here, doc.here + 20))
        doc.say("\x13 FORMTEXT \x14Still here\x15")

    form = with_motivation(fill)
    assert told(form)["motivation"] == "Still here"
    assert altered(form) == []


@pytest.mark.parametrize(
    ("told_", "expected"),
    [
        ((0, "a_name", {"longest": 40}), ("text", "a_name", None, (), 40)),
        ((1, "box", {"result": 1}), ("box", "box", "☒", (), 0)),
        ((1, "box", {"result": 0, "default": 1}), ("box", "box", "", (), 0)),
        ((1, "box", {"result": 25, "default": 1}), ("box", "box", "☒", (), 0)),
        ((2, "choice", {"result": 1, "entries": ["–", "Film"]}), ("choice", "choice", "Film", ("–", "Film"), 0)),
        (
            (2, "choice", {"result": 25, "default": 1, "entries": ["–", "Film"]}),
            ("choice", "choice", "Film", ("–", "Film"), 0),
        ),
        ((2, "choice", {"result": 0, "entries": ["–", "Film"]}), ("choice", "choice", "", ("–", "Film"), 0)),
        ((2, "choice", {"result": 9, "entries": ["–", "Film"]}), ("choice", "choice", "", ("–", "Film"), 0)),
    ],
)
def test_the_data_of_a_form_field(told_, expected):
    kind, name, more = told_
    held = b"before" + form_data(kind, name, **more)
    found = form_field_at(held, 6)
    assert (found.kind, found.name, found.value, found.entries, found.longest) == expected
    for cut in range(6, len(held)):
        form_field_at(held[:cut], 6)


def trouble(content):
    form = read(content, kind=Kind.DOC)
    assert form.answers == ()
    return form.trouble


def test_what_cannot_be_read_says_why():
    call = a_call()
    whole = form_doc(call, "en", answers_of(call)).content()
    assert trouble(compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})) is Trouble.ENCRYPTED
    assert trouble(compound({"Workbook": b"x"})) is Trouble.NOT_READABLE_HERE
    assert trouble(Doc(text="a\r", flags=0x0100).content()) is Trouble.ENCRYPTED
    assert trouble(Doc(text="a\r", version=0x0065).content()) is Trouble.NOT_READABLE_HERE
    assert trouble(Doc(text="a\r", magic=0xA5DC).content()) is Trouble.NOT_READABLE_HERE
    assert trouble(Doc(text="a\r", magic=0x1234).content()) is Trouble.DAMAGED
    assert trouble(compound({"WordDocument": b""})) is Trouble.DAMAGED
    for share in (0.001, 0.1, 0.5, 0.9):
        assert trouble(whole[: int(len(whole) * share)]) in (Trouble.DAMAGED, Trouble.TRUNCATED)
    assert trouble(whole[:8]) in (Trouble.DAMAGED, Trouble.TRUNCATED)


def test_pieces_that_name_the_same_bytes_again_and_again_are_too_large():
    doc = Doc(text="a" * 5_000 + "\r", pieces=1)
    content = bytearray(doc.content())
    count = 60
    cuts = [number * 100_000 for number in range(count + 1)]
    plc = struct.pack(f"<{count + 1}I", *cuts) + struct.pack("<HIH", 0, 0x600 * 2 | 0x40000000, 0) * count
    table = content.find(b"\x01\x02\x00ab\x02")
    content[table + 5 : table + 10] = b"\x02" + struct.pack("<I", len(plc))
    content[table + 10 : table + 10 + len(plc)] = plc
    fib = content.find(struct.pack("<H", 0xA5EC))
    struct.pack_into("<II", content, fib + 154 + 8 * 33, 0, len(plc) + 10)
    assert trouble(bytes(content)) is Trouble.TOO_LARGE


def test_a_piece_table_that_leads_back_to_its_beginning_ends():
    doc = Doc(text="a\r")
    content = doc.content().replace(b"\x01\x02\x00ab\x02", b"\x01\xfd\xffab\x02")
    assert trouble(content) is Trouble.DAMAGED


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    text=ANY_TEXT, pick=st.integers(min_value=0), names=st.booleans(), bookmarks=st.booleans(), pieces=st.integers(1, 9)
)
def test_any_text_in_any_field_reads_back_the_same(text, pick, names, bookmarks, pieces):
    call = a_call()
    fields = [field for field in call.form.fields if field.kind != "choice"]
    key = fields[pick % len(fields)].key
    answers = answers_of(call) | {key: text}
    form = reading(form_doc(call, "en", answers, names=names, bookmarks=bookmarks), pieces=pieces)
    assert different(form, answers | {key: normal(text)}) == {}
    assert altered(form) == []


@pytest.mark.parametrize("seed", range(8))
def test_random_damage_gives_a_reading_or_its_trouble(seed):
    call = a_call()
    source = random.Random(seed)
    doc = form_doc(call, "en", answers_of(call))
    doc.anchors, doc.drawings = [(40, 1025)], drawings({1025: True})
    doc.tables = [(100, 400)]
    whole = doc.content()
    structures = whole.find(b"\x01\x02\x00ab\x02")
    for number in range(60):
        content = bytearray(damaged(whole, source)) if number % 2 else bytearray(whole)
        for _ in range(source.randrange(6) if number % 2 == 0 else 0):
            # the head and the tables, where a wrong number leads astray
            at = source.choice([512 + source.randrange(0x400), structures + source.randrange(4_000)])
            if at + 4 < len(content):
                content[at : at + source.choice([1, 2, 4])] = source.randbytes(source.choice([1, 2, 4]))
        form = read(bytes(content), kind=Kind.DOC)
        assert form.trouble is not None or len(form.answers) == len(call.form.fields)


def test_positions_are_counted_in_code_units():
    doc = Doc(text="a😀b\r", pieces=2)
    assert Word97(doc.content()).text.encode("utf-16-le", "surrogatepass") == "a😀b\r\r".encode("utf-16-le")
