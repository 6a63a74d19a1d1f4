"""When a story was published, as far as its own text tells."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from datetime import date, timedelta

from .dates import DateMention, find_dates

_HEAD = 400  # characters in which a dateline stands
_PUBLISHED = re.compile(
    r"\b(?:published|publication|posted|filed|created|issued|date)\b[^.\n]{0,30}$", re.IGNORECASE
)
_UPDATED = re.compile(r"\b(?:updated?|modified)\b[^.\n]{0,30}$", re.IGNORECASE)
_STILL = re.compile(r"\s*[-–—]\s*(?:present|ongoing|now|today)\b", re.IGNORECASE)
_CLOCK = re.compile(r"[,\s]{0,3}(?:at\s)?\d{1,2}[:.]\d{2}\b")
_URL_DAY = re.compile(
    r"https?://[^\s\"'<>]{4,120}?[/-](20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_PREPOSITION = re.compile(
    r"^(?:on|in|by|since|until|till|before|after|from|between|during|around|about|the|of)\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d|/")  # what a date with its year has: 2016, 3/5/16
_CREDIT = 80  # characters that may follow a caption's date: "(Name / Agency)"
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WIRE = re.compile(r"\s*\([A-Z][\w .&/-]{1,30}\)\s*[-–—]")  # "(Agency) -"
_DASH = re.compile(r"\s*(?:\([A-Z][^)\n]{1,30}\)\s*)?[-–—]")
_WIRE_DAYS = 1  # an agency's story tells of its own day and the one before
_IN_BRACKETS = re.compile(r"\.?\s*\([^)]*\)\.?")
_CAPTION_DAYS = 14  # a picture is seldom older than this when a wire story carries it
_ASTRAY = timedelta(days=45)  # so far a story's stated day may lie from the one that it prints
_MOST_CANDIDATES = 4  # more days than this left is not a narrowed date


@dataclass(frozen=True, slots=True)
class Published:
    """A story's date of publication, or the days that its text leaves open, with where that came from.

    `how` begins with the kind of evidence (dateline, title, url, weekday, caption, unknown) and quotes it.
    """

    date: dt.date | None
    how: str
    candidates: tuple[dt.date, ...] = ()


def infer_published(text: str, theatre_years: tuple[int, int] = (2011, 2025), title: str = "") -> Published:
    """The date of publication that `text` itself tells; what it does not settle stays unknown.

    In turn: a dateline or byline with its year, in the text or else in `title`; a day in an address; an
    agency's dateline without a year ("BEIRUT, Feb 26 (Agency)"), a day and its weekday, or a caption's day,
    with the weekdays that the story speaks of and the years of the theatre. The last three may only narrow
    it: then `date` is None and `candidates` holds the days left.
    """
    mentions = find_dates(text)
    weekdays = [m.weekday for m in mentions if m.kind == "weekday" and m.weekday is not None and not m.which]
    return (
        _dateline(text, mentions, weekdays, theatre_years)
        or _in_title(title, theatre_years)
        or _address(text, theatre_years)
        or _wire(text, mentions, weekdays, theatre_years)
        or _day_and_weekday(mentions, weekdays, theatre_years)
        or _caption(text, mentions, weekdays, theatre_years)
        or Published(None, _why_unknown(mentions, weekdays))
    )


def written_on(text: str, stated: date | None) -> date | None:
    """The day from which a story counts: its own dateline where one is printed, else the day stated with it.

    Lists of stories often carry the day on which a story was filed or fetched. A dateline that lies further
    than a few weeks from that is of something else.
    """
    if stated is None or not _YEAR.search(text, 0, 2 * _HEAD):
        return stated
    mentions = [m for m in find_dates(text) if m.end <= 2 * _HEAD]
    printed = _dateline(text[: 2 * _HEAD], mentions, [], (stated.year - 1, stated.year + 1))
    if printed is None or printed.date is None or abs(printed.date - stated) > _ASTRAY:
        return stated
    return printed.date


def _in_years(day: date, years: tuple[int, int]) -> bool:
    return years[0] <= day.year <= years[1]


def _is_day(m: DateMention) -> bool:
    return m.kind == "absolute" and m.day is not None and m.month is not None and m.day2 is None


def _readings(m: DateMention) -> list[date]:
    """The days that a full date may be: two where day and month may change places."""
    if m.year is None or m.month is None or m.day is None:
        return []
    pairs = [(m.month, m.day)]
    if m.numeric and m.day <= 12 and m.day != m.month:
        pairs.append((m.day, m.month))
    days = []
    for month, day in pairs:
        try:
            days.append(date(m.year, month, day))
        except ValueError:
            continue
    return days


def _dateline(
    text: str, mentions: list[DateMention], weekdays: list[int], years: tuple[int, int]
) -> Published | None:
    best: tuple[int, date, str] | None = None
    for m in mentions:
        if not _is_day(m) or m.year is None or m.relation:
            continue
        rank = _dateline_rank(text, m)
        days = [d for d in _readings(m) if _in_years(d, years)]
        if not rank or not days:
            continue
        told = weekdays if m.weekday is None else [m.weekday]
        # A story speaks of its own day or the one before: it settles 12/09 or 09/12; else the day is first.
        day = next((d for d in days if any((d.weekday() - w) % 7 <= 1 for w in told)), days[0])
        if best is None or rank > best[0]:
            best = rank, day, m.text
    return Published(best[1], f"dateline: {' '.join(best[2].split())}", (best[1],)) if best else None


def _in_title(title: str, years: tuple[int, int]) -> Published | None:
    for m in find_dates(title):
        days = [d for d in _readings(m)[:1] if _in_years(d, years)]
        if _is_day(m) and days and not m.relation:
            return Published(days[0], f"title: {' '.join(m.text.split())}", (days[0],))
    return None


def _dateline_rank(text: str, m: DateMention) -> int:
    """How plainly a full date is a dateline: 0 not at all, 4 with "published" before it."""
    line_start = max(text.rfind("\n", max(m.start - _HEAD, 0), m.start) + 1, m.start - _HEAD)
    before = text[max(line_start, m.start - 60) : m.start]
    if _STILL.match(text, m.end) or before.startswith("![") or before.endswith("("):
        return 0
    at_an_end = m.start < _HEAD or len(text) - m.end < _HEAD
    if at_an_end and _PUBLISHED.search(before):
        return 4
    if at_an_end and _UPDATED.search(before):
        return 3
    if m.start >= _HEAD or _PREPOSITION.match(m.text):
        return 0
    words = before.split()
    capitals = len(words) <= 6 and not any(w[0].islower() for w in words)
    if before.rstrip().endswith(","):  # "AZAZ, 3 May 2016 --", but not "at an airport, 3 May 2016."
        return 3 if capitals and line_start + 60 >= m.start and _DASH.match(text, m.end) else 0
    if _CLOCK.match(text, m.end) or m.weekday is not None:
        return 3
    if capitals and m.start - line_start <= 60:
        return 2
    after = text[m.end : m.end + 3].lstrip()
    return 1 if after[:1].isupper() or after[:1] in {'"', "“", "-", "–", "—"} else 0


def _address(text: str, years: tuple[int, int]) -> Published | None:
    for match in _URL_DAY.finditer(text):
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
        if _in_years(day, years):
            return Published(day, f"url: {match[1]}-{match[2]}-{match[3]}", (day,))
    return None


def _wire(
    text: str, mentions: list[DateMention], weekdays: list[int], years: tuple[int, int]
) -> Published | None:
    """ "BEIRUT, Feb 26 (Agency) -": the years in which the story's weekdays lie just before that day."""
    for m in mentions:
        if m.start < _HEAD and _is_day(m) and m.year is None and _WIRE.match(text, m.end) and weekdays:
            days = [
                d for d in _each_year(m, years) if all((d.weekday() - w) % 7 <= _WIRE_DAYS for w in weekdays)
            ]
            if 0 < len(days) <= _MOST_CANDIDATES:
                return _settled(days, f"dateline: {' '.join(m.text.split())}, and {_NAMES[weekdays[0]]}")
    return None


