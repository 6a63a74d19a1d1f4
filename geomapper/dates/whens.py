"""Days of a story compared: which lie inside others, before them, or across."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import When
from .calendar import precision

BACKGROUND = 45  # days: a date so far before the running one is looked back to, not gone back to
_LIFE = 40_000  # days


def hull(whens: Sequence[When]) -> When:
    """All days from the first to the last of several dates; unknown where one of them is."""
    starts = [w.start for w in whens if w.start is not None]
    ends = [w.end for w in whens if w.end is not None]
    if len(starts) < len(whens) or len(ends) < len(whens):
        return When(text=whens[0].text)
    return When(min(starts), max(ends), precision((min(starts), max(ends))), whens[0].text)


def short(when: When | None) -> bool:
    """Whether a date spans no more than some weeks."""
    return bool(when and when.start and when.end and (when.end - when.start).days <= BACKGROUND)


def holds(a: When, b: When) -> bool:
    """Whether `a` is wider than `b` and has it inside."""
    if not (a.start and a.end and b.start and b.end):
        return False
    return a.start <= b.start and b.end <= a.end and a.end - a.start > b.end - b.start


def overlap(a: When, b: When) -> bool:
    """Whether two dates have a day in common."""
    return bool(a.start and a.end and b.start and b.end and a.start <= b.end and b.start <= a.end)


def is_before(a: When, b: When | None) -> bool:
    """Whether all days of `a` lie before those of `b`."""
    return bool(b and a.end and b.start and a.end < b.start)


def days_apart(a: When | None, b: When | None) -> int:
    """Days that lie between two dates, in either order; more than a life where one is unknown."""
    if a is None or b is None or not (a.start and a.end and b.start and b.end):
        return _LIFE
    return max((b.start - a.end).days, (a.start - b.end).days)
