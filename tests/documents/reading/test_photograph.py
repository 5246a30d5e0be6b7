"""What is measured of a picture."""

import io
import struct
import zlib

import pytest
from PIL import Image

from kallipolis.documents.reading.photograph import FollowedBy, read_picture
from kallipolis.rulebook.dossier import Kind, Trouble
from tests.documents.reading import making


def with_place(picture):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    return making.jpeg(picture, exif=exif)


def test_a_photograph_is_measured():
    seen = read_picture(making.jpeg(making.street(width=1600, height=1200)), Kind.JPEG)
    assert (seen.photograph.width_pixels, seen.photograph.height_pixels) == (1600, 1200)
    assert (seen.photograph.is_whole, seen.photograph.colours, seen.photograph.progressive) == (True, "RGB", False)
    assert (seen.photograph.has_place, seen.photograph.trailing_bytes, seen.trouble) == (False, 0, None)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_photograph_that_breaks_off_is_told_even_in_its_last_lines(progressive, share):
    content = making.jpeg(making.street(), progressive=progressive)
    seen = read_picture(content[: int(len(content) * share)], Kind.JPEG)
    assert (seen.photograph.is_whole, seen.trouble) == (False, Trouble.TRUNCATED)


@pytest.mark.parametrize(("mode", "colours"), [("L", "L"), ("CMYK", "CMYK"), ("RGB", "RGB")])
def test_colours_are_told(mode, colours):
    seen = read_picture(making.jpeg(making.street().convert(mode)), Kind.JPEG)
    assert (seen.photograph.colours, seen.photograph.is_whole) == (colours, True)


def test_progressive_is_told():
    assert read_picture(making.jpeg(making.street(), progressive=True), Kind.JPEG).photograph.progressive


def test_known_failure_27_that_a_place_is_in_it_is_told_and_the_place_is_not_kept():
    seen = read_picture(with_place(making.street()), Kind.JPEG)
    assert seen.photograph.has_place
    assert "48" not in repr(seen)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("trailing", [b"", b"PK\x03\x04", b"\x00\xff\xd9" * 5, making.photograph(2)])
def test_bytes_after_the_end_are_counted_whatever_they_are(progressive, trailing):
    content = making.jpeg(making.street(), progressive=progressive) + trailing
    assert read_picture(content, Kind.JPEG).photograph.trailing_bytes == len(trailing)


def test_the_end_of_a_preview_inside_the_head_is_not_the_end():
    exif = b"Exif\x00\x00" + making.jpeg(making.street(width=32, height=32))
    content = making.jpeg(making.street(), exif=exif)
    assert read_picture(content, Kind.JPEG).photograph.trailing_bytes == 0


def test_a_letter_looks_like_a_page_and_a_street_does_not():
    assert read_picture(making.scan(making.INTENT_EN), Kind.JPEG).pageness > 0.9
    assert read_picture(making.photograph(), Kind.JPEG).pageness < 0.3


def bomb(width, height):
    """A PNG whose head promises so many pixels."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("sides", [(20_000, 20_000), (60_000, 60_000), (9_000, 9_000)])
def test_known_failure_55_a_bomb_of_pixels_is_never_decoded(sides):
    assert read_picture(bomb(*sides), Kind.PNG).trouble is Trouble.TOO_LARGE


@pytest.mark.parametrize("content", [b"\xff\xd8\xff", b"\xff\xd8\xff\xe0" + bytes(100), making.photograph()[:200]])
def test_a_picture_without_a_whole_head_is_damaged(content):
    seen = read_picture(content, Kind.JPEG)
    assert seen.trouble in (Trouble.DAMAGED, Trouble.TRUNCATED)


def test_what_cannot_be_opened_here_is_told():
    assert read_picture(b"\x00\x00\x00\x18ftypheic", Kind.HEIC).trouble is Trouble.NOT_READABLE_HERE


@pytest.mark.parametrize(
    ("orientation", "sides"), [(1, (1600, 1200)), (3, (1600, 1200)), (6, (1200, 1600)), (8, (1200, 1600))]
)
def test_dimensions_are_told_as_the_picture_is_shown(orientation, sides):
    exif = Image.Exif()
    exif[0x0112] = orientation
    photograph = read_picture(making.jpeg(making.street(width=1600, height=1200), exif=exif), Kind.JPEG).photograph
    assert (photograph.width_pixels, photograph.height_pixels, photograph.is_whole) == (*sides, True)


@pytest.mark.parametrize("kind", [Kind.PNG, Kind.TIFF, Kind.WEBP])
def test_other_kinds_are_turned_once(kind):
    exif, written = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    making.street(width=160, height=120).save(written, kind.value, exif=exif)
    photograph = read_picture(written.getvalue(), kind).photograph
    assert (photograph.width_pixels, photograph.height_pixels) == (120, 160)


def test_an_orientation_that_is_none_turns_nothing():
    exif = Image.Exif()
    exif[0x0112] = 99
    assert read_picture(making.jpeg(making.street(), exif=exif), Kind.JPEG).photograph.width_pixels == 1600


FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(500)


@pytest.mark.parametrize(
    ("trailing", "followed_by"),
    [
        (making.photograph(2), FollowedBy.PICTURE),
        (bytes(900) + making.photograph(2), FollowedBy.PICTURE),
        (FILM, FollowedBy.FILM),
        (b"\x00\x00\x01\x0aImage_UTC_Data1625068927000\x00\x00\x30\x0aMotionPhoto_Data" + FILM, FollowedBy.FILM),
        (b"PK\x03\x04" + bytes(500), FollowedBy.UNKNOWN),
        (b"", FollowedBy.UNKNOWN),
    ],
)
def test_what_follows_the_end_is_known_by_its_beginning(trailing, followed_by):
    seen = read_picture(making.photograph() + trailing, Kind.JPEG)
    assert (seen.followed_by, seen.photograph.trailing_bytes, seen.trouble) == (followed_by, len(trailing), None)


def test_a_camera_s_file_of_two_pictures_is_one_photograph():
    written = io.BytesIO()
    making.street(1).save(written, "MPO", save_all=True, append_images=[making.street(2)])
    seen = read_picture(written.getvalue(), Kind.JPEG)
    assert (seen.photograph.width_pixels, seen.photograph.is_whole, seen.trouble) == (1600, True, None)
    assert seen.followed_by is FollowedBy.PICTURE
