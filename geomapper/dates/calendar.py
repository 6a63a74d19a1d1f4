"""Days and intervals of days: months and their parts, seasons, weeks. A span is (first day, last day)."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

from ..model import Precision

Span = tuple[date, date]


def shift(day: date, days: int) -> date:
    """`day` moved by `days`, held within the years that a date can have."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def make(year: int | None, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none (30 February)."""
    if year is None or not MINYEAR <= year <= MAXYEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_span(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def shift_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year = min(max(index // 12, MINYEAR), MAXYEAR)
    first, last = month_span(year, index % 12 + 1)
    return min(first + timedelta(days=day.day - 1), last)


def month_part(span: Span, part: str, unit: str) -> Span:
    """Early, mid or late in a month, or its first, second … last day or week: as newspapers mean them."""
    first, last = span
    if unit == "week":
        if part == "last":
            return last - timedelta(days=6), last
        start = first + timedelta(days=7 * (min(int(part), 5) - 1))
        return min(start, last), min(start + timedelta(days=6), last)
    if unit == "day":
        if part == "last":
            return last, last
        return first + timedelta(days=int(part) - 1), first + timedelta(days=int(part) - 1)
    if unit == "half":
        middle = first + timedelta(days=14)
        return (first, middle) if part == "1" else (middle + timedelta(days=1), last)
    days = {"early": (1, 10), "start": (1, 10), "mid": (10, 20), "late": (20, 31), "end": (21, 31)}.get(part)
    if days is None:
        return span
    return first + timedelta(days=days[0] - 1), min(first + timedelta(days=days[1] - 1), last)


def year_part(year: int, part: str, unit: str) -> Span:
    """Early, mid or late in a year, its start and end, or its halves."""
    months = {"early": (1, 3), "start": (1, 1), "mid": (6, 8), "late": (10, 12), "end": (12, 12)}.get(
        part, (1, 12)
    )
    if unit == "half":
        months = (1, 6) if part == "1" else (7, 12)
    elif unit:
        return month_part(month_span(year, 12 if part == "last" else 1), part, unit)
    return month_span(year, months[0])[0], month_span(year, months[1])[1]


def season_span(year: int, first: int, last: int, part: str) -> Span:
    """A season by its months; one that ends in an earlier month than it begins runs into the next year."""
    begin = date(year, first, 1)
    end = month_span(min(year + (last < first), MAXYEAR), last)[1]
    half = begin + (end - begin) // 2
    return {"early": (begin, half), "late": (half, end)}.get(part, (begin, end))


def precision(span: Span) -> Precision:
    """How precise an interval is, by its length."""
    days = (span[1] - span[0]).days
    for most, name in (
        (2, Precision.DAY),
        (13, Precision.WEEK),
        (47, Precision.MONTH),
        (190, Precision.SEASON),
    ):
        if days <= most:
            return name
    return Precision.YEAR if days <= 1200 else Precision.UNKNOWN


def weekday_before(day: date, weekday: int) -> date:
    """The latest such weekday on or before `day`."""
    return shift(day, -((day.weekday() - weekday) % 7))


def weekday_after(day: date, weekday: int) -> date:
    """The first such weekday on or after `day`."""
    return shift(day, (weekday - day.weekday()) % 7)
