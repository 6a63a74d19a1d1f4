"""Who says so: how many sources a change has, and how far their word carries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomapper.control.reports import Report

# Agencies whose stories other outlets print: a source line that names one is that agency's story.
_AGENCIES = {
    "associated press": "AP",
    "ap": "AP",
    "agence france presse": "AFP",
    "afp": "AFP",
    "reuters": "Reuters",
    "deutsche presse agentur": "dpa",
    "dpa": "dpa",
    "xinhua": "Xinhua",
    "united press international": "UPI",
    "upi": "UPI",
    "efe": "EFE",
    "ansa": "ANSA",
}
_AGENCY = re.compile(r"\b(" + "|".join(sorted(_AGENCIES, key=len, reverse=True)) + r")\b")
_WORDS = re.compile(r"\w+")

SAME_SENTENCE = 0.8  # share of words that two sentences have in common when one is a rewrite of the other
MOST_COMPARED = 60  # beyond this many sentences of one change only equal ones are taken for rewrites


def origin_of(source: str, article_id: str) -> str:
    """The agency or outlet that a story comes from; the story itself where it names none."""
    return _outlet(source) if source else f"story {article_id}"


@lru_cache(maxsize=65536)
def _outlet(source: str) -> str:
    plain = " ".join(_WORDS.findall(source.casefold()))
    agency = _AGENCY.search(plain)
    return _AGENCIES[agency.group(1)] if agency else plain


def count_sources(reports: Sequence[Report]) -> int:
    """How many independent sources tell a change: outlets, with the rewrites of one agency story counted
    once.

    Stories of one outlet or agency are one source, and so are stories whose sentences are the same to
    `SAME_SENTENCE` of their words (Jaccard index of the word sets).
    """
    origins = {r.origin for r in reports}
    if len(origins) < 2:
        return len(origins)
    by_words: dict[frozenset[str], set[str]] = {}
    for report in reports:
        words = frozenset(_WORDS.findall(report.sentence.casefold()))
        if words:
            by_words.setdefault(words, set()).add(report.origin)
    parent = {origin: origin for origin in origins}

    def root(origin: str) -> str:
        while parent[origin] != origin:
            origin = parent[origin]
        return origin

    def join(same: Iterable[str]) -> None:
        first, *rest = sorted({root(o) for o in same})
        for other in rest:
            parent[other] = first

    for same in by_words.values():
        join(same)
    sentences = sorted(by_words, key=sorted)
    if len(sentences) <= MOST_COMPARED:
        for i, a in enumerate(sentences):
            for b in sentences[i + 1 :]:
                if len(a & b) >= SAME_SENTENCE * len(a | b):
                    join(by_words[a] | by_words[b])
    return len({root(origin) for origin in origins})


def status_of(reports: Sequence[Report], winner: str, loser: str) -> str:
    """confirmed, admitted or claimed, from who says it.

    confirmed: a neutral voice, or voices of two sides of which the loser is none. admitted: the loser's own
    side says it and no neutral voice does. claimed: one side alone says it, or the story hedges and names
    nobody. A story that names no speaker speaks for itself: neutral, unless its outlet speaks for a side.
    """
    sides: set[str] = set()
    for report in reports:
        if report.hedged:
            continue
        if not report.speakers:
            return "confirmed"
        for _, side in report.speakers:
            if not side:
                return "confirmed"
            sides.add(side)
    if loser and loser in sides and loser != winner:
        return "admitted"
    return "confirmed" if len(sides) > 1 else "claimed"


def voices(reports: Iterable[Report]) -> str:
    """Those who say it, "; "-joined and sorted: speakers where the stories name them, else the outlet."""
    names: set[str] = set()
    for report in reports:
        names.update(name for name, _ in report.speakers)
        if not report.speakers:
            names.add(report.origin)
    return "; ".join(sorted(names))
