"""How well the role of a place fits what a trigger asks for, by the trigger's class and voice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.mentions import Mention
from geomapper.events.text import Tok
from geomapper.events.triggers import Trigger

_POINTS = frozenset("north south east west northeast northwest southeast southwest".split())
_INSIDE = frozenset("in within inside at on from with by".split())
_PARTITIVE = frozenset("of in within inside at on over".split())
LIST_WORDS = frozenset(", and or as well the both of & also including alongside along with plus then".split())
_EXCEPT = frozenset({"except", "excluding", "excepting", "barring", "exception"})
_GOAL = frozenset({"to", "toward", "towards", "into"})
_AREAS = frozenset("areas territory territories districts neighbourhoods neighborhoods land".split())
_SHARES = frozenset("% percent most half majority third quarter quarters rest remainder all much".split())
_LOOSE = frozenset({"after", "ahead", "loose list"})
_OUT_OF = "prep_from prep_of prep_out_of prep_off prep_outside prep_back_from prep_away_from"


_ONE_OF_MANY = frozenset(
    "largest biggest second main last first only third southernmost northernmost easternmost westernmost "
    "other".split()
)
_CAPITAL_OF = frozenset({",", "the", "provincial", "regional", "capital", "of", "'s", "’s"})


def _says_capital(word: str, words: Lexicon) -> bool:
    """Whether a word can stand in "the capital of Iraq's"."""
    return word in _CAPITAL_OF or word in words.elsewhere or word.removesuffix("s") in words.elsewhere


def _roles(active: str, passive: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(active.split()), frozenset(passive.split())


# The roles in which a place is what the trigger is about: of an active verb, of a passive one.
_CORE = {
    "take": _roles(
        "dobj obj_rel oprd hinge_prep_of hinge_prep_over hinge_prep_in prep_over list prep_along_with",
        "nsubjpass obj_rel nsubj prep_of prep_along_with prep_together_with",
    ),
    "enter": _roles("dobj prep_into prep_in prep_inside obj_rel where_rel prep_through", "nsubjpass obj_rel"),
    "expel": _roles(_OUT_OF, _OUT_OF),
    "leave": _roles(
        "prep_from prep_of prep_out_of prep_back_from prep_away_from dobj", "nsubjpass prep_from obj_rel"
    ),
    "lose": _roles("dobj obj_rel hinge_prep_of hinge_prep_over list", "nsubjpass obj_rel nsubj"),
    "hand": _roles("dobj obj_rel", "nsubjpass obj_rel"),
    "fall": _roles("nsubj subj_rel obj_rel", "nsubj nsubjpass"),
    "hold": _roles("dobj obj_rel hinge_prep_of", "nsubjpass obj_rel"),
    "siege": _roles(
        "dobj obj_rel prep_to prep_on hinge_prep_to hinge_prep_on hinge_prep_of", "nsubjpass obj_rel"
    ),
    "unsiege": _roles("dobj hinge_prep_of hinge_prep_on", "nsubjpass hinge_prep_of"),
}
_NOUN_CORE = frozenset(
    {"brought under", "prep_of", "poss", "prep_over", "prep_from", "compound", "nmod", "list"}
)


# Verbs whose place is their plain object: "gained P", not "gained ground in P".
_PLAIN_OBJECT = frozenset({"gain", "win", "swallow"})
# Nouns and the like that tell where a place is, behind the verb whose subject it is: "P fell into X's hands".
_STATES = frozenset({"in_hands", "out_of_hands", "be_back", "be_free"})
# Idioms that take their place in a role of their own: "raised its flag over P", "made P theirs".
_ON = frozenset({"prep_over", "prep_at", "prep_on", "prep_in", "prep_above", "prep_atop", "prep_upon"})
_OWN_ROLES = {
    "raise_flag": _ON,
    "lay_hands": _ON,
    "return_security": frozenset({"prep_to"}),
    "gain_foothold": frozenset({"prep_in", "prep_on", "prep_at", "prep_inside"}),
    "cost": frozenset({"dative"}),
    "be_theirs": frozenset({"nsubj", "dobj", "kept under"}),
    "be_free": frozenset({"nsubj"}),
}


_OF_CONTROL = ("_control", "_hold", "_grip", "_authority", "_possession", "_power")
_OVER = frozenset({"of", "over", "on"})
_OVER_ROLES = frozenset({"prep_of", "prep_over", "prep_on"})
_IMPOSED = ("impose_", "reimpose_", "lose_", "tighten_")  # "imposed its control on P"


def _own_roles(trigger: Trigger) -> frozenset[str]:
    return _OWN_ROLES.get(trigger.lemma, frozenset())


def fit(trigger: Trigger, role: str, passive: bool, via: tuple[str, ...], words: Lexicon) -> str:
    """How a role fits a trigger: core, core part, in, in part, near, other role or other none.

    `via` holds the prepositions and nouns on the way from the place to the trigger.
    """
    if trigger.lemma.startswith("restore_") and role in {"prep_to", "hinge_prep_to"}:
        role, passive = "dobj", False  # "restored security to P", "security was restored to P"
    if trigger.lemma.startswith(("extend_", "expand_", "widen_")) and role in {"prep_to", "hinge_prep_to"}:
        role = "dobj"
    if trigger.hinge >= 0 and trigger.lemma.endswith(_OF_CONTROL):
        if role == "dobj" and via[-2:-1] and via[-2] in _OVER and via[-1] in words.light_nouns:
            via = via[:-2]  # "lost its hold on P"
        elif role.endswith("prep_on") and not trigger.lemma.startswith(_IMPOSED):
            pass  # "regained control of P on the direction of Q"
        elif role.removeprefix("hinge_") in _OVER_ROLES:
            role = "hinge_prep_over"  # "imposed its control on P"
            passive = False
    if trigger.hinge >= 0 and role == "dobj" and len(via) == 2 and f"prep_{via[0]}" in _own_roles(trigger):
        return "core part" if trigger.cls == "enter" else "core"  # "raised its flag over P"
    if role.removeprefix("hinge_") in _own_roles(trigger):
        role = "brought under" if trigger.noun else "obj_rel"
    elif trigger.lemma.startswith("so_") and role in {"nsubj", "nsubjpass", "attr", "list"}:
        role = "nsubj" if trigger.cls == "fall" else "obj_rel"
    if trigger.lemma in _PLAIN_OBJECT and not all(
        a == "of" and (b in words.kind_of or b in words.part)
        for a, b in zip(via[::2], via[1::2], strict=False)
    ):
        return "other role"
    if trigger.lemma == "add" and role not in {"dobj", "obj_rel", "nsubjpass"}:
        return "other role"
    if trigger.lemma in _STATES and role not in {"brought under", "kept under"}:
        return "other role"
    active_core, passive_core = _CORE[trigger.cls]
    core = _NOUN_CORE if trigger.noun else passive_core if passive else active_core
    if role not in core and not (role.startswith("hinge_") and role in active_core):
        return "other none" if role in _LOOSE else "other role"
    if not words.movables.isdisjoint(via):
        return "other role"  # "captured P's commander"
    if len(via) > 1 and via[-2] == "of" and via[-1] in words.directions:
        return "core part"  # "besieged the east of P"
    if passes_near(via, words):
        return "near"
    if via[:4:2] == ("in", "of") and via[1] in _AREAS and via[3] in _SHARES:
        return "core part"  # "70 % of the areas in P"
    # "The districts of P" are a part of it; "the P and Q districts" are what P and Q are.
    part = any(a in _PARTITIVE and b in words.part for a, b in pairwise(via))
    if _INSIDE.isdisjoint(via):
        return "core part" if part else "core"
    return "in part" if part else "in"


def passes_near(via: tuple[str, ...], words: Lexicon) -> bool:
    """Whether the way from a place to its trigger leads over "near" or "southwest of"."""
    return not words.nearness.isdisjoint(via) or any(
        a == "of" and b in words.directions for a, b in pairwise(via)
    )


def specifies(toks: Sequence[Tok], mentions: Sequence[Mention], mention: Mention) -> bool:
    """Whether a place only says where another lies: "the Damascus suburb of P", "P district of Aleppo"."""
    words = lexicon()
    lead = [t.lower for t in toks[max(0, mention.i - 4) : mention.i]]
    inside = words.kind_of.get(lead[-2], "") if len(lead) > 2 and lead[-1] == "of" else ""
    telling = _ONE_OF_MANY if inside == "settlement" else _ONE_OF_MANY - {"last", "other"}
    if inside in {"settlement", "quarter"} and not telling.isdisjoint(lead[:-2]):
        return True  # "the largest town of P"
    for other in mentions:
        if other is mention or other.form != "named":
            continue
        ahead = [t.lower for t in toks[other.j : mention.i]]
        if "capital" in ahead and ahead[-1] != "capital" and all(_says_capital(w, words) for w in ahead):
            return True  # "P, the capital of Iraq's Q province"
        gap = [t.lower for t in toks[mention.j : other.i]]
        if len(gap) in {2, 3} and gap[1] == "of" and words.kind_of.get(gap[0]) in {"settlement", "quarter"}:
            return True
        back = [t.lower for t in toks[other.j : mention.i]]
        if back == ["of"] and other.feature == "quarter" and toks[other.j - 1].lower in words.kind_of:
            return True
    return False


def is_land_of(toks: Sequence[Tok], mentions: Sequence[Mention], mention: Mention) -> bool:
    """Whether a country only says where the place before it lies: "P, northern Syria"."""
    if mention.abroad and _leads_in(toks, mention.i) in _ACROSS:
        return True  # "19 villages across northeastern Syria"
    if not (mention.abroad and mention.direction):
        return False
    return any(
        m.j <= mention.i and not m.abroad and {t.lower for t in toks[m.j : mention.i]} <= _NORTHERN
        for m in mentions
    )


_ACROSS = frozenset({"across", "throughout"})


def _leads_in(toks: Sequence[Tok], i: int) -> str:
    """The word before a place that begins at `i`, directions and articles left out."""
    k = i - 1
    while k >= 0 and (toks[k].lower in lexicon().directions or toks[k].lower == "the"):
        k -= 1
    return toks[k].lower if k >= 0 else ""


_NORTHERN = lexicon().directions | {","}


_BORDERING = frozenset("neighboring neighbouring bordering adjoining flanking surrounding".split())


def only_locates(toks: Sequence[Tok], mention: Mention) -> bool:
    """Whether the words right before a place make it a landmark: "south of P", "near the town of P"."""
    words = lexicon()
    k = mention.i - 1
    if k >= 1 and toks[k].lower in _BORDERING and toks[k - 1].lower in words.kind_of:
        return True  # "a town neighbouring P"
    if k >= 1 and toks[k].lower == "of" and toks[k - 1].lower in words.kind_of:
        k -= 2
    apposed = k > 1 and toks[k].text == "," and toks[k - 1].lower == "capital"  # "from the capital, P"
    if apposed or (k > 0 and toks[k].lower == "capital"):
        k -= 1 + apposed
    while k >= 0 and (toks[k].lower in {"the", "nearby", "a"} or toks[k].lower in words.kind_of):
        k -= 1
    if k < 0:
        return False
    if toks[k].lower in words.landmark:
        return True
    before = toks[k - 1].lower if k else ""
    if before == "away" and k > 1:
        before = toks[k - 2].lower
    if toks[k].lower == "from" and before in words.landmark:
        return True  # "80 km away from P"
    if before in _POINTS and k > 1 and toks[k - 2].lower == "the":
        # "the east of P" is in P, "to the east of P" is not
        return k > 2 and toks[k - 3].lower == "to" and toks[k].lower == "of"
    return toks[k].lower == "of" and (before in _POINTS or before in words.landmark)


_AND: tuple[list[str], ...] = (["and"], [","], [",", "and"], [])


def goes_on_locating(
    toks: Sequence[Tok], mentions: Sequence[Mention], trigger: Trigger, mention: Mention
) -> bool:
    """Whether a place goes on a list that only tells where others lie: "a hill near P and Q"."""
    n = next((k for k, m in enumerate(mentions) if m is mention), 0)
    first = n
    while first and [t.lower for t in toks[mentions[first - 1].j : mentions[first].i]] in _AND:
        first -= 1
    landmark = mentions[first]
    if first != n and _in_provinces(toks, mentions, first, mention):
        return True
    if first == n or not only_locates(toks, landmark):
        return False
    if n == first + 1 and toks[landmark.j].text == "," and toks[landmark.j + 1].lower == "and":
        return False  # "took two hills near P, and Q"
    ahead = [m for m in mentions[:first] if trigger.i < m.i or trigger.i > mention.i]
    return all(m.form in {"unnamed", "definite", "plural"} and not m.name for m in ahead[-1:])


def _in_provinces(toks: Sequence[Tok], mentions: Sequence[Mention], first: int, mention: Mention) -> bool:
    """Whether a list of provinces says where villages are: "14 villages in the east of P and Q"."""
    provincial = lexicon().provincial
    if mention.name.lower() not in provincial or mentions[first].name.lower() not in provincial:
        return False
    ahead = [t.lower for t in toks[max(0, mentions[first].i - 6) : mentions[first].i]]
    if "in" not in ahead:
        return False
    noun = ahead[ahead.index("in") - 1] if ahead.index("in") else ""
    return noun.endswith("s") and noun in lexicon().kind_of


def is_goal(toks: Sequence[Tok], mentions: Sequence[Mention], trigger: Trigger, mention: Mention) -> bool:
    """Whether a side withdraws to a place, and not from it: "pulled out of P towards Q and R"."""
    return any(toks[k].lower in _GOAL for k in _back_over_list(toks, mentions, trigger, mention, LIST_WORDS))


def is_left_out(toks: Sequence[Tok], mentions: Sequence[Mention], trigger: Trigger, mention: Mention) -> bool:
    """Whether a list is of what was not taken: "took ten towns but not P, Q or R", "all but P"."""
    return any(
        toks[k].lower in _EXCEPT or (toks[k].lower == "not" and toks[k - 1].lower in {"but", "though", ","})
        for k in _back_over_list(toks, mentions, trigger, mention, LIST_WORDS | {"for"})
    )


def _back_over_list(
    toks: Sequence[Tok], mentions: Sequence[Mention], trigger: Trigger, mention: Mention, joins: Set[str]
) -> Iterator[int]:
    """The tokens from a place back towards its trigger, up to the first that is no part of its list."""
    covered = {k for m in mentions for k in range(m.i, m.j)}
    for k in range(mention.i - 1, trigger.i, -1):
        yield k
        word = toks[k].lower
        if k not in covered and word not in joins and word not in lexicon().kind_of:
            return
