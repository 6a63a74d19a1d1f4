"""Lists of places in a sentence in shorthand: "P, Q in the south and the villages of R", "half of P"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geomapper.events.lexicon import lexicon
from geomapper.events.reading import Reading
from geomapper.events.shorthand import Shorthand

DATE = r"(?:,?[Inbafdq]{0,3}D,?)"
SIDE = r"(?:[djqaEo]|F(?=F|o|,?S))*+(?:S[SF]*|F+)(?:(?:[&,]|\+)[djqaE]*+[SF]++)*"  # "X and its allies"
FROM = rf"(?:f{SIDE}(?![^;]{{0,3}}T))"
# What may stand before a name: "the last districts of", "the east of", "the army's positions".
_LEAD = r"d{0,2}+(?:[jqEkK]|Ss?(?=[jqE]*[kq])|(?:(?<=[qkKd])|(?<=dE))od?|(?<=E)&(?=E))*+"
# What says where a place is: "25 km north of P", "in the countryside of P", "between P and Q".
_THERE = (
    rf"(?:{_LEAD}P(?:,{_LEAD}P)*,?&{_LEAD}PK|EP(?:&EP)+|{_LEAD}P"  # "in P and Q provinces"
    r"|[djqE]*+[kK]|(?<=n)F|(?<=I)d?E(?![jqkK])|(?<=n)d[jE]*x(?=[,vh&;T]))"  # "near it", "in the east"
)
WHERE = (
    rf"(?:,?(?:I[dj]*k)?Y{_LEAD}P(?:,{_LEAD}P)*(?:,?&{_LEAD}P)?"
    rf"|,?a?(?:qn?B?|t(?=dE)|d(?=E)|E&(?=E)|E)*+(?:[nI]|(?<=E)o|no)[nIotj]*+(?:d?E*[xkq]o)?{_THERE}[kKE]*+)"
)
CLAUSE = rf"(?:,?W[^TW;]{{1,14}}?(?=,?[+i&]|,{_LEAD}P))"  # "P, which overlooks the road, and Q"
_ASIDE = r"(?:,(?:d|Ps)[djqExka&]{1,6}(?=,))"  # "P, the last stronghold, and Q"
_TAIL = rf"(?:{WHERE}|{DATE}|{FROM}|x{{1,2}}(?=,[&+]?|\+))*+"
# A place by name, or "eleven villages", "several positions".
_PLACE = rf"(?=[djqEkKP]|Ss?[jqE]*[kq]){_LEAD}(?:P[kKE]*+B?|(?<=[kKq])|(?<=odE))"
_ITEM = re.compile(
    rf"(?:{_PLACE}|d[jqE]*+x(?=,?[&+,]))(?:,?a(?=[,&+;]))?(?P<tail>{_TAIL})(?:{CLAUSE}|{_ASIDE})?"
)
_JOIN = re.compile(
    rf"a?(?:,?\+a?|,?i|,?&(?:,?{DATE})?a?|,?&[tfo](?=d?P)|&,[^,;TP]{{1,10}},|,(?:{DATE})?a?|)"
    rf"(?={_LEAD}(?:P|(?<=[kKq]))|d[jqE]*x,?[&+,])"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The letter of a place in a list, and what of it is meant: ("of", "most"), ("in", "positions")."""

    at: int
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceList:
    """Letters `i` to `j` are a list of places; `last` is where its last item begins."""

    i: int
    j: int
    heads: tuple[Head, ...]
    last: int
    nearest: int  # the letter of the last place, which may only tell where another is


_START = re.compile(rf"(?={_PLACE})")
_FIRST = re.compile(_LEAD)


def place_lists(reading: Reading, short: Shorthand) -> Iterator[PlaceList]:
    """The lists of places of a sentence, in order."""
    s = short.letters
    end = 0
    for m in _START.finditer(s):
        if m.start() < end:
            continue
        item = _ITEM.match(s, m.start())
        heads: list[Head] = []
        while item is not None:
            last = item.start()
            found = [] if heads and _only_tells(reading, short, item) else list(_heads(reading, short, item))
            same = heads and heads[-1].via[:1] == ("in",) and s[item.start() - 1] == "&"
            if same and found and found[0].at == item.start() and short.places[item.start()].form == "named":
                found[0] = replace(found[0], via=heads[-1].via)  # "positions in P and Q"
            heads += found
            end = item.end()
            join = _JOIN.match(s, end)
            if (
                join is None
                or item.end() == item.start()
                or (join.end() == end and not _is_beside(reading, short, m.start(), end))
            ):
                break
            item = _ITEM.match(s, join.end())
        if not all(short.places[h.at].abroad for h in heads):
            heads = [h for h in heads if not short.places[h.at].abroad]
        nearest = max((k for k in short.places if m.start() <= k < end), default=-1)
        if nearest >= 0:
            yield PlaceList(m.start(), end, tuple(heads), last, nearest)


def _heads(reading: Reading, short: Shorthand, item: re.Match[str]) -> Iterator[Head]:
    """The place of an item of a list; or that in which some positions, or a part, of it are."""
    s, toks = short.letters, reading.sentence.tokens
    words = lexicon()
    lead = _FIRST.match(s, item.start())
    at = lead.end() if lead else item.start()
    noun = toks[short.spans[at - 1][0]].lower if at else ""
    if at in short.places and at < item.end() and s[at + 1 : at + 2] != "s":
        place = short.places[at]
        part = s[at - 1 : at] == "o" and at - 2 >= item.start()
        noun = toks[short.spans[at - 2][0]].lower if part else ""
        yield Head(at, ("of", noun) if noun in words.part or noun in words.directions else ())
        noun = toks[place.head].lower if place.form == "unnamed" else ""
    if noun in words.part and item["tail"].lstrip(",").startswith("I"):
        inside = next((k for k in range(at + 1, item.end()) if k in short.places), -1)
        if inside >= 0:
            yield Head(inside, ("in", noun))


_SEATS = frozenset("capital centre center seat heart home hub gateway entrance".split())


def _only_tells(reading: Reading, short: Shorthand, item: re.Match[str]) -> bool:
    """Whether an item only says more of the place before it: "P, the capital of Q", "P, the gateway to Q"."""
    toks = reading.sentence.tokens
    if toks[short.spans[item.start() - 1][0]].text != ",":
        return False
    return any(
        toks[short.spans[k][0]].lower in _SEATS
        for k in range(item.start(), min(item.start() + 3, item.end()))
    )


def _is_beside(reading: Reading, short: Shorthand, start: int, end: int) -> bool:
    """Whether a list goes on at letter `end` where nothing, or a lost comma, joins: names do, alone."""
    there = short.places.get(end)
    if short.letters[end - 1] not in "PkKB":
        return False  # "in the 1967 Six-Day War"
    if there is None:
        low = reading.sentence.tokens[short.spans[end][0]].lower if end < len(short.spans) else ""
        return low in {"a", "an"}  # "P a village in the east"
    if short.letters[start - 1 : start] in {"I", "n"} and short.letters[start:end] in {"P", "Pk"}:
        return False  # "In Hama Morek fell"
    return there.form in {"named", "numbered", "unnamed"} and not there.abroad