def _day_and_weekday(
    mentions: list[DateMention], weekdays: list[int], years: tuple[int, int]
) -> Published | None:
    """ "On Monday, November 23": the years of the theatre in which that day was that weekday.

    The story's own day is that day, or the next that its other weekdays point to.
    """
    for m in mentions:
        if _is_day(m) and m.year is None and m.weekday is not None and m.relation not in {"since", "until"}:
            days = _same_day(m, m.weekday, years)
            if days:
                later = (_story_day([*weekdays, m.weekday]) - m.weekday) % 7
                days = [day + timedelta(days=later) for day in days]
                return _settled(days, f"weekday: {' '.join(m.text.split())}")
    return None


def _each_year(m: DateMention, years: tuple[int, int]) -> list[date]:
    """A day without a year, in each year of the theatre that has it."""
    days = []
    for year in range(years[0], years[1] + 1):
        try:
            days.append(date(year, m.month or 0, m.day or 0))
        except ValueError:
            continue
    return days


def _same_day(m: DateMention, weekday: int, years: tuple[int, int]) -> list[date]:
    return [day for day in _each_year(m, years) if day.weekday() == weekday]


def _story_day(weekdays: list[int]) -> int:
    """The weekday of a story: the one that those it speaks of lie closest before."""
    return min(range(7), key=lambda d: (sum((d - w) % 7 for w in weekdays), -weekdays.count(d)))


