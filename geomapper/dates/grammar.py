"""Finding time expressions: words become a skeleton of classes, and short patterns run over the skeleton.

"On the morning of 26 June 2014 rebels" is seen as "on the P of D M Y _". The skeleton is much shorter than the
text, so patterns stay readable and a story costs well under a millisecond. No pattern repeats a repetition: time
is linear in the length of the text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from .mention import DateMention

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’]s\b)?|\n\s*\n|\n|[^\w\s]|_")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CAPITAL_ONLY = {"march", "may", "august", "second"}
_KEPT = frozenset(
    # prepositions and relations
    "on in at by since until till before after from to through throughout into during over within between of for as "
    "and or around about nearly almost roughly approximately shortly just soon "
    # determiners, and words that say which one
    "the a an this that these last next past same previous preceding following coming recent prior ensuing very "
    # parts
    "early earlier late later mid middle beginning start end half "
    # directions and deictics
    "ago back hence today yesterday tomorrow tonight overnight recently lately "
    "straight consecutive successive running row".split()
)
_PUNCTUATION = {",": ",", ".": ".", "-": "-", "–": "-", "—": "-", "‑": "-", "−": "-", "/": "/", ":": ":", "(": "(", ")": ")"}


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, Any]]:
    """The vocabulary of time, from words.toml."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, tuple[str, Any]]:
    """Word in small letters → its class in the skeleton, and its value."""
    table: dict[str, tuple[str, Any]] = {word: (word, word) for word in _KEPT}
    v = words()
    classes = {"months": "M", "weekdays": "W", "numbers": "N", "vague_numbers": "V", "ordinals": "R", "day_parts": "P"}
    for name, form in (classes | {"seasons": "S"}).items():
        table |= {word: (form, value) for word, value in v[name].items()}
    table |= {word: ("M'", value) for word, value in v["month_abbreviations"].items()}
    table |= {word: ("W'", value) for word, value in v["weekday_abbreviations"].items()}
    table |= {word: (unit, unit) for word, unit in v["units"].items()}
    plural = {word + "s": entry for word, entry in table.items() if entry[0] in {"W", "P", "S", *v["units"].values()}}
    possessive = {word + "s": table[word] for word in ("today", "yesterday")}
    return plural | possessive | table


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    form: str  # its class in the skeleton
    value: Any
    raw: str


def _classify(raw: str, start: int, before: _Token | None) -> _Token:
    end = start + len(raw)
    if raw[0].isdigit():
        number = int(raw) if len(raw) <= 4 and raw.isascii() else 0
        if len(raw) <= 2 and 1 <= number <= 31:
            form = "D"
        elif len(raw) == 4 and 1900 <= number <= 2099:
            form = "Y"
        else:
            form = "I"
        return _Token(start, end, form, number, raw)
    if not raw[0].isalpha():
        return _Token(start, end, "¶" if raw[0] == "\n" else _PUNCTUATION.get(raw, "_"), None, raw)
    low = raw.lower()
    if before and before.form == "D" and before.end == start and low in {"st", "nd", "rd", "th"}:
        return _Token(start, end, "o", None, raw)
    entry = _vocabulary().get(low) or (_vocabulary().get(low[:-2]) if low[-2:] in {"'s", "’s"} else None)
    if entry is None:
        return _Token(start, end, "_", None, raw)
    form, value = entry
    if form in {"M", "M'", "W'"} and raw[0].islower() and (form != "M" or low in _CAPITAL_ONLY):
        return _Token(start, end, "_", None, raw)
    return _Token(start, end, {"M'": "M", "W'": "w"}.get(form, form), value, raw)


