"""Photographs that nobody took: a drawn town by the water, with the grain, the numbers and the marks of a camera."""

from __future__ import annotations

import io
import random
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageOps

from kallipolis.documents.writing.sample.chance import chance
from kallipolis.documents.writing.sample.draft import Picture

_SKIES = (
    ((24, 44, 88), (242, 170, 110)),
    ((86, 150, 214), (226, 236, 240)),
    ((120, 132, 150), (214, 214, 208)),
    ((12, 18, 44), (84, 74, 128)),
)
_WALLS = ((168, 96, 70), (196, 160, 118), (120, 118, 124), (206, 190, 160), (104, 78, 76), (150, 146, 132))
_TILE = 512
_LARGE, _GRAIN_OF_A_LARGE, _GRAIN_OF_A_SMALL = 2500, 28, 8
# The room that a file of a wanted size is filled up in: a comment segment holds 65,533 bytes (ITU T.81, B.2.4.5).
_LONGEST_COMMENT = 65_533
_CAMERAS = (("Lumaris", "L-200"), ("Optelio", "Arc 7"), ("Verano", "Field III"))
_MAKE, _MODEL, _TAKEN_AT, _GPS = 271, 272, 306, 34853
_BEST_QUALITY, _SURELY_ALLOWED = 88, 2_990_000


def photograph(picture: Picture) -> bytes:
    """The file of that picture: JPEG, or PNG where the fault is that it is none."""
    source = chance(picture.seed)
    scene = _scene(picture.width, picture.height, source)
    stream = io.BytesIO()
    if picture.is_png:
        scene.resize((640, 480)).save(stream, "PNG")
        return stream.getvalue()
    quality = _BEST_QUALITY
    while True:
        stream = io.BytesIO()
        scene.save(stream, "JPEG", quality=quality, exif=_exif(source), subsampling=2)
        if stream.tell() <= _SURELY_ALLOWED:
            break
        quality -= 8
    content = stream.getvalue()
    if picture.exact_bytes is not None:
        content = filled_up(content, picture.exact_bytes)
    return content[: len(content) * 3 // 5] if picture.cut else content


def filled_up(jpeg: bytes, wanted_bytes: int) -> bytes:
    """The same picture in a file of exactly that many bytes, by comments behind its first mark."""
    missing = wanted_bytes - len(jpeg)
    if missing < 0 or 0 < missing < 4:
        raise ValueError(f"A picture of {len(jpeg)} bytes cannot be filled up to {wanted_bytes}.")
    comments = []
    while missing:
        size = min(missing - 4, _LONGEST_COMMENT)
        if 0 < missing - 4 - size < 4:
            size -= 4
        comments.append(b"\xff\xfe" + (size + 2).to_bytes(2) + b" " * size)
        missing -= size + 4
    return jpeg[:2] + b"".join(comments) + jpeg[2:]


def _scene(width: int, height: int, source: random.Random) -> Image.Image:
    top, bottom = source.choice(_SKIES)
    horizon = int(height * source.uniform(0.55, 0.7))
    scene = Image.new("RGB", (width, height))
    scene.paste(_gradient(width, horizon, top, bottom))
    pen = ImageDraw.Draw(scene)
    sun, x = height // source.randint(12, 22), source.randint(width // 8, width * 7 // 8)
    y = source.randint(horizon // 6, horizon * 3 // 4)
    pen.ellipse((x - sun, y - sun, x + sun, y + sun), fill=(255, 240, 206))
    for depth in (0.55, 0.8, 1.0):
        _row_of_houses(pen, width, horizon, depth, source)
    water = ImageOps.flip(scene.crop((0, 2 * horizon - height, width, horizon)))
    scene.paste(Image.blend(water, Image.new("RGB", water.size, (28, 62, 88)), 0.45), (0, horizon))
    for _ in range(90):
        x, y = source.randint(0, width), source.randint(horizon, height)
        pen.line(
            (x, y, x + source.randint(width // 60, width // 12), y), fill=(190, 204, 212), width=max(1, height // 700)
        )
    strength = _GRAIN_OF_A_LARGE if width > _LARGE else _GRAIN_OF_A_SMALL
    return ImageChops.add(scene, _grain(width, height, strength), 1, -strength // 2)


def _row_of_houses(pen: ImageDraw.ImageDraw, width: int, horizon: int, depth: float, source: random.Random) -> None:
    x = -source.randint(0, width // 20)
    while x < width:
        wide, high = source.randint(width // 22, width // 9), int(source.uniform(0.18, 0.62) * horizon * (1.5 - depth))
        red, green, blue = source.choice(_WALLS)
        wall = tuple(int(part * depth + 150 * (1 - depth)) for part in (red, green, blue))
        pen.rectangle((x, horizon - high, x + wide, horizon), fill=(wall[0], wall[1], wall[2]))
        if source.random() < 0.6:
            roof = [
                (x - 4, horizon - high),
                (x + wide // 2, horizon - high - wide // 3),
                (x + wide + 4, horizon - high),
            ]
            pen.polygon(roof, fill=(110, 52, 44))
        step = max(14, wide // source.randint(4, 7))
        light = (252, 222, 150) if source.random() < 0.5 else (58, 66, 80)
        for left in range(x + step // 3, x + wide - step // 2, step):
            for above in range(horizon - high + step // 2, horizon - step // 2, step):
                pen.rectangle((left, above, left + step // 2, above + step * 3 // 5), fill=light)
        x += wide + source.randint(-6, width // 40)


def _gradient(width: int, height: int, top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    column = ImageOps.colorize(Image.linear_gradient("L").resize((1, height)), top, bottom)
    return column.resize((width, height), Image.Resampling.NEAREST)


@lru_cache(maxsize=8)
def _grain(width: int, height: int, strength: int) -> Image.Image:
    tile = Image.frombytes("L", (_TILE, _TILE), chance("grain").randbytes(_TILE * _TILE))
    tile = tile.point(lambda value: value * strength // 255)
    sheet = Image.new("L", (width, height))
    for x in range(0, width, _TILE):
        for y in range(0, height, _TILE):
            sheet.paste(tile, (x, y))
    return Image.merge("RGB", (sheet, sheet, sheet))


def _exif(source: random.Random) -> Image.Exif:
    exif = Image.Exif()
    exif[_MAKE], exif[_MODEL] = source.choice(_CAMERAS)
    exif[_TAKEN_AT] = f"2020:{source.randint(1, 12):02}:{source.randint(1, 28):02} {source.randint(7, 21):02}:30:00"
    if source.random() < 0.3:
        # Open sea in the Gulf of Guinea, where nobody lives: degrees, minutes, seconds.
        exif.get_ifd(_GPS).update({1: "N", 2: (0.0, float(source.randint(5, 40)), 0.0), 3: "W", 4: (2.0, 30.0, 0.0)})
    return exif
