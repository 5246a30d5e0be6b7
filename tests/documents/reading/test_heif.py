"""The dimensions of a HEIC, from boxes as telephones write them."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kallipolis.documents.reading.heif import HeifPicture, read_heif
from kallipolis.documents.reading.looking import look_at
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.photograph import read_picture
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.rulebook.dossier import Kind, Trouble
from tests.documents.reading import making


def box(name, *bodies):
    body = b"".join(bodies)
    return struct.pack(">I4s", 8 + len(body), name) + body


def full(name, *bodies, version=0, flags=0):
    return box(name, struct.pack(">I", version << 24 | flags), *bodies)


def heic(width=4032, height=3024, *, quarter_turns=None, version=0, long=False, pixels=b"x" * 5_000):
    """Tiles of 512 by 512 and the picture that they make, which is the primary item (number 49)."""
    properties = [
        full(b"ispe", struct.pack(">II", 512, 512)),
        full(b"ispe", struct.pack(">II", width, height)),
        *([box(b"irot", bytes([quarter_turns]))] if quarter_turns is not None else []),
    ]
    item, number = (">H", ">I")[version], ">H" if long else ">B"

    def associated(which, *numbers):
        essential = 0x8000 if long else 0x80
        told = b"".join(struct.pack(number, one | essential) for one in numbers)
        return struct.pack(item, which) + bytes([len(numbers)]) + told

    of_primary = range(2, len(properties) + 1)
    ipma = full(
        b"ipma", struct.pack(">I", 2), associated(1, 1), associated(49, *of_primary), version=version, flags=int(long)
    )
    meta = full(
        b"meta",
        full(b"pitm", struct.pack(item, 49), version=version),
        box(b"iprp", box(b"ipco", *properties), ipma),
    )
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta + box(b"mdat", pixels)


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize(
    ("quarter_turns", "sides"),
    [(None, (4032, 3024)), (0, (4032, 3024)), (1, (3024, 4032)), (2, (4032, 3024)), (3, (3024, 4032))],
)
def test_the_picture_that_is_shown_is_measured_and_no_tile(version, long, quarter_turns, sides):
    content = heic(version=version, long=long, quarter_turns=quarter_turns)
    assert read_heif(content) == HeifPicture(*sides, is_whole=True)


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_heic_that_breaks_off_is_told(share):
    content = heic()
    seen = read_picture(content[: int(len(content) * share)], Kind.HEIC)
    assert (seen.photograph.width_pixels, seen.photograph.is_whole, seen.trouble) == (4032, False, Trouble.TRUNCATED)


def test_a_heic_without_its_dimensions_is_told_as_one():
    assert read_heif(box(b"ftyp", b"heic") + box(b"mdat", b"x")) is None


def test_a_heic_that_is_named_a_letter_is_no_damaged_one(call):
    part = Part(filename="Letter of intent of the mayor.heic", content=heic())
    look = look_at(part, call=call, editions=(call,), recogniser=Recogniser(allowed=True))
    assert (look.photograph.width_pixels, look.trouble) == (4032, Trouble.NOT_READABLE_HERE)


def test_a_heic_named_jpg_is_told_with_its_dimensions(call):
    part = Part(filename="IMG_0001.jpg", content=heic())
    look = look_at(part, call=call, editions=(call,), recogniser=Recogniser(allowed=False))
    assert (look.kind, look.photograph.width_pixels, look.trouble) == (Kind.HEIC, 4032, Trouble.NOT_READABLE_HERE)
    assert [str(remark) for remark in look.reading.remarks] == [
        "Its name ends in “.jpg”, but by its content it is HEIC."
    ]


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_boxes_are_measured_or_not_and_never_stop_a_reader(data):
    content = bytearray(heic(pixels=b"x" * 20))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read_heif(bytes(content[: data.draw(st.integers(0, len(content)))]))


def test_no_box_is_looked_at_for_ever():
    assert read_heif(box(b"ftyp", b"heic") + making.jpeg(making.street(width=64, height=64)) * 500) is None