def _abbreviated(token: _Token) -> bool:
    return token.form in {"M", "w"} and token.raw.lower() not in words()["months"]


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    heading = False
    for match in _TOKEN.finditer(text):
        raw, start = match.group(), match.start()
        if raw == "\n" and not heading:  # a line break alone ends headings, not sentences
            continue
        if raw == "#" and (start == 0 or text[start - 1] == "\n"):
            heading = True
        elif raw[0] == "\n":
            heading = False
        if raw == "." and tokens and tokens[-1].end == start and _abbreviated(tokens[-1]):
            tokens[-1] = replace(tokens[-1], end=start + 1)  # "Nov. 23"
            continue
        pieces = [(raw, start)]
        if len(raw) in {5, 6} and raw.isdigit() and raw[-4:-2] == "20" and tokens and tokens[-1].form == "M":
            pieces = [(raw[:-4], start), (raw[-4:], start + len(raw) - 4)]  # "Jul 262016": a lost comma
        # "NewsFebruary 26": sources that lost their line breaks glue words together.
        elif len(raw) > 3 and raw.isascii() and raw[1:] != raw[1:].lower() and not raw.isupper():
            pieces = [(m.group(), start + m.start()) for m in _CAMEL.finditer(raw)]
        for piece, at in pieces:
            tokens.append(_classify(piece, at, tokens[-1] if tokens else None))
    return tokens


_Y = r"(?:(?: ,| of)? (?P<y>Y))?"
_WD = r"(?:(?P<wd>[Ww])(?: ,)?(?: the)? )?"
_TO = r"(?:-|to|and|until|till|through|or|/)"
_UNIT = r"(?:minute|hour|day|week|fortnight|month|year|decade)"
_COUNT = r"(?:a )?(?P<n>N|D|I|V|a|an)(?: of)?(?: or (?:N|D))?(?: and a half)?(?: -)?"

