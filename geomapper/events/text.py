"""A story's text cut into sentences and tokens, every one of them with its offsets in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import compress, count
from operator import itemgetter
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"  # U.S.
    r"|\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?%?"
    r"|[^\W\d_]+(?:[-’'ʿʾʻʼ`‘/]{1,2}[^\W_]+)*\d*"  # al-Qa'im, Jabhat, T4
    r"|[^\w\s]"
)
_POSSESSIVE = re.compile(r"(?:['’]s|['’])$", re.IGNORECASE)
_NAMES = frozenset({"Ra's", "Ra’s"})  # "Ra's al-Ayn" is nobody's
_NOT = re.compile(r"n['’]t$", re.IGNORECASE)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Gen|Lt|Col|Maj|Brig|Mr|Mrs|Ms|Dr|Sen|Rep|St|No|Capt|Sgt|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
    r"|\b[A-Z])\.$"
)
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”’')\]]*+(?=\s)|\n[ \t]*\n\s*|\n")
_DATELINE = re.compile(
    # ALEPPO, Syria, May 3 (Wire) -
    r"(?:[A-Z][A-Z'’-]{2,}(?:[ /]+[A-Z][A-Z'’-]*)*(?:,[^()–—:;]{2,40}?)?\s*"
    r"(?:\([^()]{2,40}\)\s*)?(?:-{1,2}|–|—)"
    # Beirut (Wire) -
    r"|[A-Z][\w'’-]*(?:[ ,/]+[A-Z0-9][\w'’-]*){0,5}[ ,]*\([^()]{2,40}\)\s*(?:-{1,2}|–|—|:)"
    # Beirut, 3 May 2016 -
    r"|(?!(?:On|In|By|At|Late|Early|Since|Until|After|Before|From|[A-Z][a-z]+day)\b)"
    r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,3},? (?:\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.? \d{1,2})"
    r"(?:,? 20\d\d)? (?:-{1,2}|–|—))"
    r"\s+"
)
_MAX_TOKENS = 160  # longer sentences are read in pieces: time stays linear whatever the text


class Tok(NamedTuple):
    """A token: `text` is `story[start:end]`, `lower` the same in lower case."""

    text: str
    start: int
    end: int
    lower: str


_tok: Callable[[tuple[str, int, int, str]], Tok] = partial(tuple.__new__, Tok)  # half the time of a call


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `story[start:end]`, its tokens, its paragraph's number, and whether it is a heading."""

    text: str
    start: int
    end: int
    paragraph: int
    heading: bool
    tokens: tuple[Tok, ...]

    def words(self, i: int, j: int) -> str:
        """Tokens `i` to `j` (exclusive) as the story writes them."""
        return self.text[self.tokens[i].start - self.start : self.tokens[j - 1].end - self.start]


def tokens(text: str, offset: int = 0) -> list[Tok]:
    """The tokens of a text; a possessive ending is a token of its own."""
    out = []
    at = 0
    for found in _TOKEN.findall(text):
        at = text.index(found, at)  # only blanks are no part of a token
        word, lower, cut = _known(found)
        start = offset + at
        at += len(word)
        end = offset + at
        if cut:
            out.append(Tok(word[:cut], start, start + cut, word[:cut].lower()))
            out.append(Tok(word[cut:], start + cut, end, word[cut:].lower()))
        else:
            out.append(_tok((word, start, end, lower)))
    return out


@lru_cache(maxsize=50_000)
def _known(word: str) -> tuple[str, str, int]:
    """A word, the same in lower case, and where its possessive ending begins; 0 where it has none."""
    ending = None
    if len(word) > 2 and ("'" in word or "’" in word) and word not in _NAMES:
        ending = _POSSESSIVE.search(word) or _NOT.search(word)
    return word, word.lower(), ending.start() if ending else 0


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in order, headings and captions included.

    A line break ends a sentence unless the line before it lacks an ending and the next begins in lower case
    ("driven out // of the city"). Very long sentences come in pieces.
    """
    out: list[Sentence] = []
    for start, end, paragraph in _spans(text):
        piece = text[start:end]
        dateline = _DATELINE.match(piece)  # who wrote where is not what happened
        skip = dateline.end() if dateline else 0
        words = tuple(tokens(piece[skip:], start + skip))
        if not words:
            continue
        heading = piece.startswith("#") or (
            len(words) <= 12 and piece[-1] not in '.!?"”…:;,' and not piece.startswith("* ")
        )
        for i in range(0, len(words), _MAX_TOKENS):
            part = words[i : i + _MAX_TOKENS]
            lo = start if i == 0 else part[0].start
            hi = end if i + _MAX_TOKENS >= len(words) else part[-1].end
            out.append(Sentence(text[lo:hi], lo, hi, paragraph, heading, part))
    return out


def _spans(text: str) -> list[tuple[int, int, int]]:
    """Start, end and paragraph of each sentence."""
    spans: list[tuple[int, int, int]] = []
    start, paragraph = 0, 0

    def add(end: int) -> None:
        lo, hi = start, end
        while lo < hi and text[lo].isspace():
            lo += 1
        while hi > lo and text[hi - 1].isspace():
            hi -= 1
        if lo < hi:
            spans.append((lo, hi, paragraph))

    for match in _END.finditer(text):
        if match.group()[0] == "\n":
            follows = text[match.end() : match.end() + 1]
            before = text[start : match.start()].rstrip()
            if follows.islower() and before and before[-1].isalnum() and len(before) > 40:
                continue
            add(match.start())
            start = match.end()
            paragraph += 1
        else:
            if match.group()[0] == "." and _ABBREVIATION.search(
                text, max(start, match.start() - 6), match.start() + 1
            ):
                continue
            add(match.end())
            start = match.end()
    add(len(text))
    return spans


_texts, _lowers = itemgetter(0), itemgetter(3)  # of tokens


def where(test: Callable[[str], object], toks: Sequence[Tok]) -> list[int]:
    """The indices of the tokens whose text passes a test; no step of Python is taken for the others."""
    return list(compress(count(), map(test, map(_texts, toks))))


def where_lower(test: Callable[[str], object], toks: Sequence[Tok]) -> list[int]:
    """The indices of the tokens whose text in lower case passes a test."""
    return list(compress(count(), map(test, map(_lowers, toks))))


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """A word in lower case without marks that news spells in many ways: "Ma'arrat" and "Maʿarrat" meet."""
    return re.sub(r"['’‘ʿʾʻʼ`]", "", word.lower())
