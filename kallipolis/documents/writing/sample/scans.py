"""Pages as a scanner sees them: typed letters, a little crooked, on paper with grain."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

from kallipolis.documents.writing.sample.chance import chance
from kallipolis.documents.writing.sample.pdf import Face, Line, Scribble, wrapped

# A4 at 150 dots per inch, which is what offices scan at and enough for text recognition.
WIDTH, HEIGHT = 1240, 1754
_LEFT, _TOP = 150, 150
_PIXELS_PER_POINT = 150 / 72
_MEAN_WIDTH = 0.52
_PLAIN_SIGNS = str.maketrans("’‘–—“”«»øØ", '\'\'--""""oO')


def scanned(content: Iterable[Line | Scribble], *, seed: int, enlarged: bool = False) -> Image.Image:
    """One grey page with that text; what does not fit on it is left out. `enlarged`: at 300 dots per inch."""
    page = Image.new("L", (WIDTH, HEIGHT), 244)
    pen = ImageDraw.Draw(page)
    height: float = _TOP
    for one in content:
        if isinstance(one, Scribble):
            _sign(pen, one.seed, height + 45)
            height += 110
            continue
        size = one.size * _PIXELS_PER_POINT
        for row in wrapped(_typed(one.text), int((WIDTH - 2 * _LEFT) / (_MEAN_WIDTH * size))):
            pen.text(
                (_LEFT, height), row, fill=28, font=_font(round(size)), stroke_width=one.face in (Face.BOLD, Face.HEAD)
            )
            height += size * 1.35
        height += one.room * _PIXELS_PER_POINT
    source = chance(seed)
    crooked = page.rotate(source.uniform(-0.5, 0.5), Image.Resampling.BILINEAR, fillcolor=240)
    sheet = ImageChops.subtract(crooked, _grain(seed % 3))
    return sheet.resize((2 * WIDTH, 2 * HEIGHT), Image.Resampling.BILINEAR) if enlarged else sheet


def as_jpeg(page: Image.Image, *, quality: int = 60) -> bytes:
    """The page as a scanner sends it."""
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=quality, dpi=(page.width * 150 // WIDTH,) * 2)
    return stream.getvalue()


def as_png(page: Image.Image) -> bytes:
    """The page in black and white, as a telephone's scanning app keeps it."""
    stream = io.BytesIO()
    page.point(lambda value: 255 * (value > 150)).convert("1", dither=Image.Dither.NONE).save(
        stream, "PNG", dpi=(150, 150)
    )
    return stream.getvalue()


def _typed(text: str) -> str:
    """The text in the letters that Pillow's own font has: an old typewriter has no accents either."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN_SIGNS))
    return "".join(sign for sign in plain if sign.isascii())


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


@lru_cache(maxsize=3)
def _grain(number: int) -> Image.Image:
    noise = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), chance(number).randbytes((WIDTH // 2) * (HEIGHT // 2)))
    return noise.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR).point(lambda value: value // 18)


def _sign(pen: ImageDraw.ImageDraw, seed: int, height: float) -> None:
    source = chance(seed)
    points = [(_LEFT + 10 + step * source.uniform(12, 17), height + source.uniform(-42, 42)) for step in range(18)]
    pen.line(points, fill=70, width=4, joint="curve")
