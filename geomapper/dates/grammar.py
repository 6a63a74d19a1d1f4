"""Finding time expressions: words become a skeleton of classes, and short patterns run over the skeleton.

"On the morning of 26 June 2014 rebels" is seen as "on the P of D M Y _" (classes: tokens.py). The skeleton
is short, so patterns stay readable and a story costs about a millisecond. No pattern repeats a repetition:
time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from .mention import DateMention
from .reading import Found, read_match
from .tokens import Token, tokens, units, wars

_Y = r"(?:(?: ,| of)? (?P<y>Y))?"
_Y2 = r"(?:(?: ,)? (?P<y2>Y))?"
_WD = r"(?:(?P<wd>[Ww])(?: ,)?(?: the)? )?"
_TO = r"(?:-|to|and|until|till|through|or|/)"
_FROM = r"(?:(?:between|from) )?"
_D = r"(?P<d>D)(?: o)?(?: of)?"
_D2 = r"(?P<d2>D)(?: o)?(?: of)?"
_WHICH_YEAR = r"(?: of)? (?:the )?(?P<which>last|this|that|next|same|previous|following) year"
_UNIT = f"(?:{'|'.join(u for u in units() if u != 'weekend')})"
_HALF = r"(?:(?: -)? and(?: -)? a(?: -)? (?P<half>half))?"
_COUNT = rf"(?:a )?(?P<n>N|D|I|V|a|an)(?: - (?P<ones>N))?(?: of)?(?: or (?:N|D))?{_HALF}(?: -)?"
_NEXT = r"next|following|previous|preceding|prior|ensuing"

# Kind → patterns over the skeleton. The longest match that starts first wins.
_PATTERNS: dict[str, tuple[str, ...]] = {
    "absolute": (
        rf"{_WD}{_D}(?: -)? (?P<m>M)(?: -)?{_Y}",
        rf"{_WD}(?P<m>M)(?: the)? (?P<d>D)(?: o)?{_Y}",
        rf"{_FROM}(?:the )?{_D} {_TO} (?:the )?{_D2} (?P<m>M){_Y}",
        rf"{_D} , (?:D , )?D(?: ,)? and {_D2} (?P<m>M){_Y}",
        rf"{_FROM}{_D} (?P<m>M){_Y} {_TO} {_D2} (?P<m2>M){_Y2}",
        rf"{_FROM}(?P<m>M) (?P<d>D)(?: o)? {_TO} (?P<d2>D)(?: o)?{_Y}",
        rf"{_FROM}(?P<m>M) (?P<d>D)(?: o)?{_Y} {_TO} (?P<m2>M) (?P<d2>D)(?: o)?{_Y2}",
        rf"(?:(?P<lead>between|from|in|during|of) )?(?P<m>M){_Y} {_TO} (?P<m2>M){_Y2}",
        r"(?P<y>Y) [-/.] (?P<m>D|I) [-/.] (?P<d>D|I)",
        rf"{_WD}(?P<d>D|I) (?P<sep>[-/.]) (?P<m>D|I) (?P=sep) (?P<y>Y|D|I)",
        rf"(?P<m>M){_Y}",
        rf"(?P<m>M){_WHICH_YEAR}",
        r"(?P<which>last|this|next|past) (?P<m>M)",
        r"the (?P<d>D) o(?!(?: of)? M )",
        r"(?P<y>Y)",
        r"(?P<y>Y) - (?P<y2>Y|D|I)",
        r"(?:between|from) (?P<y>Y) (?:to|and|until|through) (?P<y2>Y)",
    ),
    "season": (
        r"(?P<s>S)(?: of| ,)? (?P<y>Y)",
        rf"(?P<s>S){_WHICH_YEAR}",
        r"(?P<which>last|this|that|next|previous|following|past) (?P<s>S)",
        r"(?P<lead>early|late|mid|mid -|in|since|by|during|until|over|throughout)(?: the)? (?P<s>S)"
        r"(?!(?: of)?(?: the)?(?: ,)? (?:Y|last|this|that|next|same|previous|following) )",
    ),
    "weekday": (
        r"(?:(?P<which>last|next|this|past|previous|following|coming) )?(?P<wd>W)(?: (?P<p>P))?",
        r"(?P<wd>W)(?: of)? (?P<which>last|this|next) week",
        r"(?P<which>last|this|next) week(?: on)? (?P<wd>W)",
        r"(?:between|from) (?P<wd>W)(?: (?P<p>P))? (?:to|and|until|through|into) (?P<wd2>W)",
        r"(?P<wd>W) (?P<p>P) (?:to|into) (?P<wd2>W)",
    ),
    "deictic": (
        r"(?P<word>today|yesterday|tomorrow|tonight|overnight)(?: (?P<p>P))?",
        r"(?:the )?day (?P<dir>before|after) (?P<word>yesterday|tomorrow)",
        r"(?P<word>this|last) (?P<p>P)",
    ),
    "offset": (
        rf"{_COUNT} (?P<u>{_UNIT}|P)(?: or so)? "
        r"(?P<dir>ago|earlier|later|afterwards?|before|after|back|hence|prior)(?: to)?",
        rf"(?P<u>{_UNIT}) (?P<dir>ago|earlier|later|afterwards?|before|after)",
        rf"(?P<word>within)(?: the)?(?: next)?(?: just)? {_COUNT} (?P<u>{_UNIT})",
        rf"(?P<word>within) (?P<u>{_UNIT})",
        rf"(?P<word>after) {_COUNT} (?P<u>{_UNIT})(?= (?:of|,) )",
    ),
    "step": (
        rf"(?P<which>{_NEXT}|same|that|this)(?: very| same)? (?P<u>day|P)(?: (?P<dir>after|before))?",
        r"(?P<which>following|previous|preceding|prior|same|that)(?: same)? (?P<u>week|month|year|weekend)",
        rf"the (?P<which>{_NEXT})(?: (?P<n>N|D|I|V))? (?P<u>{_UNIT})",
        r"the (?P<u>day|P) (?P<dir>before|after)",
    ),
    "span": (
        rf"the (?P<which>past|last)(?: (?P<n>N|D|I|V))?(?: of)? (?P<u>{_UNIT}|weekend)",
        rf"(?:these )?(?P<which>past|last|coming) (?P<n>N|D|I|V)(?: of)? (?P<u>{_UNIT})",
        rf"(?P<which>recent|these|past|coming) (?P<u>{_UNIT})",
    ),
    "period": (
        r"(?P<which>this|last|next) (?P<u>week|month|year|weekend)",
        r"(?:at|on|over|during) the (?P<u>weekend)",
        r"(?P<lead>early|earlier|late|later|end|beginning|start|mid|middle)(?: in| of)? the"
        r" (?P<u>week|month|year|day)",
    ),
    "day_part": (
        r"(?P<lead>in|by|during|before|after|around|until|since|from|at|throughout)(?: the)?"
        r"(?: early| late| mid| mid -)? (?P<p>P|day)",
        r"(?:in |by |until |during )?the early (?:P )?(?P<p>hour)",
        r"(?P<lead>late|later|early|earlier)(?: in the| at) (?P<p>P)",
    ),
    "ordinal": (
        r"for (?:a|the) (?P<n>R)(?: straight| consecutive| successive| running)? (?P<u>day|P|week|month)",
        r"(?P<n>R) (?:straight|consecutive|successive) (?P<u>day|P|week|month)",
        r"(?P<n>N) (?:straight|consecutive|successive) (?P<u>day|P)",
    ),
    "recent": (r"recently|lately",),
}
_NAMED = frozenset({"absolute", "season", "weekday"})


class _Rule(NamedTuple):
    kind: str
    pattern: re.Pattern[str]
    needs: frozenset[str]  # classes without which it cannot match


def _rule(kind: str, pattern: str) -> _Rule:
    needs = re.findall(r"\(\?P<\w+>(\w+)\)(?!\)\?)", pattern)  # named parts of one word, but for "(?: …)?"
    return _Rule(kind, re.compile(rf" (?:{pattern})(?= )"), frozenset(needs))


_RULES = [_rule(kind, pattern) for kind, patterns in _PATTERNS.items() for pattern in patterns]

# What stands before a date and belongs to it ("by early", "on the night of", "since the end of"), read over
# the skeleton's last words before the date.
_LEFT = re.compile(
    r" (?:(?P<far>early|late|later|earlier|beginning|end|start)(?: in the| on the| the| of the| of)? )?"
    r"(?:(?P<rel>by|since|until|till|before|after|from|through|throughout|during|on|in|at|over|within|as of|"
    r"between) )?"
    r"(?:(?:(?P<approx>around|about|nearly|almost|roughly|approximately)|shortly|just|soon) )?"
    r"(?:(?P<rel2>by|since|until|before|after|on|in|at) )?"
    r"(?:the )?(?:very )?"
    r"(?:(?P<from>early|mid|middle)(?: -)? (?:to|and) (?:- )?)?"
    r"(?:(?P<part>early|earlier|late|later|mid|middle|beginning|start|end|half|last|"
    r"(?P<ord>first|R|last)(?: V)? (?P<ordunit>day|week|half))(?: -)?(?: of| in| part of| on| hour of)? )?"
    r"(?:the )?(?:early )?"
    r"(?:(?P<hour>P|hour|overnight)(?: hour)?(?: ,)?(?: of| on| between| P of)? )?"
    r"(?:the )?(?:on |in |at )?$"
)
_LEFT_WORDS = frozenset(re.findall(r"[\w,-]+", re.sub(r"\?P<\w+>", "", _LEFT.pattern)))
_LEFT_REACH = 70  # characters of the skeleton
_RIGHT = re.compile(
    r" (?:(?:at|in the|around|about|during the|before|shortly after|after|just after) )?(?P<hour>P)(?= )"
)
_WAR = re.compile(r"\b[Ww]ar\b")
_PARTS = {"beginning": "start", "middle": "mid"}


def find_dates(text: str) -> list[DateMention]:
    """All time expressions of `text`, in order and without overlaps, with exact offsets.

    Words that are something else too ("May" and "March", "the fall of", "2,000 men") count only where their
    neighbours say so. Commas and apostrophes may be missing.
    """
    return list(_find(text))


@lru_cache(maxsize=256)  # the reader, the timeline and the date of publication all ask for the same text
def _find(text: str) -> tuple[DateMention, ...]:
    seen = tokens(text)
    skeleton, starts, ends = _skeleton(seen)
    taken = [False] * len(seen)
    mentions: list[DateMention] = []
    for kind, match in _longest_first(skeleton, {token.form for token in seen}):
        begin = match.start() + 1  # a match has the space before it
        first, last = starts[begin], ends[match.end()]
        if any(taken[first : last + 1]):
            continue
        named = {name: seen[starts[match.start(name)]] for name, part in match.groupdict().items() if part}
        before = seen[first - 1] if first else None
        mention = read_match(Found(kind, named, seen[first : last + 1], before, seen[last + 1 : last + 3]))
        if mention is None:
            continue
        changes: dict[str, Any] = {}
        left = None
        if before is not None and before.form in _LEFT_WORDS:
            left = _LEFT.search(skeleton, skeleton.find(" ", max(begin - _LEFT_REACH, 0)), begin)
        if left and left.start() + 1 < begin and not any(taken[starts[left.start() + 1] : first]):
            first = starts[left.start() + 1]
            parts = {name: seen[starts[left.start(name)]] for name, part in left.groupdict().items() if part}
            changes = _from_left(mention, parts)
        right = _RIGHT.match(skeleton, match.end())
        if (
            right
            and not (changes.get("hour") or mention.hour)
            and (mention.kind == "weekday" or (mention.kind == "absolute" and mention.day))
        ):
            last = ends[right.end()]
            changes["hour"] = seen[last].value
        taken[first : last + 1] = [True] * (last + 1 - first)
        start, end = seen[first].start, seen[last].end
        if (
            mention.kind == "absolute"
            and mention.month is None
            and _WAR.search(text, max(start - 24, 0), end + 40)
        ):
            changes |= _days_of_war(mention)
        mentions.append(replace(mention, start=start, end=end, text=text[start:end], **changes))
    return tuple(sorted(mentions, key=lambda m: m.start))


def _skeleton(seen: list[Token]) -> tuple[str, dict[int, int], dict[int, int]]:
    """The classes in a line, and which token begins and ends at which of its characters."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    at = 1
    for i, token in enumerate(seen):
        starts[at] = i
        at += len(token.form)
        ends[at] = i
        at += 1
    return " " + " ".join(token.form for token in seen) + " ", starts, ends


