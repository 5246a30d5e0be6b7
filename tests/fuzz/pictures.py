"""Pictures as cameras, telephones, scanners and editors write them, and some that no program would."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from tests.documents.reading.making import SUPPORT_EN, jpeg, page_picture, street

Named = tuple[str, bytes]

_START_OF_SCAN, _ADOBE = 0xDA, 0xEE
# A film of half a second behind a picture, as telephones keep it: boxes of ISO 14496-12 with nothing in them.
_FILM = b"".join(struct.pack(">I4s", 8 + len(held), name) + held for name, held in (
    (b"ftyp", b"mp42\0\0\0\0isommp42"), (b"mdat", bytes(20_000)), (b"moov", bytes(64))))  # fmt: skip


def pictures(seed: int) -> Iterator[Named]:
    """Every picture of the corpus by its name."""
    yield from _jpegs(seed)
    yield from _strange_jpegs(seed)
    yield from _other_kinds(seed)
    yield from _bombs()


def _jpegs(seed: int) -> Iterator[Named]:
    scene = street(seed, width=640, height=480)
    for name, how in (
        ("progressive", {"progressive": True}),
        ("optimized", {"optimize": True, "quality": 70}),
        ("4-4-4", {"subsampling": "4:4:4"}),
        ("4-2-2", {"subsampling": "4:2:2"}),
        ("baseline 4-2-0", {"subsampling": "4:2:0"}),
        ("restart every row", {"restart_marker_rows": 1}),
        ("restart every block", {"restart_marker_blocks": 1}),
        ("progressive with restarts", {"progressive": True, "restart_marker_rows": 2}),
        ("profile of colours", {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()}),
        ("comment", {"comment": b"Created with an editor " * 400}),
        ("dots per inch", {"dpi": (300, 300)}),
        ("quality 100", {"quality": 100}),
        ("quality 5", {"quality": 5}),
    ):
        yield f"photo {name}.jpg", jpeg(scene, **how)
    for mode, colours in (("L", "grey"), ("CMYK", "CMYK")):
        yield f"photo {colours}.jpg", jpeg(scene.convert(mode))
    for turned in (3, 6, 8):
        yield f"photo turned {turned}.jpg", jpeg(scene, exif=_exif(turned, place=turned == 6))
    yield "photo of a telephone.jpg", jpeg(scene, exif=_exif(1, place=True)) + _FILM
    yield "photo of twelve megapixels.jpg", jpeg(street(seed + 1, width=4000, height=3000), quality=60)
    yield "scan of a letter.jpg", jpeg(page_picture(SUPPORT_EN, width=620, height=877).convert("L"))


def _strange_jpegs(seed: int) -> Iterator[Named]:
    plain = jpeg(street(seed + 2, width=320, height=240))
    cmyk = jpeg(street(seed + 2, width=320, height=240).convert("CMYK"))
    yield "photo YCCK.jpg", _with_colour_transform(cmyk, 2)
    yield "photo with two pictures.jpg", _two_in_one(seed)
    yield "photo cut off.jpg", plain[: len(plain) * 3 // 5]
    yield "photo cut off in its head.jpg", plain[:300]
    yield "photo without end mark.jpg", plain.removesuffix(b"\xff\xd9")
    yield "photo with filling.jpg", plain + bytes(48)
    yield "photo with filling before marks.jpg", plain.replace(b"\xff\xdb", b"\xff\xff\xff\xff\xdb")
    yield "photo with a zip behind.jpg", plain + b"PK\x05\x06" + bytes(18)
    yield "photo of arithmetic code.jpg", _with_frame(plain, kind=0xC9)
    yield "photo of twelve bits.jpg", _with_frame(plain, bits=12)
    yield "photo of no height.jpg", _with_frame(plain, height=0)
    yield "photo of all pixels.jpg", _with_frame(plain, width=65_500, height=65_500)
    yield "photo of segments only.jpg", plain[:2] + (b"\xff\xe1" + struct.pack(">H", 65_535) + bytes(65_533)) * 20
    yield "photo named wrongly.png", plain


def _exif(orientation: int, *, place: bool) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Lumaris", "L-200"
    exif[ExifTags.Base.Orientation] = orientation
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.ExposureTime], detail[ExifTags.Base.FNumber] = 0.008, 2.8
    detail[ExifTags.Base.MakerNote] = b"LUMARIS\0" + bytes(4_000)
    if place:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (0.0, 20.0, 0.0), 3: "W", 4: (2.0, 30.0, 0.0)})
    return exif


def _with_colour_transform(content: bytes, transform: int) -> bytes:
    """The same with another word of Adobe's about how its colours are meant."""
    at = content.index(bytes([0xFF, _ADOBE]))
    length = int.from_bytes(content[at + 2 : at + 4], "big")
    return content[: at + 1 + length] + bytes([transform]) + content[at + 2 + length :]


