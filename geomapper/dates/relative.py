"""Days that are counted from another: weekdays, "two days ago", "the next morning", "in recent weeks"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from .calendar import (
    Span,
    month_part,
    month_span,
    shift,
    shift_months,
    weekday_after,
    weekday_before,
    year_part,
)
from .mention import DateMention

# "In recent days" and the like, as days back from the story's date.
_RECENT = {
    "minute": 1,
    "hour": 1,
    "day": 7,
    "week": 28,
    "fortnight": 28,
    "month": 92,
    "year": 1096,
    "decade": 3653,
}
_RECENTLY = 30
_DAYS = {"minute": 0, "hour": 0, "day": 1, "weekend": 2, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "year": 12, "decade": 120}
_BARE_PLURAL = (2, 6)  # "days later", "weeks ago"
_HALF_MONTH = 15
_SHORT = timedelta(days=2)
_SAME = frozenset({"same", "that", "this"})
_BACK = frozenset({"previous", "preceding", "prior"})


class Seen(NamedTuple):
    """What a time expression can count from: the story's date, the date that the narrative has reached, a
    year.
    """

    published: date | None
    running: Span | None
    year: int | None = None

    @property
    def told(self) -> Span | None:
        """The day of telling: "today" and "last week" count from it; in a narrative it is the running one."""
        return (self.published, self.published) if self.published is not None else self.running

    @property
    def reached(self) -> Span | None:
        """The day that the text has come to: "the next day" counts from it; in news it may be the story's
        own.
        """
        return self.running or self.told


def _weekday(m: DateMention, seen: Seen) -> Span | None:
    if m.weekday is None:
        return None
    if seen.published is not None and m.which not in {"previous", "following"}:
        day = _weekday_in_news(m, m.weekday, seen.published)
        if m.weekday2 is not None and not m.future:
            last = weekday_before(seen.published, m.weekday2)
            return weekday_before(last, m.weekday), last
    elif seen.reached is not None:
        day = _weekday_in_narrative(m, m.weekday, seen.reached[0])
    else:
        return None
    if m.weekday2 is not None:
        return day, weekday_after(day, m.weekday2)
    if m.hour == "midnight" and m.relation == "after" and " on " not in m.text:
        return shift(day, 1), shift(
            day, 1
        )  # agencies write "after midnight Sunday" for the night of that Sunday
    return (day, shift(day, 1)) if m.hour == "overnight" else (day, day)


def _weekday_in_news(m: DateMention, weekday: int, published: date) -> date:
    """The latest such day up to publication: "on Friday" in a Friday story is that very day."""
    if m.unit == "week":
        monday = shift(weekday_before(published, 0), {"last": -7, "next": 7}.get(m.which, 0))
        return shift(monday, weekday)
    if m.which in {"next", "coming"}:
        return weekday_after(shift(published, 1), weekday)
    return weekday_before(shift(published, -1) if m.which == "last" else published, weekday)


def _weekday_in_narrative(m: DateMention, weekday: int, reached: date) -> date:
    if m.which in {"last", "previous"}:
        return weekday_before(shift(reached, -1), weekday)
    return weekday_after(shift(reached, 1) if m.which in {"next", "following"} else reached, weekday)


def _deictic(m: DateMention, seen: Seen) -> Span | None:
    if seen.told is None:
        return None
    start, end = seen.told
    if m.which == "overnight":  # the night before a story; in a narrative the night that follows
        return (shift(start, -1), end) if seen.published is not None else (start, shift(end, 1))
    step = {"yesterday": -1, "tomorrow": 1, "last": -1}.get(m.which, 0) * (m.number or 1)
    return shift(start, step), shift(end, step)


def _offset(m: DateMention, seen: Seen) -> Span | None:
    base = seen.told if m.direction in {"ago", "ahead"} else seen.reached
    open_ended = m.clause or m.which == "within"
    if base is None or (seen.running is None and (open_ended or m.which == "after")):
        return None
    if m.direction == "later" and seen.running is None and m.unit not in {"hour", "minute"}:
        return None  # later than what?
    sign = -1 if m.direction in {"ago", "earlier"} else 1
    if m.which == "within" and base[1] - base[0] > _SHORT:
        base = base[0], base[0]  # "in early May they attacked and within days held P"
        return base[0], max(_moved(m, base, sign)[1], seen.reached[1] if seen.reached else base[1])
    first, last = _moved(m, base, sign)
    if open_ended:
        return (base[0], max(last, base[1])) if sign > 0 else (min(first, base[0]), base[1])
    return first, last


def _moved(m: DateMention, base: Span, sign: int) -> Span:
    """`base` moved by so many units, with the slack that the unit leaves."""
    least, most = (m.number, m.number2 or m.number) if m.number is not None else _BARE_PLURAL
    if m.unit in _MONTHS:
        months = sign * _MONTHS[m.unit]
        ends = sorted((shift_months(base[0], least * months), shift_months(base[1], most * months)))
        if m.unit == "month":
            return shift(ends[0], -_HALF_MONTH), shift(ends[1], _HALF_MONTH)
        return date(ends[0].year, 1, 1), date(ends[1].year, 12, 31)
    if m.unit in {"minute", "hour"}:
        days = most // 24 if m.unit == "hour" and m.number is not None else 0
        night = int(
            m.unit == "hour" and sign < 0 and days == 0
        )  # "hours earlier" may have been the day before
        return shift(base[0], sign * days - night), shift(base[1], sign * days)
    length = _DAYS[m.unit]
    slack = ceil(length / 2) - 1 if length > 1 else 0
    steps = sorted((sign * least * length, sign * most * length))
    return shift(base[0], steps[0] - slack), shift(base[1], steps[1] + slack)


def _step(m: DateMention, seen: Seen) -> Span | None:
    if seen.reached is None:
        return None
    start, end = seen.reached
    sign = -1 if m.which in _BACK else 1
    if sign > 0 and m.which not in _SAME and seen.running is None:
        return None  # the day after what?
    if m.unit in _MONTHS and m.number is None:
        return _step_months(m, start, 0 if m.which in _SAME else sign)
    if m.which in _SAME:
        if m.unit in {"week", "weekend"}:
            monday = weekday_before(start, 0)
            return shift(monday, 5 if m.unit == "weekend" else 0), shift(monday, 6)
        return start, end
    if m.clause:  # "the day after the town fell"
        if seen.running is None:
            return None
        return (start, shift(end, 1)) if sign > 0 else (shift(start, -1), end)
    if m.unit == "day" and m.number is None:
        return shift(start, sign), shift(end, sign)
    most = m.number2 or 1
    if m.unit in {"hour", "minute"}:
        days = max(ceil(most / 24), 1)
    else:
        days = most * (_DAYS.get(m.unit) or 30 * _MONTHS[m.unit])
    return (shift(end, 1), shift(end, days)) if sign > 0 else (shift(start, -days), end)


def _step_months(m: DateMention, start: date, turn: int) -> Span:
    day = shift_months(start, turn * _MONTHS[m.unit])
    if m.unit != "month":
        return year_part(min(day.year, 9998), m.part, m.part_unit)
    first, last = month_part(month_span(day.year, day.month), m.part, m.part_unit)
    return (start, max(last, start)) if m.part == "later" else (first, last)


def _span(m: DateMention, seen: Seen) -> Span | None:
    if seen.told is None:
        return None
    start, end = seen.told
    if m.which == "recent":
        return shift(start, -_RECENT.get(m.unit, 7)), end
    if m.which == "coming" and m.number is None:
        return start, shift(end, _RECENT.get(m.unit, 7))
    most = m.number2 or 1
    if m.unit in {"hour", "minute"}:
        days = ceil(most / 24)
    elif m.unit in _MONTHS:
        days = (start - shift_months(start, -most * _MONTHS[m.unit])).days
    else:
        days = most * _DAYS[m.unit]
    return (start, shift(end, days)) if m.which == "coming" else (shift(start, -days), end)


def _period(m: DateMention, seen: Seen) -> Span | None:
    base = seen.told if m.which else seen.reached
    if base is None:
        return None
    day, turn = base[0], {"last": -1, "next": 1}.get(m.which, 0)
    if m.unit == "day":
        return base
    if m.unit == "weekend":
        return _weekend(m.which, day)
    if m.unit == "week":
        return _week(m, base, turn)
    if m.unit == "month":
        there = shift_months(day, turn)
        first, last = month_part(month_span(there.year, there.month), m.part, m.part_unit)
        return (day, max(last, day)) if m.part == "later" else (first, last)
    return year_part(min(max(day.year + turn, 1), 9998), m.part, m.part_unit)


def _weekend(which: str, day: date) -> Span:
    saturday = weekday_before(day, 5)
    if which == "last" and (day - saturday).days < 2:
        saturday = shift(saturday, -7)
    elif which == "next":
        saturday = weekday_after(shift(day, 1), 5)
    return saturday, shift(saturday, 1)


def _week(m: DateMention, base: Span, turn: int) -> Span:
    day = base[0]
    monday = shift(weekday_before(day, 0), 7 * turn)
    days = {"early": (0, 2), "start": (0, 2), "mid": (1, 3), "late": (3, 6), "end": (4, 6)}.get(
        m.part, (0, 6)
    )
    first, last = shift(monday, days[0]), shift(monday, days[1])
    if turn == 0 and m.which and m.part in {"", "earlier", "early", "start"}:
        return min(first, shift(day, -2)), base[1]  # on a Monday "this week" looks back at the days before it
    return first, last


def _same_day(m: DateMention, seen: Seen) -> Span | None:
    """ "In the evening", "for the second day": the day that the text has come to; in news the last two."""
    if seen.running is not None or seen.told is None:
        return seen.running
    return shift(seen.told[0], -1), seen.told[1]


def _recently(m: DateMention, seen: Seen) -> Span | None:
    return None if seen.told is None else (shift(seen.told[0], -_RECENTLY), seen.told[1])


RELATIVE: dict[str, Callable[[DateMention, Seen], Span | None]] = {
    "weekday": _weekday,
    "deictic": _deictic,
    "offset": _offset,
    "step": _step,
    "span": _span,
    "period": _period,
    "day_part": _same_day,
    "ordinal": _same_day,
    "recent": _recently,
}
