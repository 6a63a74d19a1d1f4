"""What day a time expression means: counted from the story's date, or from the date a narrative has reached."""

from __future__ import annotations

from datetime import date
from math import ceil

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
    weekday_after,
    weekday_before,
    year_part,
)
from .mention import DateMention

# "In recent days" and the like, as days back from the story's date.
_RECENT = {"minute": 1, "hour": 1, "day": 7, "week": 28, "fortnight": 28, "month": 92, "year": 1096, "decade": 3653}
_RECENTLY = 30
_LENGTH = {"minute": 0, "hour": 0, "day": 1, "weekend": 2, "week": 7, "fortnight": 14}
_BARE_PLURAL = (2, 6)  # "days later", "weeks ago"
_BY = 2  # "by Friday" reports what the days up to Friday brought


def resolve(
    mention: DateMention, published: date | None, running: When | None = None, year: int | None = None
) -> When:
    """The days that `mention` means, both ends included, with a precision; unknown where nothing settles it.

    `published` is the story's date. `running` is the date that a narrative has reached: "the next day", "13 days
    later", "that evening" count from it, and a date without a year takes the nearest year to it. Else such a date
    takes `year`, else the latest year that puts it on or before publication. Nothing ends after publication unless
    the words look ahead or name a later year themselves.
    """
    reached = _span_of(running)
    span = _span(mention, published, reached, year)
    if span is None:
        return When(text=mention.text)
    named = mention.kind in {"absolute", "season"} and mention.year is not None
    ahead = mention.future or (named and published is not None and span[0] > published)
    if published is not None and not ahead:
        span = min(span[0], published), min(span[1], published)
    start, end = span
    if mention.kind == "absolute" and not mention.hour and mention.relation in {"before", "after"}:
        if mention.relation == "before":
            return When(None, shift(start, -1), Precision.UNKNOWN, mention.text)
        beyond = shift(end, 1) if mention.day else start
        if published is None or beyond > published:
            return When(beyond if published is None else start, published if not ahead else None, Precision.UNKNOWN, mention.text) if not ahead or published is None else When(beyond, None, Precision.UNKNOWN, mention.text)
        return When(beyond, published, Precision.UNKNOWN, mention.text)
    if mention.relation == "by" and mention.kind != "day_part" and start == end:
        start = shift(start, -_BY)
    return When(start, end, precision((start, end)), mention.text)


def _span_of(when: When | None) -> Span | None:
    if when is None or (when.start is None and when.end is None):
        return None
    start = when.start or when.end
    end = when.end or when.start
    assert start is not None and end is not None
    return start, end


def _span(m: DateMention, published: date | None, running: Span | None, year: int | None) -> Span | None:
    told = (published, published) if published is not None else running
    reached = running or told
    match m.kind:
        case "absolute":
            return _absolute(m, published, running, year)
        case "season":
            return _season(m, published, running, year)
        case "weekday":
            return _weekday(m, published, running)
        case "deictic" if told:
            return _deictic(m, told, published is not None)
        case "offset" if m.direction in {"ago", "ahead"} and told:
            return _offset(m, told)
        case "offset" if m.direction in {"later", "earlier"} and reached:
            if (m.clause or m.which == "within") and running is None:
                return None
            return _offset(m, reached)
        case "step" if reached:
            return _step(m, reached, running is not None)
        case "span" if told:
            return _past(m, told)
        case "period":
            base = told if m.which else reached
            return _period(m, base) if base else None
        case "day_part" if reached:
            return reached if running else (shift(reached[0], -1), reached[1])
        case "ordinal" if reached:
            return reached if running else (shift(reached[0], -1), reached[1])
        case "recent" if told:
            return shift(told[0], -_RECENTLY), told[1]
    return None