def _settled(days: list[date], how: str) -> Published:
    if len(days) == 1:
        return Published(days[0], how, (days[0],))
    left = ", ".join(day.isoformat() for day in days)
    return Published(None, f"{how} fits {left}", tuple(days))


def _caption(
    text: str, mentions: list[DateMention], weekdays: list[int], years: tuple[int, int]
) -> Published | None:
    """A caption ends in the day of its picture; the story speaks of weekdays up to its own day."""
    if not weekdays:
        return None
    story_day = _story_day(weekdays)
    name = _NAMES[story_day]
    captions = [m for m in mentions if _is_day(m) and not m.relation and _ends_caption(text, m)]
    for m in (m for m in captions if m.year is not None):
        taken = [d for d in _readings(m)[:1] if _in_years(d, years)]
        if taken:
            first = taken[0] + timedelta(days=(story_day - taken[0].weekday()) % 7)
            days = [d for d in (first, first + timedelta(days=7)) if (d - taken[0]).days <= _CAPTION_DAYS]
            return _settled(days, f"caption: {' '.join(m.text.split())}, and {name}")
    for m in captions:
        days = _same_day(m, story_day, years)
        if 0 < len(days) <= _MOST_CANDIDATES:
            return _settled(days, f"caption: {' '.join(m.text.split())}, and {name}")
    return None


def _ends_caption(text: str, m: DateMention) -> bool:
    """Whether the date ends a short paragraph of its own (before a picture's credit, perhaps)."""
    begins = m.start < _HEAD or "\n" in text[m.start - _HEAD : m.start]
    credit, *more = text[m.end : m.end + _CREDIT].split("\n", 1)
    ends = bool(more) or m.end + _CREDIT >= len(text)
    return begins and ends and (credit.strip() in {"", "."} or bool(_IN_BRACKETS.fullmatch(credit.strip())))


def _why_unknown(mentions: list[DateMention], weekdays: list[int]) -> str:
    days = [m.text for m in mentions if _is_day(m)]
    if days:
        some = "; ".join(" ".join(day.split()) for day in days[:3])
        return f"unknown: the text names days ({some}) but none that is its own"
    if weekdays:
        return "unknown: the text names weekdays, but no day of a month"
    return "unknown: the text names no day"
