"""Shapes, days and texts made small and safe: the alphabet that the page's data.js reads back."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Sixty-four signs that need no escape in JSON or HTML: five bits each, the sixth says that more follow."""

DEGREES = 10_000  # shapes keep four decimals: 11 m at most
COMPRESS_FROM = 200_000  # characters of JSON beyond which the page carries it deflated

_EPOCH = date(1970, 1, 1)
# Control signs, the null byte, surrogates without their other half, and the signs that turn the direction
# of the text after them: none of these belongs to a name or a sentence.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]"
)


def plain(text: object) -> str:
    """The text without control signs, lone surrogates or bidirectional overrides; "" for missing values."""
    if text is None or (isinstance(text, float) and text != text):
        return ""
    return _UNPRINTABLE.sub("", str(text))


def web_link(url: object) -> str:
    """The address if it is http or https with a host, else ""."""
    text = plain(url).strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc and not re.search(r"\s", text) else ""


def epoch_day(day: Any) -> int | None:
    """Days since 1 January 1970; None for missing values (None, NaT, "")."""
    if day is None or day == "" or day != day:  # NaT and NaN differ from themselves
        return None
    if isinstance(day, str):
        day = date.fromisoformat(day[:10])
    if isinstance(day, datetime):  # pandas' Timestamp is one too
        day = day.date()
    return int((day - _EPOCH).days)


def numbers(values: Iterable[int]) -> str:
    """Whole numbers as text: each zigzagged, five bits a sign, lowest first."""
    out = []
    for value in values:
        rest = value << 1 if value >= 0 else (-value << 1) - 1
        while rest > 31:
            out.append(DIGITS[(rest & 31) | 32])
            rest >>= 5
        out.append(DIGITS[rest])
    return "".join(out)


def deltas(values: Sequence[int]) -> str:
    """Whole numbers as text, each as its difference from the one before."""
    return numbers([values[0], *(b - a for a, b in pairwise(values))]) if values else ""


def line(points: Iterable[Sequence[float]], step: int = DEGREES) -> str:
    """A ring or line as text: lon, lat in 1/step degrees, as differences; doubled points are one."""
    out: list[int] = []
    last = (0, 0)
    for point in points:
        here = (round(point[0] * step), round(point[1] * step))
        if not out or here != last:
            out += [here[0] - last[0], here[1] - last[1]]
        last = here
    return numbers(out)


def polygon(geometry: Any) -> str:
    """All rings of a Polygon or MultiPolygon, parted by blanks (filled by the even-odd rule); "" if empty."""
    if geometry is None or geometry.is_empty:
        return ""
    parts = getattr(geometry, "geoms", [geometry])
    rings = [ring for p in parts if p.geom_type == "Polygon" for ring in (p.exterior, *p.interiors)]
    # the last point of a ring repeats the first, so it is left out
    return " ".join(line(ring.coords[:-1]) for ring in rings)


def lines(geometry: Any) -> str:
    """All lines of a LineString or MultiLineString, parted by blanks."""
    if geometry is None or geometry.is_empty:
        return ""
    return " ".join(line(part.coords) for part in getattr(geometry, "geoms", [geometry]))


def as_json(data: object) -> str:
    """JSON that may stand inside a script tag: no `<`, `>` or `&`, no line separators of JavaScript's.

    branca reads what it renders as a template of Jinja's, so what would open an expression, a statement or a
    comment there is escaped too. Outside of texts, JSON never has these pairs of signs.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = re.sub(r"\{([{%#])", lambda m: f"{{\\u{ord(m[1]):04x}", text)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def as_html(text: object) -> str:
    """A text between tags: escaped for HTML, and for the template that branca makes of it."""
    return escape(plain(text)).replace("{", "&#123;")


def packed(data: object, compress_from: int = COMPRESS_FROM) -> tuple[str, str]:
    """What stands in the page and how: "json" for small data, "deflate" (base64 of zlib) for large."""
    text = as_json(data)
    if len(text) < compress_from:
        return text, "json"
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode(), "deflate"


class Texts:
    """A table of texts in which each stands once; calling it with a text gives its number."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._where: dict[str, int] = {}

    def __call__(self, text: object) -> int:
        clean = plain(text)
        if clean not in self._where:
            self._where[clean] = len(self.rows)
            self.rows.append(clean)
        return self._where[clean]