def _with_frame(content: bytes, *, kind: int = 0xC0, bits: int = 8, **sides: int) -> bytes:
    """The same with another head of its frame (ITU-T T.81, B.2.2)."""
    at = content.index(b"\xff\xc0")
    height, width = struct.unpack_from(">HH", content, at + 5)
    frame = struct.pack(">BHH", bits, sides.get("height", height), sides.get("width", width))
    return content[:at] + bytes([0xFF, kind]) + content[at + 2 : at + 4] + frame + content[at + 9 :]


def _two_in_one(seed: int) -> bytes:
    first, second = street(seed + 3, width=320, height=240), street(seed + 4, width=160, height=120)
    written = io.BytesIO()
    first.save(written, "MPO", save_all=True, append_images=[second])
    return written.getvalue()


def _other_kinds(seed: int) -> Iterator[Named]:
    scene = street(seed + 5, width=320, height=240)
    page = page_picture(SUPPORT_EN, width=620, height=877)
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "nobody" * 200, zip=True)
    words.add_itxt("Title", "Le port à l’aube")
    deep = Image.frombytes("I;16", (160, 120), bytes(range(256)) * 150)
    for name, picture, how in (
        ("plain.png", scene, {}),
        ("palette.png", scene.quantize(64), {}),
        ("transparent.png", scene.convert("RGBA"), {}),
        ("black and white.png", page.convert("1"), {"dpi": (150, 150)}),
        ("deep.png", deep, {}),
        ("with words.png", scene, {"pnginfo": words}),
        ("moving.png", scene, {"save_all": True, "append_images": [scene.rotate(9)]}),
        ("plain.gif", scene.quantize(64), {}),
        ("moving.gif", scene.quantize(64), {"save_all": True, "append_images": [scene.rotate(9).quantize(64)]}),
        ("plain.tif", scene, {}),
        ("packed.tif", scene, {"compression": "tiff_lzw"}),
        ("of jpeg.tif", scene, {"compression": "jpeg"}),
        ("fax.tif", page.convert("1"), {"compression": "group4"}),
        ("pages.tif", page.convert("1"), {"save_all": True, "append_images": [page.convert("1")] * 3}),
        ("lossy.webp", scene, {"quality": 70}),
        ("exact.webp", scene, {"lossless": True}),
        ("moving.webp", scene, {"save_all": True, "append_images": [scene.rotate(9)]}),
        ("windows.bmp", scene, {}),
    ):
        written = io.BytesIO()
        kind = {"tif": "TIFF"}.get(name.rpartition(".")[2], name.rpartition(".")[2].upper())
        picture.save(written, kind, **how)
        yield f"picture {name}", written.getvalue()
    yield "picture of big ends.tif", _tiff_of_big_ends()
    for brand in (b"heic", b"avif"):
        kinds = brand + bytes(4) + b"mif1" + brand
        boxes = struct.pack(">I4s", 8 + len(kinds), b"ftyp") + kinds + _FILM
        yield f"picture of a telephone.{brand.decode()}", boxes
    yield "picture of a telephone.jpg", boxes


def _tiff_of_big_ends() -> bytes:
    """A grey picture of 8 by 8 as Motorola's machines wrote it (TIFF 6.0)."""
    tags = ((256, 3, 8), (257, 3, 8), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (278, 3, 8), (279, 4, 64))
    entries = b"".join(
        struct.pack(">HHI", tag, kind, 1) + (struct.pack(">HH", value, 0) if kind == 3 else struct.pack(">I", value))
        for tag, kind, value in tags
    )
    return b"MM\x00*" + struct.pack(">I", 72) + bytes(64) + struct.pack(">H", len(tags)) + entries + bytes(4)


def _bombs() -> Iterator[Named]:
    """Few bytes, many pixels."""
    yield "picture bomb.png", _png(30_000, 30_000, bytes(30_001) * 200)
    yield "picture small bomb.png", _png(7_000, 7_000, bytes(7_001) * 7_000)
    held = io.BytesIO()
    Image.new("1", (12_000, 4_000)).save(held, "TIFF", compression="group4")
    yield "picture bomb.tif", held.getvalue()
    screen = b"GIF89a" + struct.pack("<HH", 65_000, 65_000) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    yield "picture bomb.gif", screen + b"," + struct.pack("<4H", 0, 0, 65_000, 65_000) + b"\0\x02\x02\x44\x01\0;"


def _png(width: int, height: int, rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held)) for name, held in chunks
    )