def _longest_first(skeleton: str, classes: Set[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """Matches of all rules, named days before relative ones, then by start, the longest first.

    Named days go first since they take words with them that would be dates alone: "the night of", "the last
    day of". The caller passes over matches that overlap.
    """
    found: list[tuple[bool, int, int, int, str, re.Match[str]]] = []
    for order, rule in enumerate(_RULES):
        if rule.needs <= classes:
            loose = rule.kind not in _NAMED
            found += [
                (loose, m.start(), -m.end(), order, rule.kind, m) for m in rule.pattern.finditer(skeleton)
            ]
    for *_, kind, match in sorted(found, key=lambda f: f[:4]):
        yield kind, match


def _days_of_war(mention: DateMention) -> dict[str, Any]:
    """The days that "the war of 1967" means; nothing where the year had none that goes by it."""
    days = wars().get(mention.year or 0)
    if days is None or mention.year2 is not None or mention.relation in {"since", "before", "until"}:
        return {}
    return dict(zip(("month", "day", "month2", "day2"), days, strict=True))


def _from_left(mention: DateMention, named: dict[str, Token]) -> dict[str, Any]:
    """The fields of a mention that the words before it, by their names in the pattern, change."""
    changes: dict[str, Any] = {"approx": mention.approx or "approx" in named}
    for name in ("rel", "rel2"):
        relation = named[name].form if name in named else ""
        if relation in {"by", "since", "until", "till", "before", "after"}:
            changes["relation"] = "until" if relation == "till" else relation
    part = named.get("part") or named.get("far")
    if "ord" in named:
        changes["part"] = "last" if named["ord"].form == "last" else str(named["ord"].value)
        changes["part_unit"] = named["ordunit"].form
    elif part is not None and not mention.part and part.form != "last":
        changes["part"] = _PARTS.get(part.form, part.form)
        if "from" in named:
            changes["part_from"] = _PARTS.get(named["from"].form, named["from"].form)
    if "hour" in named and not mention.hour and mention.kind not in {"period", "span"}:
        hour = named["hour"]
        changes["hour"] = {"hour": "morning", "overnight": "overnight"}.get(hour.form) or hour.value
    return changes
