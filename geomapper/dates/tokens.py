"""Words that can tell time, and their classes: the skeleton that the grammar of dates reads.

Most of a story has nothing to do with time, so only the neighbourhood of words that have is looked at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’]s\b)?|\n\s*\n|\n|[^\w\s]|_")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_GLUED = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY_AND_YEAR = re.compile(r"\d{1,2}20\d\d")
_BEFORE, _AFTER = 14, 10  # words around one that tells time which can belong to the expression
_CAPITAL_ONLY = frozenset({"march", "may", "august"})  # everyday words when written small

# Words that stand for themselves in the skeleton: prepositions, determiners, parts and directions.
_KEPT = """
    on in at by since until till before after from to through throughout into during over within between
    of for as and or around about nearly almost roughly approximately shortly just soon the a an this
    that these last next past same previous preceding following coming recent prior ensuing very early
    earlier late later mid middle beginning start end half ago back hence today yesterday tomorrow
    tonight overnight recently lately straight consecutive successive running
    so afterwards afterward
""".split()
_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_HEADS = frozenset({"today", "yesterday", "tomorrow", "tonight", "overnight", "recently", "lately"})
_PUNCTUATION = {"–": "-", "—": "-", "‑": "-", "−": "-", **{c: c for c in ",.-/:()'#"}}


class Token(NamedTuple):
    """A word or sign: where it stands, its class in the skeleton, what it means, and as written."""

    start: int
    end: int
    form: str
    value: Any
    raw: str


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def units() -> tuple[str, ...]:
    """The units that time is counted in; each is its own class."""
    return tuple(dict.fromkeys(_words()["units"].values()))


@lru_cache(maxsize=1)
def wars() -> dict[int, list[int]]:
    """Wars that go by their year: year → month and day of their first and of their last day."""
    return {int(year): days for year, days in _words()["wars"].items()}


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[str, tuple[str, Any]], frozenset[str]]:
    """Word as it may be written → class and value; and the words that make their neighbourhood worth a
    look.

    Classes: M month, W weekday, w its abbreviation, N number, V vague number, R ordinal, P part of the day,
    S season; units and kept words are their own classes.
    """
    v = _words()
    table: dict[str, tuple[str, Any]] = {}
    heads: set[str] = set()

    def add(word: str, form: str, value: Any, *, head: bool = False, small: bool = True) -> None:
        spellings = {word.capitalize(), word.upper()} | ({word} if small else set())
        spellings |= {s + end for s in spellings for end in ("'s", "’s")}
        table.update(dict.fromkeys(spellings, (form, value)))
        if head:
            heads.update(spellings)

    for word in _KEPT:
        add(word, word, word, head=word in _HEADS)
    for name, form in {"numbers": "N", "vague_numbers": "V", "ordinals": "R"}.items():
        for word, value in v[name].items():
            add(word, form, value)
    for name, form in {"weekdays": "W", "day_parts": "P", "seasons": "S", "units": ""}.items():
        for word, value in v[name].items():
            for spelling in (word, word + "s"):  # "last weeks" and "Mondays" have often lost their apostrophe
                add(spelling, form or value, value, head=True)
    for word in ("today", "yesterday"):
        add(word + "s", word, word, head=True)
    for word, value in v["months"].items():
        add(word, "M", value, head=True, small=word not in _CAPITAL_ONLY)
    for word, value in v["month_abbreviations"].items():
        add(word, "M", value, head=True, small=False)
    for word, value in v["weekday_abbreviations"].items():
        add(word, "w", value, small=False)
    return table, frozenset(heads)


@lru_cache(maxsize=50_000)
def _class_of(raw: str) -> tuple[str, Any]:
    """The class of a word or sign by itself, and what it means."""
    if raw[0].isdigit():
        number = int(raw) if len(raw) <= 4 and raw.isascii() else 0
        if len(raw) <= 2 and 1 <= number <= 31:
            return "D", number
        return "Y" if len(raw) == 4 and 1900 <= number <= 2099 else "I", number
    if raw[0] == "\n":
        return "¶", None
    return _vocabulary()[0].get(raw) or (_PUNCTUATION.get(raw, "_"), None)


def _token(raw: str, start: int, before: Token | None) -> Token:
    form, value = _class_of(raw)
    if before and before.form == "D" and before.end == start and raw.lower() in _ENDINGS:
        form, value = "o", None
    return Token(start, start + len(raw), form, value, raw)


@lru_cache(maxsize=50_000)
def _look(raw: str) -> str:
    """What a word or sign is to the search for words that tell time; most are nothing to it."""
    if raw[0] in "\n#":
        return "line"
    if raw in _ENDINGS:
        return "ending"
    year = raw[0] in "12" and _YEAR.match(raw)
    glued = len(raw) > 3 and _GLUED.search(raw)
    return "time" if raw in _vocabulary()[1] or raw == "/" or year or glued else ""


def _near_time(text: str) -> Iterator[tuple[str, int]]:
    """The words and signs of `text` that stand near one that tells time, with a break between
    neighbourhoods.
    """
    found: list[tuple[str, int]] = []
    marks: list[int] = []
    heading = False
    end = 0
    for raw in _TOKEN.findall(text):
        start = text.index(raw, end)  # only blanks are no part of a word or sign
        end = start + len(raw)
        look = _look(raw)
        if look == "line":
            if raw == "\n" and not heading:  # a line break alone ends headings, not sentences
                continue
            if raw != "#":
                heading = False
            elif start == 0 or text[start - 1] == "\n":
                heading = True
        elif look == "time" or (look == "ending" and found and found[-1][0].isdigit()):
            marks.append(len(found))
        found.append((raw, start))
    done = 0
    for mark in marks:
        first = max(mark - _BEFORE, done)
        if first > done > 0:
            yield "\n", found[first][1]
        yield from found[first : mark + _AFTER + 1]
        done = max(done, min(mark + _AFTER + 1, len(found)))


def _abbreviated(token: Token) -> bool:
    return token.form == "w" or (token.form == "M" and token.raw.lower() not in _words()["months"])


def tokens(text: str) -> list[Token]:
    """The words of `text` near those that tell time, classified, in order."""
    out: list[Token] = []
    for raw, start in _near_time(text):
        last = out[-1] if out else None
        if raw == "." and last and last.end == start and _abbreviated(last):
            out[-1] = last._replace(end=start + 1)  # "Nov. 23"
        elif last and last.form == "M" and _DAY_AND_YEAR.fullmatch(raw):  # "Jul 262016": a lost comma
            out.append(_token(raw[:-4], start, last))
            out.append(_token(raw[-4:], start + len(raw) - 4, out[-1]))
        elif _is_glued(raw):
            for m in _CAMEL.finditer(raw):
                out.append(_token(m.group(), start + m.start(), out[-1] if out else None))
        else:
            out.append(_token(raw, start, last))
    return out


@lru_cache(maxsize=50_000)
def _is_glued(raw: str) -> bool:
    """Whether several words stand together, as in sources that lost line breaks: "NewsFebruary 26"."""
    return bool(len(raw) > 3 and raw.isascii() and raw not in _vocabulary()[0] and _GLUED.search(raw))
