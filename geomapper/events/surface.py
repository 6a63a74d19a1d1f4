"""A second opinion beside the tree: places and triggers tied by the order of words alone.

A small grammar over a sentence in shorthand reads lists of places, and what stands between a list and a
trigger: "expelled Y from P and Q", "P, which X had taken", "P and Q, in the south, were overrun". It reads
sentences that lost their commas, and lists that go on behind a clause, better than the parser does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geomapper.events.lexicon import lexicon
from geomapper.events.reading import Reading
from geomapper.events.shorthand import Shorthand, shorthand
from geomapper.events.triggers import Trigger

_DATE = r"(?:,?[Inbafdq]{0,3}D,?)"
_SIDE = r"(?:[djqaEo]|F(?=F|o|,?S))*+(?:S[SF]*|F+)(?:(?:[&,]|\+)[djqaE]*+[SF]++)*"  # "X and its allies"
# What may stand before a name: "the last districts of", "the east of", "the army's positions".
_LEAD = r"(?:d|j|q|E|k|K|Ss?(?=[jqE]*[kq])|(?<=[qkKd])o|(?<=dE)o|(?<=E)&(?=E))*+"
# What says where a place is: "25 km north of P", "in the countryside of P", "between P and Q".
_THERE = rf"(?:{_LEAD}P(?:,{_LEAD}P)*,?&{_LEAD}PK|EP(?:&EP)+|{_LEAD}P|[djqE]*+[kK])"  # "in P and Q provinces"
_WHERE = (
    rf"(?:,?(?:I[dj]*k)?Y{_LEAD}P(?:,{_LEAD}P)*(?:,?&{_LEAD}P)?"
    rf"|,?(?:qn?B?|t(?=dE)|d(?=E)|E)*+(?:[nI]|(?<=E)o|no)[nIotj]*+(?:d?E*[xkq]o)?{_THERE}[kKE]*+)"
)
_CLAUSE = rf"(?:,?W[^TW;]{{1,14}}?(?=,?[+i&]|,{_LEAD}P))"  # "P, which overlooks the road, and Q"
_ASIDE = r"(?:,(?:d|Ps)[djqExka&]{1,6}(?=,))"  # "P, the last stronghold, and Q"
_FROM = rf"(?:f{_SIDE}(?![^;]{{0,3}}T))"
_HEAD = rf"{_LEAD}(?:P[kKE]*+B?|(?<=[kKq]))"  # a place, or "eleven villages", "several positions"
_ITEM = re.compile(
    rf"{_HEAD}(?:,?a(?=[,&+;]))?(?P<tail>(?:{_WHERE}|{_DATE}|{_FROM}|x{{1,2}}(?=,[&+]?|\+))*+)(?:{_CLAUSE}|{_ASIDE})?"
)
_JOIN = re.compile(rf"a?(?:,?\+a?|,?i|,?&(?:,?{_DATE})?a?|,(?:{_DATE})?a?|)(?={_LEAD}(?:P|(?<=[kKq])))")
_MAX_GAP = 22  # letters between a trigger and a list


@dataclass(frozen=True, slots=True)
class Link:
    """How a place hangs on a trigger by the order of words; `role` and `via` are as those of the tree."""

    role: str
    passive: bool = False
    doer: int = -1  # first token of the side right before the trigger: "P, which X took"
    via: tuple[str, ...] = ()
    far: bool = False  # a list that goes on behind other words


@dataclass(frozen=True, slots=True)
class _Head:
    """The letter of a place in a list, and what of it is meant: ("of", "most"), ("in", "positions")."""

    at: int
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _List:
    """Letters `i` to `j` are a list of places."""

    i: int
    j: int
    heads: tuple[_Head, ...]
    nearest: int  # the letter of the last place, which may only tell where another is


def links(reading: Reading) -> dict[tuple[int, int], Link]:
    """The link of each trigger with each place that the order of words ties to it.

    The keys are the trigger's number in the sentence and the place's first token.
    """
    short = shorthand(
        reading.sentence.tokens, reading.mentions, reading.sides, reading.dates, reading.triggers
    )
    lists = list(_lists(reading, short))
    out: dict[tuple[int, int], Link] = {}
    for n, trigger in enumerate(reading.triggers):
        for heads, link in _tied(reading, short, lists, trigger):
            for head in heads:
                out.setdefault(
                    (n, short.places[head.at].i), replace(link, via=head.via) if head.via else link
                )
    return out


_START = re.compile(rf"(?={_HEAD})")
_FIRST = re.compile(_LEAD)


def _lists(reading: Reading, short: Shorthand) -> Iterator[_List]:
    """The lists of places of a sentence, in order."""
    s = short.letters
    end = 0
    for m in _START.finditer(s):
        if m.start() < end:
            continue
        item = _ITEM.match(s, m.start())
        heads: list[_Head] = []
        while item is not None:
            found = list(_heads(reading, short, item))
            same = heads and heads[-1].via[:1] == ("in",) and s[item.start() - 1] == "&"
            if same and found and found[0].at == item.start() and short.places[item.start()].form == "named":
                found[0] = replace(found[0], via=heads[-1].via)  # "positions in P and Q"
            heads += found
            end = item.end()
            join = _JOIN.match(s, end)
            if join is None or (join.end() == end and not _is_beside(reading, short, m.start(), end)):
                break
            item = _ITEM.match(s, join.end())
        nearest = max((k for k in short.places if m.start() <= k < end), default=-1)
        if nearest >= 0:
            yield _List(m.start(), end, tuple(heads), nearest)


def _heads(reading: Reading, short: Shorthand, item: re.Match[str]) -> Iterator[_Head]:
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
        yield _Head(at, ("of", noun) if noun in words.part or noun in words.directions else ())
        noun = toks[place.head].lower if place.form == "unnamed" else ""
    if noun in words.part and item["tail"].lstrip(",").startswith("I"):
        inside = next((k for k in range(at + 1, item.end()) if k in short.places), -1)
        if inside >= 0:
            yield _Head(inside, ("in", noun))


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


_OPENS = {  # what leads from a trigger to the list of its places, by class: role and the letters between
    "take": (("dobj", rf"[ap]*(?:B|{_DATE}|{_FROM},?)*"),),
    "enter": (("dobj", "a*"), ("prep_into", rf"[ap]*{_DATE}?cI?"), ("prep_in", rf"[ap]*{_DATE}?I+o?")),
    "expel": (("prep_from", rf"[ap]*(?:{_SIDE})?[ap]*{_DATE}?p?f+"),),
    "leave": (("prep_from", rf"[ap]*(?:{_SIDE})?[ap]*{_DATE}?p?f+"), ("dobj", "a*")),
    "lose": (("dobj", rf"[ap]*(?:{_DATE})*"),),
    "hand": (("dobj", "p?"),),
}
_FORWARD = {cls: tuple((role, re.compile(p)) for role, p in rows) for cls, rows in _OPENS.items()}
_CONTROL = re.compile(rf"(?:{_DATE}|{_FROM})*[oI]")
_NOUN = re.compile(rf"(?:by?{_SIDE})?o")
_AGENT = rf"(?:b{_SIDE})"
_BACK = {
    "nsubjpass": re.compile(rf",?[ad]*(?:{_DATE})*[ha]*v[ad]*(?:{_DATE})?a*"),
    "rel_passive": re.compile(r",?Wa*h*a*va*"),
    "obj_rel": re.compile(rf",?W(?:[a,]|{_DATE})*(?P<doer>{_SIDE})(?:[ahm,]|{_DATE})*"),
    "bare_rel": re.compile(rf",?(?P<doer>{_SIDE})(?:[ahm]|{_DATE})*"),
    "from_rel": re.compile(rf",?fWa*(?P<doer>{_SIDE})[ahv]*"),
    "reduced": re.compile(r",?a*"),
    "nsubj": re.compile(rf",?[ad]*(?:{_DATE})*[ha]*"),
    "subj_rel": re.compile(r",?W[ah]*"),
}
_AFTER_PARTICIPLE = re.compile(rf"a*(?:p?{_AGENT}|{_FROM}|{_DATE})")
_AFTER_WITH = re.compile(rf"[ap]*(?:$|[;,]|{_AGENT}|{_DATE})")  # "with P and Q captured earlier"
_AFTER_BARE = re.compile(rf"[ap]*(?:$|[;,]|{_DATE}|{_FROM}|W)")
_FAR = re.compile(rf"d?[djqaEkxnoIPfSFB]{{1,14}}(?:{_CLAUSE})?,?[+i]a?")  # "took tanks as well as P"
_INVERTED = re.compile(rf"(?:{_AGENT}|{_DATE}|{_WHERE})*[vy][ai]*;?")
_GAPPED = re.compile(rf"a?(?:{_AGENT}|{_DATE})*,?(?P<join>[&,]|\+a?|){_DATE}?")
_ENDS = re.compile(rf"(?P<date>{_DATE})?,?a*(?:$|[;,]|&(?!.{{0,4}}T))")


def _tied(
    reading: Reading, short: Shorthand, lists: list[_List], trigger: Trigger
) -> Iterator[tuple[tuple[_Head, ...], Link]]:
    """The places that a trigger is tied to, with the link that they share."""
    s = short.letters
    u = short.at[trigger.i]
    hinge = short.at[trigger.hinge] if trigger.hinge > trigger.i else u
    voice = "noun" if trigger.noun else _voice(reading, short, trigger)
    ahead = False  # whether the trigger has its places behind it
    for places in lists:
        if 0 <= places.i - hinge - 1 <= _MAX_GAP:
            link = _forward(short, trigger, voice, s[hinge + 1 : places.i], places)
            if link is not None:
                ahead = ahead or link.role in {"dobj", "hinge_prep_of"}
                yield places.heads, link
    for places in lists:
        if 0 <= u - places.j <= _MAX_GAP and not trigger.noun:
            link = _backward(short, trigger, voice, s[places.j : u], s[hinge + 1 :], places, ahead)
            if link is not None:
                yield _meant(short, places, link), link


_PARTICIPLES = frozenset("taken retaken overrun driven lost won held swept beaten thrown".split())


def _voice(reading: Reading, short: Shorthand, trigger: Trigger) -> str:
    """Whether a verb is active, passive, a gerund, or either ("captured"), by the words before it."""
    word = reading.sentence.tokens[trigger.i].lower
    before = re.sub(rf"{_DATE}|a", "", short.letters[: short.at[trigger.i]][-8:])
    if word.endswith("ing"):
        return "gerund"
    if before.endswith("v"):
        return "passive"
    if before.endswith(("h", "m", "t")):
        return "active"
    return "either" if word.endswith("ed") or word in _PARTICIPLES else "active"


def _forward(short: Shorthand, trigger: Trigger, voice: str, gap: str, places: _List) -> Link | None:
    """The link of a trigger with a list behind it; `gap` are the letters between them."""
    cls, s = trigger.cls, short.letters
    bare = s[places.i] == "P" and short.places[places.i].form == "named"
    if trigger.noun:
        plain = cls in {"take", "lose"} and trigger.lemma in lexicon().noun_forms
        return Link("prep_of") if plain and _NOUN.fullmatch(gap) else None
    if trigger.hinge >= 0:
        if trigger.lemma.startswith("restore_") and gap == "t":
            return Link("prep_to")
        return Link("hinge_prep_of") if _CONTROL.fullmatch(gap) and voice != "passive" else None
    if voice != "passive" or cls in {"expel", "leave"}:
        for role, pattern in _FORWARD.get(cls, ()):
            free = trigger.lemma in lexicon().enter_free or trigger.lemma in lexicon().free
            if (role != "dobj" or cls not in {"enter", "leave"} or free) and pattern.fullmatch(gap):
                if bare and gap.endswith("D"):
                    return None  # "captured an hour before P's mayor spoke"
                return Link(role, voice == "passive")
        if cls == "take" and voice in {"active", "gerund", "either"} and _FAR.fullmatch(gap):
            return Link("dobj", far=True)
    if cls == "take" and voice in {"either", "active"} and _INVERTED.fullmatch(gap):
        return Link("obj_rel", voice == "either")  # "among the sites overrun were P and Q"
    if cls not in {"take", "lose"} or voice != "passive":
        return None
    dated = "D" in gap or "+" in gap or "D" in s[places.i : places.j]
    gapped = _GAPPED.fullmatch(gap)
    if dated and gapped and gapped["join"] and _ENDS.match(s, places.j):
        return Link("nsubjpass", True, far=True)  # "P was captured on 19 March, Q and R on 29 March"
    return None


def _backward(
    short: Shorthand, trigger: Trigger, voice: str, gap: str, after: str, places: _List, ahead: bool
) -> Link | None:
    """The link of a verb with a list before it; `gap` are the letters between, `after` those behind it."""
    cls = trigger.cls
    transitive = cls in {"take", "lose", "hand", "enter", "siege", "hold"}
    if voice == "passive" and transitive:
        if _BACK["nsubjpass"].fullmatch(gap):
            return None if _is_governed(short, places) else Link("nsubjpass", True)
        return Link("obj_rel", True) if _BACK["rel_passive"].fullmatch(gap) else None
    if cls in {"expel", "leave"} and (m := _BACK["from_rel"].fullmatch(gap)):
        return Link("prep_from", voice == "passive", _doer(short, places.j, m))
    if cls == "fall" and voice != "gerund":
        if _BACK["subj_rel"].fullmatch(gap):
            return Link("subj_rel")
        if _BACK["nsubj"].fullmatch(gap) and not _is_governed(short, places):
            return Link("nsubj")
    if ahead or voice not in {"active", "either"} or not (transitive or cls == "leave"):
        return None
    if m := _BACK["obj_rel"].fullmatch(gap):
        return Link("obj_rel", doer=_doer(short, places.j, m))
    m = _BACK["bare_rel"].fullmatch(gap)
    if m and _AFTER_BARE.match(after) and _is_told_of(short, places):
        return Link("obj_rel", doer=_doer(short, places.j, m))
    behind = _AFTER_WITH if short.letters[: places.i].endswith("w") else _AFTER_PARTICIPLE
    if voice == "either" and transitive and _BACK["reduced"].fullmatch(gap) and behind.match(after):
        return Link("obj_rel", True)
    return None


def _doer(short: Shorthand, start: int, m: re.Match[str]) -> int:
    """The first token of the side that a match names; -1 where it is a pronoun or a common noun."""
    for k in range(start + m.start("doer"), start + m.end("doer")):
        if short.letters[k] == "S":
            return short.spans[k][0]
    return -1


def _is_governed(short: Shorthand, places: _List) -> bool:
    """Whether a list hangs on the words before it, and is no subject: "near P", "the army in P"."""
    return short.letters[: places.i].endswith(tuple("nftcbwoIY"))


def _is_told_of(short: Shorthand, places: _List) -> bool:
    """Whether a list ends in a common noun that a clause can say more of: "P, a town the rebels took"."""
    last = short.places[places.nearest]
    return last.form in {"unnamed", "definite", "reference"} or short.letters[places.j - 1] == "k"


def _meant(short: Shorthand, places: _List, link: Link) -> tuple[_Head, ...]:
    """The places of a list that a clause behind it is about: all that were taken, else the last."""
    heads = places.heads
    if link.role in {"nsubjpass", "nsubj"}:
        return heads
    between = short.letters[heads[-1].at + 1 : places.nearest] if heads else "n"
    if places.nearest not in {h.at for h in heads} and not between.startswith(("I", ",")):
        return (_Head(places.nearest),)  # "near P, which X took"
    if len(heads) == 1 or short.places[heads[-1].at].form == "unnamed":
        return heads
    pair = short.letters[heads[-2].at + 1 : heads[-1].at] == "&" and len(heads) == 2
    return heads[-2:] if pair else heads[-1:]
