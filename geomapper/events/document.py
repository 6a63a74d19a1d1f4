"""A story made ready to be read: its sentences, with trees and candidates where something can happen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geomapper.collector import collector_at_rest
from geomapper.dates import Timeline, timeline
from geomapper.events.backers import with_backer
from geomapper.events.candidates import Candidate, candidates
from geomapper.events.cast import Cast, cast
from geomapper.events.headlines import in_small
from geomapper.events.line import Line
from geomapper.events.masks import masks
from geomapper.events.mentions import Mention
from geomapper.events.places import find_mentions
from geomapper.events.reading import Reading
from geomapper.events.references import resolved
from geomapper.events.sides import SideMention, find_sides, find_speakers
from geomapper.events.syntax import parse
from geomapper.events.text import Sentence, Tok, sentences
from geomapper.events.triggers import find_triggers
from geomapper.model import Article
from geomapper.published import written_on
from geomapper.theatre import Theatre

_WORDS_PER_COMMA = 80  # a story with fewer has lost its commas: others have four times as many
_CAPITALS = frozenset({"Damascus", "Baghdad", "Ankara", "Moscow"})


@dataclass(frozen=True)
class Document:
    """A story ready to be read; `readings` holds the parsed sentences, and `candidates` theirs, by number."""

    article: Article
    lines: tuple[Line, ...]
    timeline: Timeline
    cast: Cast
    readings: dict[int, Reading]
    candidates: dict[int, list[Candidate]]


def document(article: Article, theatre: Theatre, known: Callable[[str], bool]) -> Document:
    """An article made ready to be read; `known` says whether the gazetteer has a name."""
    return documents([article], theatre, known)[0]


@collector_at_rest()
def documents(articles: Sequence[Article], theatre: Theatre, known: Callable[[str], bool]) -> list[Document]:
    """Articles made ready to be read, in order; their sentences are parsed together, which is faster."""
    times = [
        timeline(a.text, written_on(a.text, a.published), a.title, a.published_candidates) for a in articles
    ]
    stories = [_skim(a, when, theatre, known) for a, when in zip(articles, times, strict=True)]
    jobs = [(line, masks(line)) for lines in stories for line in lines if worth_parsing(line)]
    trees = iter(parse((line.sentence.tokens, mask) for line, mask in jobs))
    out = []
    for article, when, lines in zip(articles, times, stories, strict=True):
        readings = {
            n: Reading(line.sentence, line.sides, line.mentions, line.triggers, next(trees), line.dates)
            for n, line in enumerate(lines)
            if worth_parsing(line)
        }
        day = when.published or (when.opening.end if when.opening else None)
        players = cast([x.sentence for x in lines], [x.sides for x in lines], theatre, day)
        found = {n: candidates(reading) for n, reading in readings.items()}
        out.append(Document(article, tuple(lines), when, players, readings, found))
    return out


def worth_parsing(line: Line) -> bool:
    """Whether a sentence can hold an event: a trigger and a place."""
    return bool(line.triggers and line.mentions)


def _skim(article: Article, when: Timeline, theatre: Theatre, known: Callable[[str], bool]) -> list[Line]:
    """The sentences of a story with all that their words alone tell."""
    parts = in_small(sentences(article.text))
    inside = _written_inside(parts)
    bare = article.text.count(",") * _WORDS_PER_COMMA < article.text.count(" ")
    dates = [(d.mention.start, d.mention.end) for d in when.dated]
    rows = []
    places: list[list[Mention]] = []
    d = 0
    for sentence in parts:
        toks = sentence.tokens
        sides = [
            with_backer(toks, s, theatre)
            for s in find_sides(toks, theatre)
            if not _is_in_a_name(toks, s, known)
        ]
        speakers = find_speakers(toks, theatre, known)
        blocked = [False] * len(toks)
        for i, j in [(s.i, s.j) for s in sides if not s.suffix] + [(s.i, s.j) for s in speakers]:
            blocked[i:j] = [True] * (j - i)
        while d < len(dates) and dates[d][1] <= sentence.start:
            d += 1
        days: list[tuple[int, int]] = []
        for start, end in dates[d:]:
            if start >= sentence.end:
                break
            covered = [n for n, tok in enumerate(toks) if tok.start < end and tok.end > start]
            for n in covered:
                blocked[n] = True
            if covered:
                days.append((covered[0], covered[-1] + 1))
        # A leader's or capital's name is a side where it acts and a place where it is taken: leave it open.
        open_ = list(blocked)
        for side in sides:
            if side.person and toks[side.i].text in _CAPITALS:
                open_[side.i : side.j] = [False] * (side.j - side.i)
        places.append(find_mentions(toks, open_, known, inside, bare))
        triggers = find_triggers(toks, blocked)
        rows.append((sentence, tuple(sides), tuple(speakers), tuple(triggers), tuple(days)))
    return [
        Line(sentence, sides, speakers, mentions, triggers, days)
        for (sentence, sides, speakers, triggers, days), mentions in zip(
            rows, resolved(places, [s.tokens for s in parts]), strict=True
        )
    ]


def _is_in_a_name(toks: Sequence[Tok], side: SideMention, known: Callable[[str], bool]) -> bool:
    """Whether a leader's name is part of a place's: "Dahiyet al-Assad"."""
    k = side.i - 1
    if not side.person or k < 0 or not toks[k].text[0].isupper():
        return False
    return known(f"{toks[k].text} {toks[side.i].text}")


def _written_inside(parts: Sequence[Sentence]) -> set[str]:
    """The words that a story writes inside its sentences, and all those that it writes small."""
    out: set[str] = set()
    for sentence in parts:
        words = [t.text for t in sentence.tokens]
        if sentence.heading:
            out.update(word for word in words if word.islower())
        else:
            out.update(words[1:] if not words[0].islower() else words)
    return out
