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
from geomapper.events.place_lists import CLAUSE, DATE, FROM, SIDE, WHERE, Head, PlaceList, place_lists
from geomapper.events.reading import Reading
from geomapper.events.shorthand import Shorthand, shorthand
from geomapper.events.triggers import Trigger

_MAX_GAP = 22  # letters between a trigger and a list


@dataclass(frozen=True, slots=True)
class Link:
    """How a place hangs on a trigger by the order of words; `role` and `via` are as those of the tree."""

    role: str
    passive: bool = False
    doer: int = -1  # first token of the side right before the trigger: "P, which X took"
    via: tuple[str, ...] = ()
    far: bool = False  # a list that goes on behind other words


def links(reading: Reading) -> dict[tuple[int, int], Link]:
    """The link of each trigger with each place that the order of words ties to it.

    The keys are the trigger's number in the sentence and the place's first token.
    """
    short = shorthand(
        reading.sentence.tokens, reading.mentions, reading.sides, reading.dates, reading.triggers
    )
    lists = list(place_lists(reading, short))
    out: dict[tuple[int, int], Link] = {}
    behind: dict[PlaceList, list[int]] = {}  # the triggers that have a list behind them
    for n, trigger in enumerate(reading.triggers):
        for places, heads, link in _tied(reading, short, lists, trigger):
            subject = link.role in {"nsubj", "nsubjpass"} and not link.far
            before = behind.get(places, []) if subject else []
            if before:  # "X took P and Q fell"
                heads = tuple(head for head in heads if head.at >= places.last)
                for head in heads:
                    for k in before:
                        out.pop((k, short.places[head.at].i), None)
            elif not subject:
                behind.setdefault(places, []).append(n)
            for head in heads:
                out.setdefault((n, short.places[head.at].i), replace(link, via=head.via))
    return out


_OPENS = {  # what leads from a trigger to the list of its places, by class: role and the letters between
    "take": (("dobj", rf"[ap]*(?:B|{DATE}|{FROM},?)*"),),
    "enter": (("dobj", "a*"), ("prep_into", rf"[ap]*{DATE}?cI?"), ("prep_in", rf"[ap]*{DATE}?I+o?")),
    "expel": (("prep_from", rf"[ap]*(?:{SIDE})?[ap]*{DATE}?p?f+"),),
    "leave": (("prep_from", rf"[ap]*(?:{SIDE})?[ap]*{DATE}?p?f+"), ("dobj", "a*")),
    "lose": (("dobj", rf"[ap]*(?:{DATE})*"),),
    "hand": (("dobj", "p?"),),
}
_FORWARD = {cls: tuple((role, re.compile(p)) for role, p in rows) for cls, rows in _OPENS.items()}
_CONTROL = re.compile(rf"(?:{DATE}|{FROM})*[oIp]")  # "control of", "control over"
_OUT_OF = re.compile(rf"(?:[bo]{SIDE})?{DATE}?p?f+")  # "the withdrawal of X from P"
_NOUN = re.compile(rf"(?:by?{SIDE})?o")
_AGENT = rf"(?:b{SIDE})"
_SAID = r"(?:,?W[^;,]{1,12},)?"  # "P, which X had entered, was lost"
_BACK = {
    "nsubjpass": re.compile(rf"{_SAID},?[ad]*(?:{DATE})*[ha]*v[ad]*(?:{DATE})?a*"),
    "rel_passive": re.compile(r",?Wa*h*a*va*"),
    "obj_rel": re.compile(rf",?W(?:[a,]|{DATE})*(?P<doer>{SIDE})(?:W[^T;,]{{1,5}}S+)?(?:[ahm,]|{DATE})*"),
    "bare_rel": re.compile(rf",?(?P<doer>{SIDE})(?:[ahm]|{DATE})*"),
    "from_rel": re.compile(rf",?fWa*(?P<doer>{SIDE})[ahv]*"),
    "reduced": re.compile(r",?a*"),
    "nsubj": re.compile(rf"{_SAID},?[ad]*(?:{DATE})*[ha]*"),
    "subj_rel": re.compile(r",?W[ah]*"),
}
_AFTER_PARTICIPLE = re.compile(rf"a*(?:p?{_AGENT}|{FROM}|{DATE})")
_AFTER_WITH = re.compile(rf"[ap]*(?:$|[;,]|{_AGENT}|{DATE})")  # "with P and Q captured earlier"
_AFTER_BARE = re.compile(rf"[ap]*(?:$|[;,]|{DATE}|{FROM}|W)")
_FAR = re.compile(rf"d?[djqaEkxnoIPfSFB]{{1,14}}(?:{CLAUSE})?,?[+i]a?")  # "took tanks as well as P"
_TELLS_FIRST = re.compile(r"[kqxP]a*(?:t[ah]*v?|Wa*[ha]*v?)?a*$")
_THEY_DID = re.compile(rf"[kqxP]W?(?P<doer>{SIDE})[ah]*$")
_INVERTED = re.compile(rf"(?:j|{_AGENT}|{FROM}|t{SIDE}|{DATE}|{WHERE})*[vy][ai]*;?,?")
# "The captured towns and villages are P and Q": what stands between "captured" and the list.
_SUCH_ARE = re.compile(rf"[jkK]*[kK](?:&[kK])?(?:{_AGENT}|{DATE}|{WHERE})*[vy][ai]*;?,?")
_GAPPED = re.compile(rf"a?(?:{_AGENT}|{DATE})*,?(?P<join>[&,]|\+a?|a*,?i){DATE}?")
_RESUMED = re.compile(rf"[^T;]{{1,24}},?&,?{DATE}")  # "took P, after a fight, and on Monday Q"
_SHARED = re.compile(r"vT[^T;]{0,14}&$")  # "P was captured and Q secured"
_ENDS = re.compile(rf"(?P<date>{DATE})?,?a*(?:$|[;,]|&(?!.{{0,4}}T))")


