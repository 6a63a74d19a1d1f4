"""Dates: a time expression and the story's date → an interval with a precision."""

from .grammar import find_dates
from .mention import DateMention
from .narrative import Dated, Timeline, days_between, governing, mentions_in, running_at, timeline
from .resolve import resolve

__all__ = [
    "DateMention",
    "Dated",
    "Timeline",
    "days_between",
    "find_dates",
    "governing",
    "mentions_in",
    "resolve",
    "running_at",
    "timeline",
]
