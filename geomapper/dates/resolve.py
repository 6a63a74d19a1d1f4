"""What days a time expression means: counted from the story's date, or from the date a narrative has
reached.
"""

from __future__ import annotations

from datetime import date

from ..model import Precision, When
from .calendar import (
    Span,
    make,
    month_part,
    month_span,
    precision,
    season_span,
    shift,
    shift_months,
    year_part,
)
from .mention import DateMention
from .relative import RELATIVE, Seen

_BY = 2  # "by Friday" reports what the days up to Friday brought
_LAST_YEAR = 9998  # a winter or a range may run into the year after
_LONGEST = 20  # years that a narrative may run over
_TURN = {"last": -1, "previous": -1, "next": 1, "following": 1}


def resolve(
    mention: DateMention, published: date | None, running: When | None = None, year: int | None = None
) -> When:
    """The days that `mention` means, both ends included, with a precision; unknown where nothing settles
    it.

    `published` is the story's date. `running` is the date that a narrative has reached: "the next day", "13
    days later", "that evening" count from it, and a date without a year takes the nearest year to it. Else
    such a date takes `year`, else the latest year that puts it on or before publication. Nothing ends after
    publication unless the words look ahead or name a later year themselves.
    """
    seen = Seen(published, _span_of(running), year)
    span = _span(mention, seen)
    if span is None:
        return When(text=mention.text)
    start, end = span
    named = mention.kind in {"absolute", "season"} and (mention.year or mention.year2) is not None
    ahead = mention.future or (named and published is not None and start > published)
    if published is not None and not ahead:
        start, end = min(start, published), min(end, published)
    if mention.kind == "absolute" and not mention.hour:
        if mention.relation == "before":
            return When(None, shift(start, -1), Precision.UNKNOWN, mention.text)
        if mention.relation == "after":
            until = None if ahead else published
            later = start if mention.day is None else shift(end, 1)
            return When(min(later, until or later), until, Precision.UNKNOWN, mention.text)
    if mention.relation == "by" and mention.kind != "day_part" and start == end:
        start = shift(start, -_BY)
    return When(start, end, precision((start, end)), mention.text)


def _span_of(when: When | None) -> Span | None:
    if when is None:
        return None
    start, end = when.start or when.end, when.end or when.start
    return (start, end) if start is not None and end is not None else None


def _span(m: DateMention, seen: Seen) -> Span | None:
    if m.kind == "absolute":
        return _absolute(m, seen)
    if m.kind == "season":
        return _season(m, seen)
    return RELATIVE[m.kind](m, seen)


def _absolute(m: DateMention, seen: Seen) -> Span | None:
    if m.month is None and m.year is None and m.day is not None:
        return _day_of_month(m.day, seen)
    spans = [s for y in _years(m, seen) if (s := _dated(m, y)) is not None]
    if m.weekday is not None and m.day is not None:
        spans = [s for s in spans if s[0].weekday() == m.weekday] or spans
    if m.numeric:
        spans = _either_way(m, spans, seen.published)
    if not spans:
        return None
    if m.year is None and not m.which:
        spans = [_nearest(spans, seen)]
    if m.part == "later" and seen.running and spans[0][0] <= seen.running[0] <= spans[0][1]:
        return seen.running[0], spans[0][1]  # "later in September", from where the narrative stands
    return spans[0]


def _nearest(spans: list[Span], seen: Seen) -> Span:
    """Of a date's years the one nearest the running date, else the latest on or before publication."""
    published, running = seen.published, seen.running
    past = [s for s in spans if published is None or s[0] <= published] or spans
    if running:
        reached = running
        return min(past, key=lambda s: (_gap(s, reached), s[0] < reached[0]))
    return past[0]


def _gap(a: Span, b: Span) -> int:
    return max((a[0] - b[1]).days, (b[0] - a[1]).days, 0)


def _years(m: DateMention, seen: Seen) -> list[int]:
    """Years to try for a date, the likeliest first."""
    published, running = seen.published, seen.running
    if m.year is not None or m.year2 is not None:
        return [m.year or m.year2 or 0]
    base = published or (running[0] if running else None)
    if m.which and base:
        if "year" in m.text.lower():
            near = running[0] if running and m.which not in {"last", "this", "next"} else base
            return [near.year + _TURN.get(m.which, 0)]
        if m.month:  # "last December", "this May", "next June"
            turn = {"this": 0, "next": int(m.month <= base.month)}.get(m.which, -int(m.month >= base.month))
            return [base.year + turn]
    if running:
        last = min(running[1].year, running[0].year + _LONGEST)
        return [*range(running[0].year, last + 2), running[0].year - 1]
    if seen.year is not None:
        return [seen.year]
    if published:
        return [published.year - back for back in range(9 if m.weekday is not None else 2)]
    return []


