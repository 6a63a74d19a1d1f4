"""The dates of a whole story in order, with the date that a narrative has reached at each of its points."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..model import Precision, When
from .grammar import find_dates
from .mention import DateMention
from .resolve import resolve

_HEADING = re.compile(r"^#{1,6} .*$|^=+ ?[^=\n]+=+$", re.MULTILINE)
_INFOBOX = re.compile(r"^Date: ?(.+)$", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?\"”’)])\s+(?=[\"“A-Z0-9(])|\n+")
_FRESH = timedelta(days=2)  # a report that gives no time is of the last days
_BACKGROUND = 45  # days: a date so far before the running one is looked back to, not gone back to
_NEAR_START = 60  # characters: a date so near its sentence's start sets the scene for what follows


@dataclass(frozen=True, slots=True)
class Dated:
    """A time expression with the days it means. `carries`: the narrative goes on from it (at `base`)."""

    mention: DateMention
    when: When
    base: When
    carries: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """All dates of a story, in order; what its title or its infobox says of the time; its date of publication."""

    dated: tuple[Dated, ...]
    opening: When | None
    published: date | None


def timeline(text: str, published: date | None, title: str = "") -> Timeline:
    """All time expressions of a story resolved in order, the running date carried through its paragraphs.

    In a story with a publication date the running date holds for the next sentence alone ("On Tuesday … The next
    day …"); without one the story is a narrative, and it holds until another takes its place.
    """
    opening, year = _opening(text, title)
    headings = [(m.start(), m.end()) for m in _HEADING.finditer(text)]
    sentences = [0, *(m.end() for m in _SENTENCE.finditer(text))]
    running: When | None = None
    ran = -1  # the sentence that set the running date
    out: list[Dated] = []
    for mention in find_dates(text):
        sentence = bisect_right(sentences, mention.start) - 1
        if published is not None and running is not None and sentence - ran > 1:
            running = None
        base = _base(mention, published, running or opening, opening, year)
        when = base if base.start is None else _when(mention, base, published, running or opening, opening, year)
        at_start = mention.start - sentences[sentence] <= _NEAR_START
        carries = _carries(mention, base, running, at_start, _within(mention, headings), published)
        out.append(Dated(mention, when, base, carries))
        if carries:
            running, ran = base, sentence
    return Timeline(tuple(out), opening, published)


def mentions_in(line: Timeline, start: int, end: int) -> tuple[Dated, ...]:
    """The dates inside text[start:end], in order."""
    return tuple(d for d in line.dated if start <= d.mention.start < end)


def running_at(line: Timeline, offset: int) -> When | None:
    """The date that the narrative has reached at `offset`; what the title or infobox says before any; else None."""
    reached = None
    for dated in line.dated:
        if dated.mention.end > offset:
            break
        if dated.carries:
            reached = dated.base
    return reached or line.opening


def governing(line: Timeline, start: int, end: int) -> When:
    """The date of what text[start:end] tells, by the plainest reading: a date in it, else the running date of a
    narrative, else the last days before publication."""
    inside = [d for d in mentions_in(line, start, end) if d.when.start is not None or d.when.end is not None]
    if inside:
        return min(inside, key=_rank).when
    if line.published is not None:
        return When(line.published - _FRESH, line.published, Precision.DAY)
    return running_at(line, start) or When()


def _rank(dated: Dated) -> tuple[int, int]:
    order = {Precision.DAY: 0, Precision.WEEK: 1, Precision.MONTH: 2, Precision.SEASON: 3, Precision.YEAR: 4}
    loose = dated.mention.kind in {"span", "recent", "ordinal"} or dated.mention.relation in {"until", "before"}
    return (order.get(dated.when.precision, 5) + 2 * loose, dated.mention.start)


def _opening(text: str, title: str) -> tuple[When | None, int | None]:
    """What the infobox or the title says of the time, and the year that follows from it."""
    first = text.lstrip().split("\n", 1)[0]
    infobox = _INFOBOX.search(text, 0, 2000)
    for line in (infobox.group(1) if infobox else "", title, first if len(first) < 150 else ""):
        for mention in find_dates(line):
            if mention.year is not None or mention.year2 is not None:
                when = resolve(mention, None)
                if when.start is not None:
                    return when, when.start.year
    return None, None


def _within(mention: DateMention, spans: list[tuple[int, int]]) -> bool:
    at = bisect_right(spans, (mention.start, 1 << 60)) - 1
    return at >= 0 and mention.start < spans[at][1]


def _base(
    mention: DateMention, published: date | None, running: When | None, opening: When | None, year: int | None
) -> When:
    """The date itself, without what "by" or "before" make of it."""
    return _when(replace(mention, relation="" if mention.kind != "weekday" else mention.relation), None, published, running, opening, year)


def _when(
    mention: DateMention,
    base: When | None,
    published: date | None,
    running: When | None,
    opening: When | None,
    year: int | None,
) -> When:
    if mention.kind == "absolute" and mention.year is None and not mention.which:
        if published is not None:
            return resolve(mention, published)
        if opening is not None:
            inside = resolve(mention, None, opening)
            if _overlap(inside, opening):
                return inside
    return resolve(mention, published, running, year)


def _overlap(a: When, b: When) -> bool:
    return bool(a.start and a.end and b.start and b.end and a.start <= b.end and b.start <= a.end)


def _carries(
    mention: DateMention, base: When, running: When | None, at_start: bool, heading: bool, published: date | None
) -> bool:
    """Whether the narrative goes on from this date, or only looks back to it."""
    if base.start is None or mention.relation in {"since", "until", "before"} or mention.future:
        return False
    if mention.kind not in {"absolute", "weekday", "offset", "step", "season"} or mention.clause:
        return False
    if mention.kind == "step" and mention.which not in {"next", "following", "ensuing"}:
        return False
    if mention.kind == "offset" and mention.direction != "later":
        return False
    if mention.kind in {"absolute", "season"} and mention.month is None and not at_start:
        return False
    if published is not None:
        return base.precision is Precision.DAY
    if heading or running is None or running.start is None:
        return True
    back = (running.start - base.start).days
    if back > _BACKGROUND and mention.year is not None:
        return False
    return back <= 0 or at_start
