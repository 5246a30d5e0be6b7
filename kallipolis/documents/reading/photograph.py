"""What is measured of a picture, without keeping any of it: dimensions, wholeness, and whether it looks like a page."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PIL import (
    ExifTags,
    GifImagePlugin,
    Image,
    ImageChops,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.heif import read_heif
from kallipolis.rulebook.dossier import Kind, Photograph, Trouble

Image.MAX_IMAGE_PIXELS = limits.PICTURE_PIXELS // 2  # Pillow refuses above twice this and warns above it
ImageFile.LOAD_TRUNCATED_IMAGES = False
warnings.simplefilter("error", Image.DecompressionBombWarning)

# Readers are named one by one and imported here: Pillow would otherwise look for others when it meets a strange file.
FORMATS: Final = {
    Kind.JPEG: (JpegImagePlugin.JpegImageFile.format, MpoImagePlugin.MpoImageFile.format),
    Kind.PNG: (PngImagePlugin.PngImageFile.format,),
    Kind.GIF: (GifImagePlugin.GifImageFile.format,),
    Kind.TIFF: (TiffImagePlugin.TiffImageFile.format,),
    Kind.WEBP: (WebPImagePlugin.WebPImageFile.format,),
}
# Pixels up to which a picture that has no draft mode (all but JPEG) is decoded whole.
_WHOLE_DECODE_PIXELS = 60_000_000
_BAD = (
    OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, OverflowError, EOFError, ZeroDivisionError,
    AttributeError, NotImplementedError, Image.DecompressionBombError, Image.DecompressionBombWarning,
    UnidentifiedImageError,
)  # fmt: skip

# A marker of a JPEG, which any number of filling bytes may precede; behind a scan the first that is no part of the scan.
_MARKER = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
_MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_START_OF_SCAN, _END_OF_IMAGE, _WITHOUT_LENGTH = 0xDA, 0xD9, frozenset({0x01, *range(0xD0, 0xD9)})
# EXIF's orientations 5 to 8 are a quarter turn, two of them mirrored.
_ON_ITS_SIDE = (5, 6, 7, 8)
_LOOKED_AT_BEHIND, _FILM_BEGINS_WITHIN = 4_096, 128
# A page has ink on paper: nearly all light and grey, and hardly anything between. Measured on a picture of this width.
_PAGE_SAMPLE_PIXELS = 96
_LIGHT, _PALE = 175, 60


class FollowedBy(StrEnum):
    """What the bytes behind a picture's end are: cameras put more pictures there, and telephones a short film."""

    PICTURE = "picture"
    FILM = "film"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PictureReading:
    """`photograph` is None where the picture cannot be opened. `pageness` (0 to 1): how much it looks like a written page."""

    photograph: Photograph | None
    pageness: float = 0.0
    trouble: Trouble | None = None
    followed_by: FollowedBy = FollowedBy.UNKNOWN