def _tied(
    reading: Reading, short: Shorthand, lists: list[PlaceList], trigger: Trigger
) -> Iterator[tuple[PlaceList, tuple[Head, ...], Link]]:
    """The lists that a trigger is tied to, of each the places that are meant, and their link."""
    s = short.letters
    u = short.at[trigger.i]
    hinge = short.at[trigger.hinge] if trigger.hinge > trigger.i else u
    voice = "noun" if trigger.noun else _voice(reading, short, trigger)
    state = _in_state(reading, short, lists, trigger)
    if state is not None:
        yield state, state.heads, Link("dobj" if trigger.cls == "enter" else "brought under")
    ahead = False  # whether the trigger has its places behind it
    for places in lists:
        if 0 <= places.i - hinge - 1 <= _MAX_GAP:
            link = _forward(short, trigger, voice, s[hinge + 1 : places.i], places)
            if link is None and _is_announced(reading, short, trigger, hinge, places):
                link = Link("prep_of" if trigger.noun else "dobj", voice == "passive", far=True)
            if link is not None:
                ahead = ahead or link.role in {"dobj", "hinge_prep_of"}
                yield places, _behind(s, places), link
    for places in lists:
        if 0 <= u - places.j <= _MAX_GAP and not trigger.noun:
            link = _backward(short, trigger, voice, s[places.j : u], s[hinge + 1 :], places, ahead)
            if link is not None:
                yield places, _meant(short, places, link), link


_BEFORE_COLON = re.compile(
    rf"(?:o|{DATE})?d?x?[dqjaE]*[kKqP][kK]*(?:&[djqE]*[kKP]+)*(?:{WHERE}|{DATE}|{FROM}|{_AGENT})*a*;,?"
)


def _is_announced(
    reading: Reading, short: Shorthand, trigger: Trigger, hinge: int, places: PlaceList
) -> bool:
    """Whether a list is what a colon announces: "took twelve areas since Monday: P, Q and R"."""
    if trigger.cls != "take" or len(places.heads) < 2:
        return False
    gap = short.letters[hinge + 1 : places.i]
    colon = gap.rfind(";") + hinge + 1
    announced = bool(_BEFORE_COLON.fullmatch(gap))
    return announced and reading.sentence.tokens[short.spans[colon][0]].text == ":"