def _years(m: DateMention, published: date | None, running: Span | None, year: int | None) -> list[int]:
    """Years to try for a date, the likeliest first."""
    if m.year is not None:
        return [m.year]
    base = published or (running[0] if running else None)
    if m.which and base and "year" in m.text.lower():
        near = running[0] if running and m.which in {"same", "that", "previous", "following"} else base
        return [near.year + {"last": -1, "previous": -1, "next": 1, "following": 1}.get(m.which, 0)]
    if m.which and base and m.month:
        return _which_month(m, base)
    if running:
        return [running[0].year + d for d in (0, 1, -1)] + ([running[1].year] if running[1].year - running[0].year > 1 else [])
    if year is not None:
        return [year]
    if published:
        return [published.year - d for d in range(9)] if m.weekday is not None else [published.year, published.year - 1]
    return []


def _which_month(m: DateMention, base: date) -> list[int]:
    """The year of "last December", "this May", "next June", seen from `base`."""
    assert m.month is not None
    if m.which == "next":
        return [base.year if m.month > base.month else base.year + 1]
    if m.which == "this":
        return [base.year]
    return [base.year if m.month < base.month else base.year - 1]


def _day_of_month(m: DateMention, published: date | None, running: Span | None) -> Span | None:
    """ "On the 25th": that day of the month that lies nearest the running date, or last before publication."""
    assert m.day is not None
    near = running[0] if running else published
    if near is None:
        return None
    months = [shift_months(near.replace(day=1), d) for d in (0, -1, 1)]
    days = [day for month in months if (day := make(month.year, month.month, m.day)) is not None]
    if running is None:
        days = [day for day in days if day <= near]
    best = min(days, key=lambda day: abs((day - near).days), default=None)
    return (best, best) if best is not None else None


def _absolute(m: DateMention, published: date | None, running: Span | None, year: int | None) -> Span | None:
    if m.month is None and m.year is None and m.day is not None:
        return _day_of_month(m, published, running)
    spans = [s for y in _years(m, published, running, year) if (s := _dated(m, y)) is not None]
    if m.weekday is not None and m.day is not None:
        fitting = [s for s in spans if s[0].weekday() == m.weekday]
        spans = fitting or spans
    if m.numeric and m.day is not None and m.month is not None and m.day <= 12 and m.year is not None:
        spans += _swapped(m, published)
        spans.sort(key=lambda s: (m.weekday is not None and s[0].weekday() != m.weekday, published is not None and s[0] > published))
    if not spans:
        return None
    if m.year is not None or m.which:
        return spans[0]
    if running:
        if published is not None:
            spans = [s for s in spans if s[0] <= published] or spans
        return min(spans, key=lambda s: (_distance(s, running), s[0] < running[0]))
    if published is not None and year is None:
        return next((s for s in spans if s[0] <= published), spans[-1])
    return spans[0]


def _distance(a: Span, b: Span) -> int:
    return max((a[0] - b[1]).days, (b[0] - a[1]).days, 0)


def _swapped(m: DateMention, published: date | None) -> list[Span]:
    """The month-first reading of 12/09/2017, where a weekday or the story's date may ask for it."""
    assert m.day is not None and m.month is not None
    day = make(m.year, m.day, m.month)
    return [(day, day)] if day is not None and (m.weekday is not None or published is not None) else []


def _dated(m: DateMention, year: int) -> Span | None:
    """The days of an absolute expression in `year`."""
    if m.month is None:
        if not 1 <= year <= 9998:
            return None
        if m.year2 is not None:
            return (date(year, 1, 1), date(m.year2, 12, 31)) if year <= m.year2 else None
        return year_part(year, m.part, m.part_unit)
    if not 1 <= year <= 9998:
        return None
    month2 = m.month2 or m.month
    year2 = m.year2 or (year + (month2 < m.month))
    if m.year is None and m.year2 is not None and m.month2 is not None:
        year = m.year2 - (month2 < m.month)  # "28 September – 16 October 2016": the year stands at the end
    if m.day is None:
        first, last = month_span(year, m.month), month_span(year2, month2)
        if m.month2 is None:
            return month_part(first, m.part, m.part_unit)
        return (first[0], last[1]) if first[0] <= last[1] else None
    start = make(year, m.month, m.day)
    if start is None:
        return None
    if m.day2 is None:
        return (start, shift(start, 1)) if m.hour == "overnight" else (start, start)
    end = make(year2, month2, m.day2)
    if end is None:
        return None
    return (start, end) if start <= end else (start, start)