# Kind → patterns over the skeleton. The longest match that starts first wins.
_PATTERNS: dict[str, tuple[str, ...]] = {
    "absolute": (
        rf"{_WD}(?P<d>D)(?: o)?(?: of)?(?: -)? (?P<m>M)(?: -)?{_Y}",
        rf"{_WD}(?P<m>M)(?: the)? (?P<d>D)(?: o)?{_Y}",
        rf"(?:(?:between|from) )?(?:the )?(?P<d>D)(?: o)? {_TO} (?:the )?(?P<d2>D)(?: o)?(?: of)? (?P<m>M){_Y}",
        rf"(?:(?:between|from) )?(?P<d>D)(?: o)?(?: of)? (?P<m>M){_Y} {_TO} (?P<d2>D)(?: o)?(?: of)? (?P<m2>M)(?:(?: ,)? (?P<y2>Y))?",
        rf"(?:(?:between|from) )?(?P<m>M) (?P<d>D)(?: o)? {_TO} (?P<d2>D)(?: o)?{_Y}",
        rf"(?:(?:between|from) )?(?P<m>M) (?P<d>D)(?: o)?{_Y} {_TO} (?P<m2>M) (?P<d2>D)(?: o)?(?:(?: ,)? (?P<y2>Y))?",
        rf"(?:(?P<lead>between|from|in|during|of) )?(?P<m>M){_Y} {_TO} (?P<m2>M)(?:(?: ,)? (?P<y2>Y))?",
        r"(?P<y>Y) [-/.] (?P<m>D|I) [-/.] (?P<d>D|I)",
        r"(?P<d>D|I) (?P<sep>[-/.]) (?P<m>D|I) (?P=sep) (?P<y>Y|D|I)",
        rf"(?P<m>M){_Y}",
        r"(?P<m>M)(?: of)? (?:the )?(?P<which>last|this|that|next|same|previous|following) year",
        r"(?P<which>last|this|next|past) (?P<m>M)",
        r"(?P<y>Y)",
        r"the (?P<d>D) o",
        r"(?P<y>Y) - (?P<y2>Y|D|I)",
        r"(?:between|from) (?P<y>Y) (?:to|and|until|through) (?P<y2>Y)",
    ),
    "season": (
        r"(?P<s>S)(?: of| ,)? (?P<y>Y)",
        r"(?P<s>S)(?: of)? (?:the )?(?P<which>last|this|that|next|same|previous|following) year",
        r"(?P<which>last|this|that|next|previous|following|past) (?P<s>S)",
        r"(?P<lead>early|late|mid|mid -|in|since|by|during|until)(?: the)? (?P<s>S)"
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
        rf"{_COUNT} (?P<u>{_UNIT}|P) (?P<dir>ago|earlier|later|before|after|back|hence|prior)(?P<to>(?: to)?)",
        rf"(?P<u>{_UNIT}) (?P<dir>ago|earlier|later|before|after)",
        rf"(?P<word>within)(?: the)?(?: next)?(?: just)? {_COUNT} (?P<u>{_UNIT})",
        rf"(?P<word>within) (?P<u>{_UNIT})",
    ),
    "step": (
        rf"(?P<which>next|following|previous|preceding|prior|ensuing|same|that|this)(?: very| same)? (?P<u>day|P)(?: (?P<dir>after|before))?",
        r"(?P<which>next|following|previous|preceding|prior|same|that)(?: same)? (?P<u>week|month|year|weekend)",
        rf"the (?P<which>next|following|previous|preceding|ensuing)(?: (?P<n>N|D|I|V))? (?P<u>{_UNIT})",
        rf"the (?P<u>day|P) (?P<dir>before|after)",
    ),
    "span": (
        rf"the (?P<which>past|last)(?: (?P<n>N|D|I|V))?(?: of)? (?P<u>{_UNIT}|weekend)",
        rf"(?P<which>past|last|these past|these last|coming)(?: (?P<n>N|D|I|V))(?: of)? (?P<u>{_UNIT})",
        rf"(?P<which>recent|these|past|coming) (?P<u>{_UNIT})",
    ),
    "period": (
        r"(?P<which>this|last|next) (?P<u>week|month|year|weekend)",
        r"(?P<lead>at|on|over|during) the (?P<u>weekend)",
        r"(?P<lead>early|earlier|late|later|end|beginning|start|mid|middle)(?: in| of)? the (?P<u>week|month|year|day)",
    ),
    "day_part": (
        r"(?P<lead>in|by|during|before|after|around|until|since|from|at|throughout)(?: the)?(?: early| late| mid| mid -)? (?P<p>P|day)",
        r"(?:in |by |until |during )?the early (?:P )?(?P<p>hour)",
        r"(?P<lead>late|later|early|earlier)(?: in the| at) (?P<p>P|day)",
    ),
    "ordinal": (
        r"for (?:a|the) (?P<n>R)(?: straight| consecutive| successive| running)? (?P<u>day|P|week|month)",
        r"(?P<n>R) (?:straight|consecutive|successive) (?P<u>day|P|week|month)",
        r"(?P<n>N) (?:straight|consecutive|successive) (?P<u>day|P)",
    ),
    "recent": (r"recently|lately",),
}  # fmt: skip
_NAMED = frozenset({"absolute", "season", "weekday"})
_RULES = [
    (kind, re.compile(rf"(?<= )(?:{pattern})(?= )")) for kind, patterns in _PATTERNS.items() for pattern in patterns
]

# What stands before a date and belongs to it, read over the skeleton's last tokens before the date.
_LEFT = re.compile(
    r"(?<= )"
    r"(?:(?P<far>early|late|later|earlier|beginning|end|start)(?: in the| on the| the| of the| of)? )?"
    r"(?:(?P<rel>by|since|until|till|before|after|from|through|throughout|during|on|in|at|over|within|as of|between) )?"
    r"(?:(?P<approx>around|about|nearly|almost|roughly|approximately|shortly|just|soon) )?"
    r"(?:(?P<rel2>by|since|until|before|after|on|in|at) )?"
    r"(?:the )?(?:very )?"
    r"(?:(?P<part>early|earlier|late|later|mid|middle|beginning|start|end|half|last|"
    r"(?P<ord>first|R|last)(?: few)? (?P<ordunit>day|week|half))(?: -)?(?: of| in| part of| on| hour of)? )?"
    r"(?:the )?(?:early )?"
    r"(?:(?P<hour>P|hour|overnight)(?: hour)?(?: ,)?(?: of| on| between| P of)? )?"
    r"(?:the )?(?:on |in |at )?$"
)
_RIGHT = re.compile(r" (?:(?:at|in the|around|about|during the|before|shortly after|after|just after) )?(?P<hour>P)(?= )")
_BARE_MONTH = frozenset(
    "in since by until till during of from early earlier late later mid middle between before after through throughout "
    "last this next past end beginning start around about the a for to over as , ( ¶ ' -".split()
)
_COUNTED = frozenset(
    "people men soldiers fighters troops militants civilians families rebels refugees km kilometers kilometres miles "
    "meters metres gmt local hours hrs prisoners detainees terrorists children women vehicles tons tonnes".split()
)