_AND_INSIDE = re.compile(rf"(?:[axp]|{DATE}){{0,4}},?&a*(?:{DATE})?F?a*")
_HEADED = re.compile(r"[ap]?I[djq]*(?:Ss?)?")
_THEIR_HANDS = re.compile(r"[^T;P]{0,16}hFaI[djq]{1,2}|[^T;P]{0,16}hFI[djq]{1,2}")


def _in_state(
    reading: Reading, short: Shorthand, lists: list[PlaceList], trigger: Trigger
) -> PlaceList | None:
    """The places that a sentence without a verb, or "it", puts in somebody's hands.

    "P in rebel hands", as a headline; "X entered P and had it in their hands"; "X stormed P and were inside".
    """
    u = short.at[trigger.i]
    before = [places for places in lists if places.j <= u]
    if trigger.lemma not in {"in_hands", "be_inside"} or not before:
        return None
    places = before[-1]
    gap = short.letters[places.j : u]
    if trigger.lemma == "be_inside":
        return places if _AND_INSIDE.fullmatch(gap) else None
    headed = reading.sentence.heading and len(before) == 1 and short.letters[: places.i] in {"", "d"}
    return places if (headed and _HEADED.fullmatch(gap)) or _THEIR_HANDS.fullmatch(gap) else None


_PARTICIPLES = frozenset("taken retaken overrun driven lost won held swept beaten thrown".split())


def _voice(reading: Reading, short: Shorthand, trigger: Trigger) -> str:
    """Whether a verb is active, passive, a gerund, or either ("captured"), by the words before it."""
    word = reading.sentence.tokens[trigger.i].lower
    before = re.sub(rf"{DATE}|a", "", short.letters[: short.at[trigger.i]][-8:])
    if word.endswith("ing"):
        return "gerund"
    if before.endswith("v"):
        return "passive"
    if before.endswith(("h", "m", "t")):
        return "active"
    return "either" if word.endswith("ed") or word in _PARTICIPLES else "active"


def _forward(short: Shorthand, trigger: Trigger, voice: str, gap: str, places: PlaceList) -> Link | None:
    """The link of a trigger with a list behind it; `gap` are the letters between them."""
    cls, s = trigger.cls, short.letters
    bare = s[places.i] == "P" and short.places[places.i].form == "named"
    if trigger.noun:
        if cls == "lose" and _OUT_OF.fullmatch(gap):
            return Link("prep_from")
        if trigger.lemma in {"control", "in_control"} and _CONTROL.fullmatch(gap):
            return Link("prep_of")
        plain = cls in {"take", "lose"} and trigger.lemma in lexicon().noun_forms
        return Link("prep_of") if plain and _NOUN.fullmatch(gap) else None
    if trigger.hinge >= 0:
        if trigger.lemma.startswith("restore_") and gap == "t":
            return Link("prep_to")
        told = voice != "passive" or trigger.hinge < trigger.i  # "full control was established over P"
        return Link("hinge_prep_of") if _CONTROL.fullmatch(gap) and told else None
    if voice != "passive" or cls in {"expel", "leave"}:
        for role, pattern in _FORWARD.get(cls, ()):
            free = trigger.lemma in lexicon().enter_free or trigger.lemma in lexicon().free
            if (role != "dobj" or cls not in {"enter", "leave"} or free) and pattern.fullmatch(gap):
                if cls == "expel" and voice != "passive" and not re.search("[SF]", gap):
                    return None  # "the army pushed out of P": nobody was made to leave
                if bare and gap.endswith("D") and not gap.endswith("ID"):
                    return None  # "captured an hour before P's mayor spoke"
                return Link(role, voice == "passive")
        if cls == "take" and _RESUMED.fullmatch(gap) and _ENDS.match(s, places.j):
            return Link("dobj", far=True)
        if cls == "take" and _FAR.fullmatch(gap):
            return Link("dobj", far=True)
    if cls == "take" and voice in {"either", "active"} and _INVERTED.fullmatch(gap):
        return Link("obj_rel", voice == "either")  # "among the sites overrun were P and Q"
    if cls == "take" and voice == "either" and _SUCH_ARE.fullmatch(gap):
        return Link("obj_rel", True)
    lost = _THEY_DID.search(s[: short.at[trigger.i]]) if cls == "lose" else None
    if lost and _INVERTED.fullmatch(gap):  # "the only base that the army lost in May was P"
        return Link("obj_rel", doer=_doer(short, 0, lost))
    if _TELLS_FIRST.search(s[: short.at[trigger.i]]) and _INVERTED.fullmatch(gap):
        if cls == "fall":
            return Link("nsubj")  # "the first town to fall to X was P"
        if cls in {"take", "lose"} and voice in {"either", "passive"}:
            return Link("obj_rel", True)  # "one of the first places to be lost to X was P"
    gapped = _GAPPED.fullmatch(gap)
    if cls not in {"take", "lose", "enter"} or voice != "passive" or not gapped:
        return None
    named = "+" in gapped["join"] or "i" in gapped["join"]
    dated = "D" in gap or "D" in s[places.i : places.j]
    if named or (dated and _ENDS.match(s, places.j)):
        return Link("nsubjpass", True, far=True)  # "P was captured on 19 March, Q and R on 29 March"
    return None