def read_picture(content: bytes, kind: Kind) -> PictureReading:
    """Measures a picture of a kind known by its content.

    Wholeness is proved by decoding: a JPEG's entropy code is read to its end at an eighth of its size, since a good
    header and `verify()` prove nothing about what follows.
    """
    formats = FORMATS.get(kind)
    if kind is Kind.HEIC and (seen := read_heif(content)) is not None:
        photograph = Photograph(seen.width_pixels, seen.height_pixels, seen.is_whole)
        return PictureReading(photograph, trouble=Trouble.NOT_READABLE_HERE if seen.is_whole else Trouble.TRUNCATED)
    if formats is None:
        return PictureReading(None, trouble=Trouble.NOT_READABLE_HERE)
    try:
        with Image.open(io.BytesIO(content), formats=formats) as picture:
            return _measured(picture, content, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return PictureReading(None, trouble=Trouble.TOO_LARGE)
    except _BAD:
        return PictureReading(None, trouble=Trouble.DAMAGED)


def _measured(picture: ImageFile.ImageFile, content: bytes, kind: Kind) -> PictureReading:
    width, height = picture.size
    if kind is not Kind.JPEG and width * height > _WHOLE_DECODE_PIXELS:
        return PictureReading(None, trouble=Trouble.TOO_LARGE)
    colours, progressive = picture.mode, bool(picture.info.get("progressive"))
    has_place = _has_place(picture)
    if kind is not Kind.TIFF and _is_turned(picture):  # Pillow has turned a TIFF already
        width, height = height, width
    if kind is Kind.JPEG:
        smaller = (max(1, picture.width // 8), max(1, picture.height // 8))
        picture.draft("RGB" if colours == "YCbCr" else None, smaller)
    try:
        picture.load()
        whole, pageness = True, _pageness(picture)
    except _BAD:
        whole, pageness = False, 0.0
    trailing = _bytes_after_end(content) if kind is Kind.JPEG else 0
    photograph = Photograph(
        width_pixels=width,
        height_pixels=height,
        is_whole=whole,
        has_place=has_place,
        progressive=progressive,
        colours=colours,
        trailing_bytes=trailing,
    )
    trouble = None if whole else Trouble.TRUNCATED
    return PictureReading(photograph, pageness, trouble, _followed_by(content, trailing))


def _is_turned(picture: Image.Image) -> bool:
    """Whether EXIF says that the picture is to be shown on its side (CIPA DC-008 4.6.4, Orientation): sides change places."""
    try:
        return picture.getexif().get(ExifTags.Base.Orientation) in _ON_ITS_SIDE
    except _BAD:
        return False


def _followed_by(content: bytes, trailing: int) -> FollowedBy:
    """What stands behind the end, behind the zeros that some cameras fill up with (CIPA DC-007; Motion Photo 1.0)."""
    behind = content[len(content) - trailing :][:_LOOKED_AT_BEHIND].lstrip(b"\0") if trailing else b""
    if behind.startswith(b"\xff\xd8\xff"):
        return FollowedBy.PICTURE
    # A box begins with its length, whose first bytes are zeros; Samsung writes names and lengths of its own before it.
    return FollowedBy.FILM if b"ftyp" in behind[:_FILM_BEGINS_WITHIN] else FollowedBy.UNKNOWN


def _has_place(picture: Image.Image) -> bool:
    """Whether EXIF tells where the picture was taken: latitude and longitude, or their names in any order of bytes."""
    try:
        place = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    except _BAD:
        return False
    return ExifTags.GPS.GPSLatitude in place or ExifTags.GPS.GPSLongitude in place


def _bytes_after_end(content: bytes) -> int:
    """How many bytes follow the JPEG's end marker (ITU-T T.81, B.1.1), found by walking its segments."""
    at = 2
    while marker := _MARKER.match(content, at):
        code = marker[1][0]
        if code == _END_OF_IMAGE:
            return len(content) - marker.end()
        at = marker.end()
        if code not in _WITHOUT_LENGTH:
            at += int.from_bytes(content[at : at + 2], "big")
        if code == _START_OF_SCAN:
            after = _MARKER_AFTER_SCAN.search(content, at)
            at = after.start() if after else len(content)
    return 0


def _pageness(picture: Image.Image) -> float:
    """How much of the picture is paper: light, without colour. A letter has 0.9, a photograph of a street 0.1."""
    small = picture.convert("RGB")
    small.thumbnail((_PAGE_SAMPLE_PIXELS, _PAGE_SAMPLE_PIXELS), Image.Resampling.BOX)
    red, green, blue = small.split()
    brightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    colour = ImageChops.difference(brightest, ImageChops.darker(ImageChops.darker(red, green), blue))
    light = brightest.point([255 * (level >= _LIGHT) for level in range(256)])
    pale = colour.point([255 * (level <= _PALE) for level in range(256)])
    return ImageChops.darker(light, pale).histogram()[255] / (small.width * small.height)