def find_dates(text: str) -> list[DateMention]:
    """All time expressions of `text`, in order and without overlaps, with exact offsets."""
    tokens = _tokens(text)
    found: list[DateMention] = []
    skeleton, starts = " ", {}
    parts: list[str] = []
    at = 1
    ends: dict[int, int] = {}
    for i, token in enumerate(tokens):
        starts[at] = i
        at += len(token.form)
        ends[at] = i
        at += 1
        parts.append(token.form)
    skeleton = " " + " ".join(parts) + " "
    taken = [False] * (len(tokens) + 1)
    for kind, match in _longest(skeleton):
        first, last = starts[match.start()], ends[match.end()]
        if any(taken[first : last + 1]):
            continue
        mention = _build(kind, match, tokens, starts, first, last)
        if mention is None:
            continue
        mention, first = _left(mention, skeleton, match.start(), tokens, starts, first, taken)
        if not mention.hour and (mention.kind == "weekday" or (mention.kind == "absolute" and mention.day)):
            right = _RIGHT.match(skeleton, match.end())
            if right:
                last = ends[right.end()]
                mention = replace(mention, hour=tokens[last].value)
        taken[first : last + 1] = [True] * (last + 1 - first)
        begin, stop = tokens[first].start, tokens[last].end
        found.append(replace(mention, start=begin, end=stop, text=text[begin:stop]))
    return sorted(found, key=lambda m: m.start)