def _backward(
    short: Shorthand, trigger: Trigger, voice: str, gap: str, after: str, places: PlaceList, ahead: bool
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
    before = short.letters[: places.i]
    bare = before.endswith("w") or (_SHARED.search(before) and gap == "")
    behind = _AFTER_WITH if bare else _AFTER_PARTICIPLE
    if voice == "either" and transitive and _BACK["reduced"].fullmatch(gap) and behind.match(after):
        return Link("obj_rel", True)
    return None


def _doer(short: Shorthand, start: int, m: re.Match[str]) -> int:
    """The first token of the side that a match names; -1 where it is a pronoun or a common noun."""
    for k in range(start + m.start("doer"), start + m.end("doer")):
        if short.letters[k] == "S":
            return short.spans[k][0]
    return -1


def _is_governed(short: Shorthand, places: PlaceList) -> bool:
    """Whether a list hangs on the words before it, and is no subject: "near P", "the army in P"."""
    return short.letters[: places.i].endswith(tuple("nftcbwoIY"))


def _is_told_of(short: Shorthand, places: PlaceList) -> bool:
    """Whether a list ends in a common noun that a clause can say more of: "P, a town the rebels took"."""
    last = short.places[places.nearest]
    return last.form in {"unnamed", "definite", "reference"} or short.letters[places.j - 1] in "kKq"


def _behind(s: str, places: PlaceList) -> tuple[Head, ...]:
    """The places of a list behind a trigger; its last one may begin another clause: "P, and Q was bombed"."""
    if s[places.j : places.j + 1] not in {"v", "h", "m"} or places.last == places.i:
        return places.heads
    return tuple(head for head in places.heads if head.at < places.last)


def _meant(short: Shorthand, places: PlaceList, link: Link) -> tuple[Head, ...]:
    """The places of a list that a clause behind it is about: all that were taken, else the last."""
    heads = places.heads
    if link.role in {"nsubjpass", "nsubj"}:
        return heads
    between = short.letters[heads[-1].at + 1 : places.nearest] if heads else "n"
    if places.nearest not in {h.at for h in heads} and not between.startswith(("I", ",")):
        return (Head(places.nearest),)  # "near P, which X took"
    if len(heads) == 1 or short.places[heads[-1].at].form == "unnamed":
        return heads
    pair = short.letters[heads[-2].at + 1 : heads[-1].at] == "&" and len(heads) == 2
    return heads[-2:] if pair else heads[-1:]
