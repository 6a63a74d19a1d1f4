"""The dates of a whole story in order, with the date that a narrative has reached at each of its points."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..model import Precision, When
from .calendar import precision
from .grammar import find_dates
from .mention import DateMention
from .resolve import resolve
from .whens import BACKGROUND, days_apart, holds, hull, is_before, overlap, short

_HEADING = re.compile(r"^#{1,6} .*$|^=+ ?[^=\n]+=+$", re.MULTILINE)
_PICTURE = re.compile(r"^!\[.*$|^\[\[(?:File|Image):.*$", re.MULTILINE)
_STILL = re.compile(r"\s*[-–—]\s*(?:present|ongoing|now|today)\b", re.IGNORECASE)
_INFOBOX = re.compile(r"^Date: ?(.+)$", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?\"”’)])\s+(?=[\"“A-Z0-9(])")
_ASIDE = re.compile(r"\b(?:that|which|who|launched|begun|started)\b[^,;:]{0,40}$")
_WRAPPED = range(60, 121)  # a line so long that ends in no full stop goes on in the next
_FRESH = timedelta(days=2)  # a report that gives no time is of the last days
_NARROW = 31  # days that candidates for a story's date may lie apart and still date what it tells
_SOON = 60  # days: a date without a year that lies so soon behind that before it goes on from it
_TOLD_OF = 9  # days before its own day of which a report tells news
_HEAD = 2000  # characters in which the infobox stands
_NEAR_START = 60  # characters: a date so near its sentence's start sets the scene for what follows


@dataclass(frozen=True, slots=True)
class Dated:
    """A time expression with the days it means.

    `carries`: what follows goes on from it (from `base`, the date without what "by" makes of it), up to
    offset `reach` unless another takes its place.
    """

    mention: DateMention
    when: When
    base: When
    carries: bool
    reach: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """All dates of a story in order, and what its events can be dated by where no words of theirs do it.

    `opening` is what the title or infobox of a narrative says of its time. `fresh` is when the news of a
    report happened: the last days before publication; None in narratives, and in reports whose day is not
    known.
    """

    dated: tuple[Dated, ...]
    opening: When | None
    published: date | None
    fresh: When | None = None


def timeline(text: str, published: date | None, title: str = "", candidates: Sequence[date] = ()) -> Timeline:
    """All time expressions of a story resolved in order, the running date carried through its paragraphs.

    A report (it has a publication date, or speaks of weekdays and of today rather than of days of months)
    carries a date into the next sentence alone ("On Tuesday … The next day …"). Anything else is a
    narrative, where a date holds until another takes its place.

    `candidates` are the days that a report without a date may be of. Where they lie within a month, each
    date is given as all the days that it may be; otherwise nothing that needs the story's day is resolved.
    """
    mentions = find_dates(text)
    opening, year = _opening(text, title)
    report = published is not None or (opening is None and _speaks_of_today(mentions))
    days = sorted(set(candidates)) if published is None and report else []
    if days and (days[-1] - days[0]).days <= _NARROW:
        lines = [_walk(text, mentions, _Story(day, None, year, True)) for day in days]
        dated = tuple(_either(versions) for versions in zip(*lines, strict=True))
        return Timeline(dated, None, None, _fresh(days[0], days[-1]))
    if report:
        opening = None
    elif opening is None and year is None:
        year = _first_year(mentions)
    fresh = _fresh(published, published) if published is not None else None
    return Timeline(
        _walk(text, mentions, _Story(published, opening, year, report)), opening, published, fresh
    )


@dataclass(frozen=True, slots=True)
class _Story:
    published: date | None
    opening: When | None
    year: int | None
    report: bool


@dataclass(frozen=True, slots=True)
class _Place:
    at_start: bool  # near the start of its sentence
    opens: bool  # and that sentence opens a paragraph
    heading: bool
    covered: bool  # within the days that the title or infobox gives
    aside: bool  # in a clause that only says which: "an offensive that began on …"


def _first_year(mentions: Sequence[DateMention]) -> int | None:
    """The year that a narrative names first, where its first dates have none: "May 3 … On 5 May 2011"."""
    dates = [m for m in mentions if m.kind == "absolute" and m.month is not None]
    named = next((m.year for m in dates if m.year is not None), None)
    return named if dates and dates[0].year is None else None


def _turned(mention: DateMention) -> DateMention:
    """ "On Sunday, a day after it was lost": what follows the words happened a day before that Sunday."""
    if mention.kind == "step":
        return replace(
            mention, clause=False, which="previous" if mention.which == "following" else "following"
        )
    return replace(mention, clause=False, direction="earlier" if mention.direction == "later" else "later")


def _fresh(first: date, last: date) -> When:
    start = first - _FRESH
    return When(start, last, precision((start, last)))


def _speaks_of_today(mentions: Sequence[DateMention]) -> bool:
    """Whether a text tells its times from its own day, as reports do, more than by days of months."""
    told = sum(m.kind in {"weekday", "deictic", "recent"} or m.direction == "ago" for m in mentions)
    days = sum(m.kind == "absolute" and m.day is not None for m in mentions)
    return told > days


def _either(versions: Sequence[Dated]) -> Dated:
    """One date as it would be in stories of several days: all the days from the first to the last of them."""
    first = versions[0]
    return replace(first, when=hull([v.when for v in versions]), base=hull([v.base for v in versions]))


def _walk(text: str, mentions: Sequence[DateMention], story: _Story) -> tuple[Dated, ...]:
    headings = [(m.start(), m.end()) for m in _HEADING.finditer(text)]
    pictures = [(m.start(), m.end()) for m in _PICTURE.finditer(text)]
    paragraphs = _paragraphs(text)
    sentences = sorted({*paragraphs, *(m.end() for m in _SENTENCE.finditer(text))})
    named = {
        bisect_right(sentences, m.start)
        for m in mentions
        if m.kind == "weekday" or (m.kind == "absolute" and m.day is not None)
    }
    running: When | None = None
    local: When | None = None  # the last date of the same sentence, even one that is only looked back to
    ran, here = -1, -1  # the sentence that set the running date, and the sentence that we are in
    out: list[Dated] = []
    for mention in mentions:
        sentence = bisect_right(sentences, mention.start) - 1
        if sentence != here:
            local, here = None, sentence
        if story.report and running is not None and sentence - ran > 1:
            running = None
        counts = mention.runs or (
            mention.kind == "absolute" and mention.month is None and mention.year is None
        )
        reached = (local if counts else None) or running or story.opening
        if mention.runs and reached is story.opening and not short(story.opening):
            reached = None  # "nine weeks later" than what?
        if story.report and story.published is None and not mention.runs:
            reached = None  # a weekday, or a day without a year, of a report whose own day is not known
        if mention.which == "after" and sentence + 1 in named:
            reached = None  # "after two days of fighting, … on 12 December"
        # The date itself, without what "by" or "before" make of it, is what the narrative goes on from.
        bare = replace(mention, relation="") if mention.kind in {"absolute", "step", "offset"} else mention
        if mention.clause and local is not None:
            bare = _turned(mention)
        elif (
            mention.clause
            and story.published
            and (mention.direction == "later" or mention.which == "following")
        ):
            bare = _turned(mention)  # "came a week after the fall of P": a week before what was just told
            told = running is not None and running.precision is Precision.DAY and mention.unit == "day"
            reached = running if told else When(story.published, story.published, Precision.DAY)
        begin = sentences[sentence]
        goes_on = 0 <= sentence - ran <= 1 and (ran == sentence or begin not in paragraphs)
        base = _when(bare, reached, story, goes_on)
        when = base if base.start is None or mention.clause else _when(mention, reached, story, goes_on)
        at_start = mention.start - begin <= _NEAR_START
        place = _Place(
            at_start,
            at_start and begin in paragraphs,
            _within(mention, headings),
            story.opening is not None and overlap(base, story.opening) and not short(story.opening),
            _ASIDE.search(text, max(begin, mention.start - 60), mention.start) is not None,
        )
        carries = not _within(mention, pictures) and _carries(
            mention, base, running, place, story.report, story.published
        )
        following = sentences[sentence + 2] if sentence + 2 < len(sentences) else len(text)
        out.append(Dated(mention, when, base, carries, following if story.report else len(text)))
        if carries:
            running, ran = base, sentence
        if base.start is not None and base.precision in {Precision.DAY, Precision.WEEK, Precision.MONTH}:
            local = base
    return tuple(out)


def _paragraphs(text: str) -> set[int]:
    """Offsets at which paragraphs begin, be their lines wrapped or not."""
    begins = {0}
    at, goes_on = 0, False
    for line in text.split("\n"):
        if line and not goes_on:
            begins.add(at)
        goes_on = (
            len(line) in _WRAPPED and not line.startswith("#") and not line.endswith((".", "!", "?", ":"))
        )
        at += len(line) + 1
    return begins


def mentions_in(line: Timeline, start: int, end: int) -> tuple[Dated, ...]:
    """The dates inside text[start:end], in order."""
    return tuple(d for d in line.dated if start <= d.mention.start < end)


def running_at(line: Timeline, offset: int) -> When | None:
    """The date that the narrative has reached at `offset`; what the title or infobox says before any; else
    None.
    """
    before = bisect_right(line.dated, offset, key=lambda d: d.mention.end)
    for dated in reversed(line.dated[:before]):
        if dated.carries:
            return dated.base if offset < dated.reach else line.opening
    return line.opening


def days_between(line: Timeline, start: int, end: int) -> When:
    """From the first to the last day that a narrative reaches in text[start:end], or has reached."""
    reached = [d.base for d in line.dated if start <= d.mention.start < end and d.carries]
    firsts = [w.start for w in reached if w.start is not None]
    lasts = [w.end for w in reached if w.end is not None]
    if not firsts or not lasts:
        return running_at(line, start) or When()
    span = min(firsts), max(*firsts, *lasts)
    return When(*span, precision(span))


def governing(line: Timeline, start: int, end: int, at: int | None = None) -> When:
    """The date of what text[start:end] tells, by the plainest reading: a date in it, else the running date
    of a narrative, else the last days before publication.

    Of several dates the nearest to offset `at` is taken, one before it rather than one behind; without `at`
    the most precise. "Since 2014" and "over the past two years" tell how long something has been so: they
    come last.
    """
    inside = [d for d in mentions_in(line, start, end) if d.when.start is not None or d.when.end is not None]
    lasting = {d.mention.start for d in inside if _lasting(d, start)}
    firm = [d for d in inside if d.mention.start not in lasting]
    if firm:
        return min(firm, key=lambda d: _rank(d) if at is None else _distance(d, at)).when
    if line.fresh is not None:
        return inside[0].when if inside and not any(d.mention.kind == "span" for d in inside) else line.fresh
    return running_at(line, start) or (inside[0].when if inside else When())


def _lasting(dated: Dated, start: int) -> bool:
    mention = dated.mention
    if mention.kind == "span" and dated.when.precision in {Precision.YEAR, Precision.UNKNOWN}:
        return True
    return mention.relation in {"since", "until", "before"} and mention.start - start > _NEAR_START


def _distance(dated: Dated, at: int) -> int:
    behind = dated.mention.start - at
    return 2 * behind if behind > 0 else at - dated.mention.end


def _rank(dated: Dated) -> tuple[int, int]:
    order = {Precision.DAY: 0, Precision.WEEK: 1, Precision.MONTH: 2, Precision.SEASON: 3, Precision.YEAR: 4}
    loose = dated.mention.kind in {"span", "recent", "ordinal"}
    return (order.get(dated.when.precision, 5) + 2 * loose, dated.mention.start)


def _opening(text: str, title: str) -> tuple[When | None, int | None]:
    """What the infobox or the title says of the time, and the year that follows from it."""
    infobox = _INFOBOX.search(text, 0, _HEAD)
    first = text[:_HEAD].lstrip().split("\n", 1)[0]
    for line, is_title in ((infobox.group(1) if infobox else "", False), (title, True), (first, True)):
        for mention in find_dates(line):
            if mention.year is None and mention.year2 is None:
                continue
            # "Siege of the Hill (2014)" is a title; "rebels left in 2014" is a sentence.
            if is_title and mention.start > 0 and line[mention.start - 1] != "(":
                continue
            when = resolve(mention, None)
            if when.start is not None:
                still = _STILL.match(line, mention.end)
                return None if still else when, when.start.year
    return None, None


def _within(mention: DateMention, spans: list[tuple[int, int]]) -> bool:
    at = bisect_right(spans, (mention.start, 1 << 60)) - 1
    return at >= 0 and mention.start < spans[at][1]


def _when(mention: DateMention, reached: When | None, story: _Story, goes_on: bool) -> When:
    """A date without a year takes, in a narrative, the year that puts it nearest the running date; but one in
    the span of the title or infobox, where it has a day there and does not go on from a date before that.

    `goes_on` is whether the running date is of the same sentence, or of that before in its paragraph.
    """
    yearless = mention.year is None and mention.month is not None and not mention.which
    if mention.kind == "absolute" and yearless and story.published is not None:
        return resolve(mention, story.published)
    near = resolve(mention, story.published, reached, story.year)
    opening = story.opening
    if (
        opening is None
        or not yearless
        or mention.kind not in {"absolute", "season"}
        or overlap(near, opening)
    ):
        return near
    inside = resolve(mention, None, opening)
    before = reached is not None and is_before(reached, opening)
    if not overlap(inside, opening):
        return inside if before and days_apart(inside, opening) < days_apart(reached, near) else near
    soon = before and not is_before(near, reached) and days_apart(reached, near) <= _SOON
    return near if goes_on and soon else inside


def _carries(
    mention: DateMention,
    base: When,
    running: When | None,
    place: _Place,
    report: bool,
    published: date | None,
) -> bool:
    """Whether the narrative goes on from this date, or only looks back to it."""
    if base.start is None or mention.relation in {"since", "until", "before"} or mention.future:
        return False
    if mention.kind not in {"absolute", "weekday", "offset", "step", "season"} or mention.clause:
        return False
    if mention.kind == "step" and mention.which not in {"next", "following", "ensuing"}:
        return False
    if mention.kind == "offset" and (mention.direction != "later" or mention.which == "within"):
        return False
    if (
        mention.kind in {"absolute", "season"}
        and mention.month is None
        and mention.day is None
        and not place.at_start
    ):
        return False
    if report:
        if published is not None and place.aside and (published - base.start).days > _TOLD_OF:
            return False  # "an offensive that began on 3 June"
        return base.precision is Precision.DAY or (place.at_start and base.precision is Precision.MONTH)
    if running is None or running.start is None:
        return True
    if holds(base, running) and not place.opens:
        return False  # "in December", said on the way through December
    if place.heading or place.opens:
        return True
    back = (running.start - base.start).days
    if back > BACKGROUND and mention.year is not None:
        return place.at_start and mention.day is not None and place.covered
    return back <= 0 or place.at_start