def _longest(skeleton: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Matches of all rules, named days before relative ones, then by start, the longest first.

    Named days go first since they take words with them that would be dates alone: "the night of", "the last day of".
    The caller passes over matches that overlap.
    """
    found: list[tuple[bool, int, int, int, str, re.Match[str]]] = []
    for order, (kind, rule) in enumerate(_RULES):
        loose = kind not in _NAMED
        found += [(loose, m.start(), -m.end(), order, kind, m) for m in rule.finditer(skeleton)]
    for *_, kind, match in sorted(found, key=lambda f: f[:4]):
        yield kind, match


def _build(
    kind: str, match: re.Match[str], tokens: list[_Token], starts: dict[int, int], first: int, last: int
) -> DateMention | None:
    """The mention that a match stands for, or None where the words mean something else."""
    got = {name: tokens[starts[match.start(name)]] for name, text in match.groupdict().items() if text}
    value = {name: token.value for name, token in got.items()}
    before = tokens[first - 1] if first else None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    fields: dict[str, Any] = {"which": match.groupdict().get("which") or ""}
    if kind in {"absolute", "season"}:
        fields |= {"year": value.get("y"), "month": value.get("m"), "day": value.get("d")}
        fields |= {"year2": value.get("y2"), "month2": value.get("m2"), "day2": value.get("d2")}
        fields |= {"weekday": value.get("wd")}
        if kind == "season":
            if before and before.raw in {"Arab", "Prague"}:
                return None
            if value.get("lead") in {"early", "late", "mid"}:
                fields["part"] = value["lead"]
            fields["month"], fields["month2"] = value["s"]
        elif not _plausible(got, fields, tokens, first, last):
            return None
    elif kind == "weekday":
        if (before and before.raw in {"Black", "Good", "Bloody"}) or (after and after.raw in {"Times", "Telegraph", "Express"}):
            return None
        fields |= {"weekday": value["wd"], "weekday2": value.get("wd2"), "hour": value.get("p") or ""}
        if "week" in match.group().split():
            fields["unit"] = "week"
    elif kind == "deictic":
        word = value["word"]
        if word in {"this", "last"} and value["p"] in {"dawn", "noon", "midnight"}:
            return None
        fields |= {"which": word, "hour": value.get("p") or ""}
        if "dir" in value:
            fields["number"] = 2
    elif kind == "offset":
        fields |= _count(got, match)
        fields["unit"] = "day" if got["u"].form == "P" else value["u"]
        if "word" in value:
            fields["direction"], fields["which"] = "later", "within"
        else:
            direction = value["dir"]
            if "n" not in value and not got["u"].raw.lower().endswith("s"):
                return None
            fields["direction"] = {"back": "ago", "hence": "ahead", "before": "earlier", "after": "later", "prior": "earlier"}.get(direction, direction)
            # "a week after the town fell" counts from what the sentence goes on to name.
            fields["clause"] = direction in {"before", "after", "prior"} and not (after is None or after.form in {",", ".", "¶"})
    elif kind == "step":
        unit = got["u"]
        fields |= _count(got, match)
        fields["unit"] = "day" if unit.form == "P" else unit.value
        fields["hour"] = unit.value if unit.form == "P" else ""
        if not fields["which"]:
            fields["which"] = {"before": "previous", "after": "following"}[value["dir"]]
        if "dir" in value:
            fields["clause"] = not (after is None or after.form in {",", ".", "¶"})
    elif kind in {"span", "period"}:
        fields |= _count(got, match)
        fields["unit"] = value["u"]
        fields["part"] = value.get("lead", "") if kind == "period" else ""
        if fields["which"].startswith("these"):
            fields["which"] = "recent" if fields["which"] == "these" else "past"
        if kind == "span" and fields["which"] in {"recent", "past", "coming"} and "n" not in got and fields["which"] != "past" and not got["u"].raw.lower().endswith("s"):
            return None
    elif kind == "day_part":
        hour = value.get("p")
        if got["p"].form == "day":
            if got["p"].raw != "day" or value["lead"] in {"at", "from", "since", "after", "before", "until", "throughout"} or "the" not in match.group().split():
                return None
            hour = "day"
        fields |= {"hour": "morning" if hour == "hour" else hour, "unit": "day"}
        if value.get("lead") in {"by", "until", "since", "before", "after"}:
            fields["relation"] = value["lead"]
    elif kind == "ordinal":
        fields |= {"number": value["n"], "unit": "day" if got["u"].form == "P" else got["u"].value}
    return DateMention(0, 0, "", kind, **fields)


def _count(got: dict[str, _Token], match: re.Match[str]) -> dict[str, Any]:
    token = got.get("n")
    if token is None:
        return {}
    if token.form in {"a", "an"}:
        return {"number": 1, "number2": 1}
    if token.form == "V":
        return {"number": token.value[0], "number2": token.value[1]}
    return {"number": token.value, "number2": token.value}


def _plausible(got: dict[str, _Token], fields: dict[str, Any], tokens: list[_Token], first: int, last: int) -> bool:
    """Whether the numbers can be a date here; completes two-digit years and numeric forms in `fields`."""
    before = tokens[first - 1] if first else None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if "m" in got and got["m"].form in {"D", "I"}:
        return _numeric(got, fields, tokens[first].start, tokens[last].end, before, after)
    if "m" in got and "d" not in got and "y" not in got and not fields["which"]:
        if "m2" in got:
            return bool(got.keys() & {"lead", "y2"})
        if before is not None and before.form not in _BARE_MONTH:
            return False
        dashed = before is not None and before.form == "-" and first > 1 and tokens[first - 2].form in {"mid", "early", "late"}
        if not dashed and (before is None or before.form in {",", "(", "¶", "-"}) and not (after and after.form in {":", ")", "-"}):
            return False
        if before and before.form in {"the", "a", "for", "to", "as", "about"} and after and after.raw in {"on", "to", "God", "be"}:
            return False
    if "d" in got and "y" not in got and after and after.form == "," and last + 2 < len(tokens):
        follow = tokens[last + 2]  # "March 27,000": the comma of a thousand
        if follow.start == after.end and after.start == tokens[last].end and len(follow.raw) == 3 and follow.raw.isdigit():
            return False
    if "m" not in got and "y" not in got:  # "on the 25th"
        return before is not None and before.form in {"on", "by", "since", "until", "of"} and not (after and after.form == "_" and after.raw[0].isupper())
    if "m" not in got:
        year2 = fields["year2"]
        if "y2" in got and got["y2"].form != "Y":
            if len(got["y2"].raw) != 2:
                return False
            if fields["year"] % 100 >= year2:
                return False
            fields["year2"] = fields["year"] // 100 * 100 + year2
        introduced = before is not None and before.form in {"in", "since", "by", "until", "during", "before", "after", "early", "late", "mid", "of", "from", "the", "(", "-", "end", "beginning"}
        if after and (after.raw.lower() in _COUNTED or False):
            return False
        if before and (before.form in {".", "/", ":"} and before.end == tokens[first].start):
            return False
        if not introduced and not 2005 <= fields["year"] <= 2030:
            return False
        if before and before.form == "of" and fields["year"] % 100 == 0:
            return False
    return True


def _numeric(
    got: dict[str, _Token], fields: dict[str, Any], start: int, end: int, before: _Token | None, after: _Token | None
) -> bool:
    tokens = (got["y"], got["m"], got["d"])
    if any(len(t.raw) > 2 for t in tokens[1:]) or end - start > 10:
        return False
    if (before and before.form in {"/", "."} and before.end == start) or (after and after.form == "/" and after.start == end):
        return False
    if tokens[0].form != "Y":
        if len(tokens[0].raw) != 2 or (got.get("sep") and got["sep"].raw != "/"):
            return False
        fields["year"] = 2000 + tokens[0].value
    year_first = got["y"].start < got["d"].start
    day, month = fields["day"], fields["month"]
    fields["numeric"] = not year_first
    if not year_first and month > 12 >= day:
        fields["day"], fields["month"] = day, month = month, day
    return 1 <= month <= 12 and 1 <= day <= 31


def _left(
    mention: DateMention,
    skeleton: str,
    at: int,
    tokens: list[_Token],
    starts: dict[int, int],
    first: int,
    taken: list[bool],
) -> tuple[DateMention, int]:
    """The mention with the words before it that belong to it: "by early", "on the night of", "since the end of"."""
    match = _LEFT.search(skeleton, max(skeleton.find(" ", max(at - 70, 0)), 0), at)
    if match is None or match.start() >= at or any(taken[starts[match.start()] : first]):
        return mention, first
    got = {name: tokens[starts[match.start(name)]] for name, text in match.groupdict().items() if text}
    changes: dict[str, Any] = {}
    relations = [got[name].form for name in ("rel", "rel2") if name in got]
    for relation in relations:
        if relation in {"by", "since", "until", "till", "before", "after"}:
            changes["relation"] = "until" if relation == "till" else relation
    if "approx" in got and got["approx"].form in {"around", "about", "nearly", "almost", "roughly", "approximately"}:
        changes["approx"] = True
    part = got.get("part") or got.get("far")
    if "ord" in got:
        changes["part"] = "last" if got["ord"].form == "last" else str(got["ord"].value)
        changes["part_unit"] = got["ordunit"].form
    elif part is not None and not mention.part:
        changes["part"] = {"earlier": "earlier", "later": "later", "beginning": "start", "middle": "mid"}.get(part.form, part.form)
    if "hour" in got and not mention.hour:
        changes["hour"] = {"hour": "morning", "overnight": "overnight"}.get(got["hour"].form) or got["hour"].value
        if mention.kind in {"period", "span"} :
            changes.pop("hour")
    return replace(mention, **changes), starts[match.start()]


def spans(mentions: Iterable[DateMention]) -> list[tuple[int, int]]:
    """Offsets of the mentions, for those who mask them."""
    return [(m.start, m.end) for m in mentions]