def _season(m: DateMention, published: date | None, running: Span | None, year: int | None) -> Span | None:
    assert m.month is not None and m.month2 is not None
    base = published or (running[0] if running else None)
    if m.year is not None:
        return season_span(m.year, m.month, m.month2, m.part) if m.year < 9998 else None
    years: list[int] = []
    if "year" in m.text.lower() and base:
        years = [base.year + {"last": -1, "previous": -1, "next": 1, "following": 1}.get(m.which, 0)]
    elif running and (published is None or m.which in {"that", "previous", "following"}):
        years = [running[0].year + d for d in (0, 1, -1)]
    elif base:
        years = [base.year + 1 - d for d in range(3)]
    elif year is not None:
        years = [year]
    spans = [season_span(y, m.month, m.month2, m.part) for y in years if 1 <= y < 9998]
    if not spans:
        return None
    if m.which in {"next", "following"} and base:
        return min((s for s in spans if s[0] > base), default=spans[0])
    if m.which in {"last", "previous", "past"} and base:
        return max((s for s in spans if s[1] < base), default=spans[-1])
    if running and published is None:
        return min(spans, key=lambda s: _distance(s, running))
    if base and published is not None:
        return max((s for s in spans if s[0] <= base), default=spans[-1])
    return spans[0]


def _weekday(m: DateMention, published: date | None, running: Span | None) -> Span | None:
    assert m.weekday is not None
    if published is not None and m.which not in {"previous", "following"}:
        base = published
        if m.unit == "week":
            monday = shift(weekday_before(base, 0), {"last": -7, "next": 7}.get(m.which, 0))
            day = shift(monday, m.weekday)
        elif m.which in {"next", "coming"}:
            day = weekday_after(shift(base, 1), m.weekday)
        elif m.which == "last":
            day = weekday_before(shift(base, -1), m.weekday)
        else:
            day = weekday_before(base, m.weekday)
    else:
        reached = running or ((published, published) if published else None)
        if reached is None:
            return None
        if m.which in {"last", "previous"}:
            day = weekday_before(shift(reached[0], -1), m.weekday)
        elif m.which in {"next", "following"}:
            day = weekday_after(shift(reached[0], 1), m.weekday)
        else:
            day = weekday_after(reached[0], m.weekday)
    if m.weekday2 is not None:
        if published is not None and m.which not in {"next", "coming"}:
            last = weekday_before(published, m.weekday2)
            return weekday_before(last, m.weekday), last
        return day, weekday_after(day, m.weekday2)
    if m.hour == "midnight" and m.relation == "after" and " on " not in f" {m.text} ":
        # Agencies write "after midnight Sunday" for the night that begins on Sunday.
        return shift(day, 1), shift(day, 1)
    return (day, shift(day, 1)) if m.hour == "overnight" else (day, day)


def _deictic(m: DateMention, told: Span, news: bool) -> Span:
    if m.which == "overnight":
        return (shift(told[0], -1), told[1]) if news else (told[0], shift(told[1], 1))
    step = {"yesterday": -1, "tomorrow": 1, "last": -1}.get(m.which, 0) * (m.number or 1)
    return shift(told[0], step), shift(told[1], step)


def _offset(m: DateMention, base: Span) -> Span:
    sign = -1 if m.direction in {"ago", "earlier"} else 1
    least, most = (m.number, m.number2 or m.number) if m.number is not None else _BARE_PLURAL
    if m.unit in {"month", "year", "decade"}:
        months = {"month": 1, "year": 12, "decade": 120}[m.unit]
        ends = shift_months(base[0], sign * least * months), shift_months(base[1], sign * most * months)
        first, last = min(ends), max(ends)
        if m.unit != "month":
            span = date(first.year, 1, 1), date(last.year, 12, 31)
        else:
            span = shift(first, -15), shift(last, 15)
    elif m.unit in {"minute", "hour"}:
        days = 0 if m.number is None or m.unit == "minute" else most // 24
        slack = m.unit == "hour" and sign < 0 and days == 0
        span = shift(base[0], sign * days - slack), shift(base[1], sign * days)
    else:
        length = _LENGTH[m.unit]
        ends = sign * least * length, sign * most * length
        slack = ceil(length / 2) - 1 if length > 1 else 0
        span = shift(base[0], min(ends) - slack), shift(base[1], max(ends) + slack)
    if m.which == "within" or m.clause:
        return (base[0], max(span[1], base[1])) if sign > 0 else (min(span[0], base[0]), base[1])
    return span