def _dated(m: DateMention, year: int) -> Span | None:
    """The days of an absolute expression in `year`."""
    if not 1 <= year <= _LAST_YEAR or (m.year2 or 1) > _LAST_YEAR:
        return None
    if m.month is None:
        if m.year2 is not None:
            return (date(year, 1, 1), date(m.year2, 12, 31)) if year <= m.year2 else None
        first, last = year_part(year, m.part, m.part_unit)
        return (year_part(year, m.part_from, "")[0], last) if m.part_from else (first, last)
    month2 = m.month2 or m.month
    if m.year is None and m.year2 is not None:
        year = m.year2 - (month2 < m.month)  # "28 September – 16 October 2016": the year stands at the end
    year2 = m.year2 or year + (month2 < m.month)
    if m.day is None:
        span = month_span(year, m.month)
        if m.month2 is not None:
            last = month_span(year2, month2)[1]
            return (span[0], last) if span[0] <= last else None
        first, last = month_part(span, m.part, m.part_unit)
        return (month_part(span, m.part_from, "")[0], last) if m.part_from else (first, last)
    start = make(year, m.month, m.day)
    end = start if m.day2 is None else make(year2, month2, m.day2)
    if start is None or end is None:
        return None
    if m.hour == "overnight":
        end = shift(end, 1)
    return start, max(start, end)


def _day_of_month(day: int, seen: Seen) -> Span | None:
    """ "On the 25th": that day of the month nearest the running date, or the last before publication."""
    near = seen.running[0] if seen.running else seen.published
    if near is None:
        return None
    months = [shift_months(near.replace(day=1), d) for d in (0, -1, 1)]
    days = [d for month in months if (d := make(month.year, month.month, day)) is not None]
    if seen.running is None:
        days = [d for d in days if d <= near]
    # A narrative goes forward: a day ahead is likelier than one as far back.
    best = min(days, key=lambda d: max((d - near).days, 2 * (near - d).days), default=None)
    return None if best is None else (best, best)


def _either_way(m: DateMention, spans: list[Span], published: date | None) -> list[Span]:
    """12/09/2017 is day-first unless its weekday, or a date of publication before it, asks for the other
    reading.
    """
    if m.day is None or m.month is None or m.day > 12:
        return spans
    swapped = make(m.year, m.day, m.month)
    both = spans + ([(swapped, swapped)] if swapped else [])

    def unlikely(span: Span) -> tuple[bool, bool]:
        wrong_weekday = m.weekday is not None and span[0].weekday() != m.weekday
        return wrong_weekday, published is not None and span[0] > published

    return sorted(both, key=unlikely)


def _season(m: DateMention, seen: Seen) -> Span | None:
    if m.month is None or m.month2 is None:
        return None
    published, running = seen.published, seen.running
    base = published or (running[0] if running else None)
    narrative = running is not None and (published is None or m.which in {"that", "previous", "following"})
    if m.year is not None:
        years = [m.year]
    elif base and "year" in m.text.lower():
        years = [base.year + _TURN.get(m.which, 0)]
    elif base:
        near = running[0] if narrative and running else base
        years = [near.year + 1, near.year, near.year - 1]
    else:
        years = [] if seen.year is None else [seen.year]
    spans = [season_span(y, m.month, m.month2, m.part) for y in years if 1 <= y <= _LAST_YEAR]
    if not spans or base is None or len(spans) == 1:
        return spans[0] if spans else None
    reached = running if narrative and running else (base, base)
    if m.which in {"next", "following"}:
        return min((s for s in spans if s[0] > reached[1]), default=spans[0])
    if m.which in {"last", "previous", "past"}:
        return max((s for s in spans if s[1] < reached[0]), default=spans[-1])
    if narrative:
        return min(spans, key=lambda s: _gap(s, reached))
    return max((s for s in spans if s[0] <= base), default=spans[-1])