def _step(m: DateMention, reached: Span, running: bool) -> Span | None:
    sign = -1 if m.which in {"previous", "preceding", "prior"} else 1
    if m.unit in {"month", "year"} and m.number is None:
        months = {"month": 1, "year": 12}[m.unit] * (0 if m.which in {"same", "that", "this"} else sign)
        day = shift_months(reached[0], months)
        if m.unit == "year":
            return year_part(day.year, m.part, m.part_unit)
        span = month_part(month_span(day.year, day.month), m.part, m.part_unit)
        return (reached[0], max(span[1], reached[0])) if m.part == "later" else span
    if m.which in {"same", "that", "this"}:
        if m.unit in {"week", "weekend"}:
            monday = weekday_before(reached[0], 0)
            return (shift(monday, 5 if m.unit == "weekend" else 0), shift(monday, 6))
        return reached
    length = _LENGTH.get(m.unit) or {"month": 30, "year": 365, "decade": 3650}.get(m.unit, 0)
    if m.clause:
        if not running:
            return None
        return (reached[0], shift(reached[1], 1)) if sign > 0 else (shift(reached[0], -1), reached[1])
    if m.unit == "day" and m.number is None:
        return shift(reached[0], sign), shift(reached[1], sign)
    if m.unit in {"hour", "minute"}:
        days = max(ceil((m.number2 or 1) / 24), 1)
    else:
        days = (m.number2 or 1) * length
    return (shift(reached[1], 1), shift(reached[1], days)) if sign > 0 else (shift(reached[0], -days), reached[1])


def _past(m: DateMention, told: Span) -> Span:
    if m.which == "recent" or (m.number is None and m.text.lower().endswith("s") and m.which != "coming"):
        return shift(told[0], -_RECENT.get(m.unit, 7)), told[1]
    most = m.number2 or 1
    if m.unit in {"hour", "minute"}:
        days = ceil(most / 24)
    elif m.unit in {"month", "year", "decade"}:
        back = shift_months(told[0], -most * {"month": 1, "year": 12, "decade": 120}[m.unit])
        days = (told[0] - back).days
    else:
        days = most * _LENGTH[m.unit]
    if m.which == "coming":
        return told[0], shift(told[1], days)
    return shift(told[0], -days), told[1]


def _period(m: DateMention, base: Span) -> Span:
    day = base[0]
    turn = {"last": -1, "next": 1}.get(m.which, 0)
    if m.unit == "day":
        return base
    if m.unit == "weekend":
        saturday = weekday_before(day, 5)
        if m.which == "last" and (day - saturday).days < 2:
            saturday = shift(saturday, -7)
        if m.which == "next":
            saturday = weekday_after(shift(day, 1), 5)
        return saturday, shift(saturday, 1)
    if m.unit == "week":
        monday = shift(weekday_before(day, 0), 7 * turn)
        span = {"early": (0, 2), "start": (0, 2), "mid": (1, 3), "late": (3, 6), "end": (4, 6)}.get(m.part, (0, 6))
        first, last = shift(monday, span[0]), shift(monday, span[1])
        if turn == 0 and m.part in {"", "earlier", "early", "start"}:
            # On a Monday "this week" looks back at the days before it.
            first, last = min(first, shift(day, -2)), base[1] if m.which else last
        return first, max(last, first)
    if m.unit == "month":
        there = shift_months(day, turn)
        span2 = month_part(month_span(there.year, there.month), m.part, m.part_unit)
        return (day, max(span2[1], day)) if m.part == "later" else span2
    return year_part(min(max(day.year + turn, 1), 9998), m.part, m.part_unit)
