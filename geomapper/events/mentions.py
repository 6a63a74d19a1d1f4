"""The places that a sentence names: by name, by number, by what they are ("the airbase"), or by "the town"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.text import Tok

_PARTICLES = frozenset(
    "al el as ash ad ar az an at ath adh ed es ez esh et ul ul- bin ibn abu abo umm um".split()
)
_HYPHENED = tuple(p + "-" for p in "al el as ash ad ar az an at ath adh ed es ez esh et ul".split())
_NUMBERS = {
    w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_VAGUE = frozenset(
    "a an several many some few dozen dozens multiple numerous various another other more number surrounding nearby adjacent neighbouring neighboring".split()
)
_DEFINITE = frozenset("the this that its their 's ’s these those".split())
_MODIFIERS = frozenset(
    "military air force armaments grain oil gas central industrial residential artillery missile thermal power main strategic key town "
    "city village border defence defense national security police electricity water radio television tv state "
    "government training chemical weapons weapon ammunition arms nearby large largest important former old new "
    "international civil social general housing university sugar cement textile fertilizer phosphate hydroelectric "
    "gas-producing economic customs intelligence prison infantry armoured armored tank engineering vehicles "
    "communications broadcasting pumping supply historic ancient medieval flagship whole entire besieged remaining "
    "embattled contested adjacent northern southern eastern western small tiny frontier crossing coastal mountain farming "
    "youth technical agricultural youth savings presidential political officers field conference cultural".split()
)  # fmt: skip
_QUOTES = frozenset({'"', "“", "”", "'"})
_OBJECTS = frozenset({"base", "airfield", "hill", "field", "facility"})
_GENERAL = frozenset({"settlement", "quarter", "region"})
_BEFORE_PLACES = frozenset(
    "in of captured seized took retook into from southern northern eastern western and ,".split()
)
_UNITS = frozenset("brigade division regiment battalion corps".split())


_ABBREVIATION = re.compile(r"[A-Z]{2,6}s?|[A-Z]+-?\d+")
_OBJECT_PRONOUNS = frozenset({"it", "them", "both"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `i` to `j` of a sentence mean a place."""

    i: int
    j: int
    name: str  # as written; for a reference, the name that it stands for; empty for unnamed places
    form: str  # named · numbered · titled (the air force academy) · definite (the hill) · reference · plural · unnamed
    kind: str = ""  # common noun beside the name, singular
    feature: str = ""  # what that noun means
    n_places: int | None = None
    direction: bool = False  # "eastern Aleppo", "north of X"
    known: bool = False  # the gazetteer has the name
    abroad: bool = False
    near: str = ""  # for definite and unnamed places: the named place they belong to
    ago: int = 0  # for references: how many sentences back the name stands

    @property
    def head(self) -> int:
        return self.j - 1


def singular(noun: str) -> str:
    """The singular of a common noun of the lexicon."""
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun in {"barracks", "headquarters", "silos", "apartments", "heights", "crossroads"}:
        return noun
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def find_mentions(
    toks: Sequence[Tok],
    blocked: Sequence[bool],
    known: Callable[[str], bool],
    lower: frozenset[str] | set[str],
) -> list[Mention]:
    """The places of one sentence in order, none overlapping.

    `blocked` marks tokens that name sides, speakers or dates; `known` says whether the gazetteer has a name;
    `lower` holds the words that the story writes in lower case, and the names that it writes inside sentences.
    """
    words = lexicon()
    out: list[Mention] = []
    taken = list(blocked)
    i = 0
    while i < len(toks):
        if taken[i]:
            i += 1
            continue
        found = _named(toks, i, taken, words, known, lower) or _numbered(toks, i, taken, words)
        if found is None and toks[i].text[0].isalpha():
            found = _described(toks, i, taken, words)
        if found is None:
            i += 1
            continue
        out += _split(toks, found, known)
        i = max(found.j, i + 1)
    return _kinds_of_lists(toks, _without_apposed(toks, out), words)


def _without_apposed(toks: Sequence[Tok], mentions: list[Mention]) -> list[Mention]:
    """ "Morek, a town in Hama province" and "a strategic town, Mahin," are one place each: the named one."""
    out = []
    for m in mentions:
        if m.form == "unnamed" and toks[m.i].lower in {"a", "an"}:
            ahead = any(o.form == "named" and o.j == m.i - 1 and toks[o.j].text == "," for o in mentions)
            behind = any(o.form == "named" and o.i == m.j + 1 and toks[m.j].text == "," for o in mentions)
            if ahead or behind:
                continue
        out.append(m)
    return out


def _split(toks: Sequence[Tok], m: Mention, known: Callable[[str], bool]) -> list[Mention]:
    """Several names that a source without commas runs together, where the whole is unknown and each part is known."""
    if m.form != "named" or m.known or m.kind or m.j - m.i < 2:
        return [m]
    parts: list[tuple[int, int]] = []
    k = m.i
    while k < m.j:
        end = next((e for e in range(m.j, k, -1) if known(" ".join(t.text for t in toks[k:e]))), 0)
        if not end:
            return [m]
        parts.append((k, end))
        k = end
    words = [toks[a].text for a, _ in parts]
    short = any(b - a == 1 and len(toks[a].text) < 5 for a, b in parts)
    article = len(parts) == 2 and parts[0][1] - parts[0][0] == 1 and words[1].lower().startswith(_HYPHENED)
    if short or article:  # "Tom Miles", "Jisr al-Shughour"
        return [m]
    return [replace(m, i=a, j=b, name=" ".join(t.text for t in toks[a:b]), known=True) for a, b in parts]


def is_name(word: str) -> bool:
    """Whether a word is spelt as a name: a capital, or one behind al- and its like."""
    if word[0].isupper():
        tail = word.rsplit("-", 1)[-1]
        return tail == word or not (
            tail.islower()
            and len(tail) > 3
            and (
                tail.endswith(("ed", "wide", "ing", "long", "style", "born"))
                or tail in {"held", "run", "based", "aligned", "loyal"}
            )
        )
    return word.startswith(_HYPHENED) and any(c.isupper() for c in word)


def _end_of_name(toks: Sequence[Tok], i: int, taken: Sequence[bool], words: Lexicon) -> int:
    j = i
    while j < len(toks) and not taken[j]:
        word = toks[j].text
        if is_name(word) and word[-1].isalnum():
            if (
                j > i
                and word.lower() in words.capitals
                and word.lower() not in words.kind_of
                and not _leads_to_kind(toks, j, words)
            ):
                break
            j += 1
            continue
        if (
            word.lower() in _PARTICLES
            and j + 1 < len(toks)
            and not taken[j + 1]
            and toks[j + 1].text[0].isupper()
        ):
            j += 1
            continue
        if (
            word in {"-", "–"}
            and j > i
            and j + 1 < len(toks)
            and toks[j].start == toks[j - 1].end
            and toks[j].end == toks[j + 1].start
        ):
            j += 1
            continue
        if (
            word.isdigit()
            and j > i
            and len(word) <= 4
            and singular(toks[j - 1].lower) in _UNITS | {"point", "hill", "height", "division"}
        ):
            j += 1
            continue
        break
    return j


def _leads_to_kind(toks: Sequence[Tok], j: int, words: Lexicon) -> bool:
    """Whether the capitals from `j` on end in a common noun: "Air Base" of "Ghardabiya Air Base"."""
    if toks[j].lower not in _MODIFIERS:
        return False
    for k in range(j + 1, min(j + 4, len(toks))):
        if not toks[k].text[0].isupper():
            return False
        if toks[k].lower in words.kind_of:
            return True
    return False


def _named(
    toks: Sequence[Tok],
    i: int,
    taken: Sequence[bool],
    words: Lexicon,
    known: Callable[[str], bool],
    lower: frozenset[str] | set[str],
) -> Mention | None:
    first = toks[i].text
    particle = (
        first.lower() in _PARTICLES
        and i + 1 < len(toks)
        and toks[i + 1].text[0].isupper()
        and not taken[i + 1]
    )
    if not (is_name(first) or particle):
        return None
    if first.lower() in words.demonyms:
        return None
    if first.lower() in words.capitals and not (
        first.lower() in _MODIFIERS and _leads_to_kind(toks, i, words)
    ):
        return None
    j = _end_of_name(toks, i, taken, words)
    if j <= i:
        return None
    while j > i and not (toks[j - 1].text[-1].isalnum()):
        j -= 1
    name_words = [t.lower for t in toks[i:j]]
    if j <= i or all(w in words.capitals or w in words.demonyms for w in name_words):
        return None
    # One word where a sentence begins, which the story also writes small, is no name.
    if " ".join(name_words) in words.waters:
        return None
    begins = i == 0 or toks[i - 1].text in {".", "“", '"', ":", "*", "#"}
    if begins and j == i + 1 and first.lower() in lower and first not in lower and "-" not in first:
        return None
    if j == i + 1 and _ABBREVIATION.fullmatch(first) and not known(first):
        noun = toks[j].lower if j < len(toks) else ""
        if words.kind_of.get(noun, "") not in _OBJECTS | {"route"}:
            return None
    quoted = i > 0 and toks[i - 1].text in _QUOTES and j < len(toks) and toks[j].text in _QUOTES
    begins = begins and not quoted
    end, kind = j, ""
    k = j + 1 if quoted else j  # the “Dollar” neighbourhood
    while (
        k < min(j + 3, len(toks))
        and toks[k].lower in _MODIFIERS
        and not taken[k]
        and toks[k].lower not in words.kind_of
    ):
        k += 1
    if k < len(toks) and not taken[k]:
        noun = toks[k].lower
        two = f"{toks[k - 1].lower} {noun}" if k > j else ""
        feature = words.kind_of.get(noun, "")
        explains = (
            k + 2 < len(toks) and toks[k + 1].lower == "of" and is_name(toks[k + 2].text)
        )  # "the Damascus suburb of Daraya"
        if (
            feature
            and not explains
            and toks[k].text[0].islower()
            and (k == j or feature in _OBJECTS or feature == "route")
        ):
            kind = two if two in words.kind_of else noun
            if feature in _OBJECTS or feature == "route":
                end = k + 1
                while (
                    end < len(toks)
                    and end < k + 3
                    and not taken[end]
                    and words.kind_of.get(toks[end].lower) in _OBJECTS
                ):
                    kind = toks[end].lower
                    end += 1
            else:
                end = k + 1
    # One unknown word where a sentence begins is taken for a name only where the story repeats it elsewhere.
    if begins and j == i + 1 and not kind and first not in lower and not known(first):
        return None
    before = toks[i - 1].lower if i else ""
    last = name_words[-1]
    if (
        last in words.organisations or (name_words[0] in words.organisations and name_words[0] not in _UNITS)
    ) and not (kind and words.kind_of.get(kind) in {"base", "airfield", "facility"}):
        if not (last in _UNITS or name_words[0] in _UNITS) or not kind:
            unit = name_words[0] in _UNITS and toks[j - 1].text.isdigit()
            if not unit:
                return None
    if (
        before.rstrip(".") in words.titles
        or before in words.titles
        or any(w in words.titles for w in name_words[1:])
    ):
        return None
    if name_words[0] in words.titles and not (
        name_words[0] == "sheikh"
        and (known(" ".join(t.text for t in toks[i:j])) or kind or before in _BEFORE_PLACES)
    ):
        return None
    follows = toks[j].lower if j < len(toks) else ""
    if follows in {"said", "told", "says", "added", "wrote", "tweeted"}:
        return None
    if not kind and i >= 2 and toks[i - 1].lower == "of":
        noun = toks[i - 2].lower
        if noun in words.kind_of:
            kind = noun
    if (
        not kind
        and before in words.kind_of
        and toks[i - 1].text[0].islower()
        and words.kind_of[before] != "route"
    ):
        kind = before
    if not kind and words.kind_of.get(last) and j - i > 1:
        kind = last
    if not kind and words.kind_of.get(name_words[0]) and j - i > 1:
        kind = name_words[0]
    feature = words.kind_of.get(kind, "")
    stop = end if feature in _OBJECTS or feature == "route" else j
    text_of = " ".join(t.text for t in toks[i:stop]).replace(" - ", "-").replace(" – ", "-")
    direction = before in words.directions or first.lower() in words.directions
    bare = " ".join(name_words)
    return Mention(
        i, end, text_of, "named", singular(kind) if kind else "", feature,
        direction=direction, known=known(" ".join(t.text for t in toks[i:j])), abroad=bare in words.elsewhere,
    )  # fmt: skip


def _numbered(toks: Sequence[Tok], i: int, taken: Sequence[bool], words: Lexicon) -> Mention | None:
    """ "Point 875", "hill 45", "the 17th Division base", "Brigade 93", "neighbourhood 3"."""
    word = toks[i].lower
    noun = singular(word)
    if word in _QUOTES and i + 3 < len(toks) and toks[i + 1].text.isdigit() and toks[i + 2].text in _QUOTES:
        end = i + 3  # the "700" neighbourhood
        if words.kind_of.get(toks[end].lower):
            end += 1
        return Mention(i, end, toks[i + 1].text, "numbered", "neighbourhood", "quarter")
    if i + 1 < len(toks) and not taken[i + 1] and toks[i + 1].text.isdigit() and len(toks[i + 1].text) <= 4:
        if noun in _UNITS or noun in {
            "point",
            "hill",
            "height",
            "neighbourhood",
            "neighborhood",
            "district",
            "observatory",
            "base",
            "camp",
            "station",
        }:
            end = i + 2
            if noun in _UNITS and end < len(toks) and words.kind_of.get(toks[end].lower) == "base":
                end += 1
            name = " ".join(t.text for t in toks[i + (noun != word) : end])  # "points 856": the number alone
            return Mention(i, end, name, "numbered", noun, words.kind_of.get(noun, ""))
    if (
        word[0].isdigit()
        and word.endswith(("th", "st", "nd", "rd"))
        and i + 1 < len(toks)
        and toks[i + 1].lower in _UNITS
    ):
        if i + 2 < len(toks) and words.kind_of.get(toks[i + 2].lower) == "base" and not taken[i + 1]:
            return Mention(
                i, i + 3, " ".join(t.text for t in toks[i : i + 3]), "numbered", toks[i + 2].lower, "base"
            )
    if word.isdigit() and 3 <= len(word) <= 4 and i and (i >= 2 or toks[i - 1].lower in {"points", "hills"}):
        # the rest of a list: "points 9088 901 8936 and 866"
        k = i - 1
        while k >= 0 and (toks[k].text in {",", "and"} or toks[k].text.isdigit()):
            k -= 1
        if k >= 0 and toks[k].lower in {"points", "hills", "point"}:
            return Mention(i, i + 1, toks[i].text, "numbered", "point", "hill")
    return None


_TITLES = frozenset(
    "military air force armaments grain gas central artillery missile thermal power defence defense national security "
    "electricity water radio television technical university cement sugar textile hydroelectric customs infantry "
    "armoured armored tank engineering presidential political international civil social eye children maternity veterinary".split()
)  # fmt: skip
_TELLS = frozenset(
    {
        "held",
        "taken",
        "lost",
        "under",
        "where",
        "around",
        "surrounding",
        "which",
        "that",
        "still",
        "they",
        "it",
    }
)


def _is_distance(toks: Sequence[Tok], k: int) -> bool:
    """Whether the number at `k` counts kilometres or miles."""
    return k + 1 < len(toks) and toks[k + 1].lower in {
        "km",
        "kilometers",
        "kilometres",
        "miles",
        "mile",
        "kilometer",
    }


def _is_taken(toks: Sequence[Tok], i: int, words: Lexicon) -> bool:
    """Whether the pronoun at `i` is a place that was taken: "they were recaptured", "it had since been lost"."""
    be = False
    for tok in toks[i + 1 : i + 6]:
        word = tok.lower
        if word in {"was", "were", "been"}:
            be = True
        elif word in {
            "had",
            "has",
            "have",
            "later",
            "also",
            "since",
            "then",
            "soon",
            "quickly",
            "again",
            "both",
            "all",
            "subsequently",
            "eventually",
        }:
            continue
        else:
            _, classes = words.verb_forms.get(word, ("", ()))
            return be and word.endswith(("ed", "en", "ost")) and bool(set(classes) & {"take", "lose"})
    return False


def _described(toks: Sequence[Tok], i: int, taken: Sequence[bool], words: Lexicon) -> Mention | None:
    """ "the airbase", "two villages", "the town": a noun phrase that begins at `i`."""
    start = toks[i].lower
    if start in {"its", "the", "'s", "’s", "city's"} and (half := _half(toks, i, taken, words)) is not None:
        return half
    if (
        start in _OBJECT_PRONOUNS
        and i
        and (
            i + 1 == len(toks) or not toks[i + 1].text[0].isalpha() or toks[i + 1].lower not in words.kind_of
        )
    ):
        _, classes = words.verb_forms.get(toks[i - 1].lower, ("", ()))
        particle = (
            toks[i - 1].lower in {"over", "back", "of", "from"}
            and i > 1
            and any(t.lower in words.verb_forms for t in toks[max(0, i - 5) : i - 1])
        )
        persons = start == "them" and toks[i - 1].lower.startswith(("captur", "seiz", "tak", "took"))
        if (particle or set(classes) & {"take", "lose", "hand", "siege", "enter"}) and not persons:
            if start == "it":
                return Mention(i, i + 1, "", "reference", "", "")
            return Mention(i, i + 1, "", "plural", "", "", n_places=2 if start == "both" else None)
    if start in {"it", "they", "both"} and _is_taken(toks, i, words):
        form = "reference" if start == "it" else "plural"
        return Mention(i, i + 1, "", form, "", "", n_places=2 if start == "both" else None)
    number = _NUMBERS.get(start) if not start.isdigit() else int(start)
    definite = start in _DEFINITE or start == "both"
    if not definite and number is None and start not in _VAGUE:
        return None
    k = i + 1
    while k < len(toks) and k < i + 6 and not taken[k]:
        word = toks[k].lower
        noun_next = (
            k + 1 < len(toks)
            and words.kind_of.get(toks[k + 1].lower)
            and toks[k + 1].text[0].islower()
            and not taken[k + 1]
        )
        if word in words.kind_of and toks[k].text[0].islower() and not noun_next:
            break
        if is_name(toks[k].text) or not (
            word in _MODIFIERS or word in _VAGUE or word in words.kind_of or word in words.directions or word in {"of", "last", "two", "three", "same"}
            or word in words.demonyms or "-" in word or word.endswith(("ern", "ic", "al", "ed"))
        ):  # fmt: skip
            return None
        k += 1
    else:
        return None
    noun = toks[k].lower
    feature = words.kind_of[noun]
    follows = toks[k + 1] if k + 1 < len(toks) else None
    plural = noun != singular(noun) and noun not in {
        "barracks",
        "headquarters",
        "silos",
        "apartments",
        "heights",
        "crossroads",
    }
    if (
        follows is not None
        and (
            follows.text[0].isupper()
            or (follows.text.isdigit() and not _is_distance(toks, k + 1))
            or follows.lower.startswith(_HYPHENED)
        )
        and not taken[k + 1]
    ):
        return None  # "the village Khanaser": the name will say it
    if follows is not None and follows.lower == "of" and k + 2 < len(toks):
        after = toks[k + 2]
        if is_name(after.text) or after.lower in {"al", "el", "the"} and feature in _GENERAL:
            return None
    told = follows is not None and (
        follows.lower in _TELLS or follows.lower.endswith("ed")
    )  # "the areas controlled by"
    if told and feature in _GENERAL:
        return None
    if plural and noun in {"areas", "zones", "regions", "blocks", "quarters"}:
        return Mention(i, k + 1, "", "unnamed", singular(noun), feature)
    if (
        plural
        and feature in _GENERAL
        and (
            start in {"the", "these", "those", "both"}
            and not any(toks[x].lower in _VAGUE for x in range(i, k))
        )
    ):
        count = next(
            (_NUMBERS[toks[x].lower] for x in range(i, k) if toks[x].lower in _NUMBERS),
            2 if start == "both" else None,
        )
        return Mention(i, k + 1, "", "plural", singular(noun), feature, n_places=count)
    if not definite or (plural and feature in _GENERAL):
        return Mention(
            i,
            k + 1,
            "",
            "unnamed",
            singular(noun),
            feature,
            n_places=number if number is not None else (None if plural else 1),
        )
    if feature in _GENERAL or noun in {"base", "area"}:
        return Mention(i, k + 1, "", "reference", singular(noun), feature)
    begin = i + 1
    while begin < k and toks[begin].lower in {
        "strategic",
        "key",
        "main",
        "nearby",
        "whole",
        "entire",
        "important",
        "large",
        "largest",
        "besieged",
        "remaining",
        "same",
        "last",
        "town",
        "city",
        "village",
    }:
        begin += 1
    titled = feature in {"base", "airfield", "facility"} and any(
        toks[x].lower in _TITLES for x in range(begin, k)
    )
    return Mention(
        i,
        k + 1,
        " ".join(t.text for t in toks[begin : k + 1]),
        "titled" if titled else "definite",
        singular(noun),
        feature,
    )


_PARTS = frozenset(
    {
        "half",
        "side",
        "part",
        "portion",
        "section",
        "sector",
        "districts",
        "neighbourhoods",
        "neighborhoods",
        "suburbs",
        "outskirts",
    }
)
_POINTS = frozenset({"east", "west", "north", "south", "centre", "center"})


def _half(toks: Sequence[Tok], i: int, taken: Sequence[bool], words: Lexicon) -> Mention | None:
    """ "its eastern half", "the east in 2012": a part of the place just named, which is meant."""
    k = i + 1
    if k >= len(toks) or taken[k]:
        return None
    word = toks[k].lower
    after = toks[k + 1].lower if k + 1 < len(toks) else ""
    if (
        word in words.directions
        and after in _PARTS
        and (k + 2 >= len(toks) or toks[k + 2].lower not in {"of", "'s"})
    ):
        return Mention(i, k + 2, "", "reference", "city", "settlement", direction=True)
    if (
        word in _POINTS
        and after in {"in", "", ".", ",", "and", "since", "after", "from"}
        and i
        and toks[i - 1].lower in words.verb_forms
    ):
        return Mention(i, k + 1, "", "reference", "city", "settlement", direction=True)
    return None


def _kinds_of_lists(toks: Sequence[Tok], mentions: list[Mention], words: Lexicon) -> list[Mention]:
    """In "the villages of A, B and C" each is a village."""
    out: list[Mention] = []
    for m in mentions:
        if out and m.form == "named" and not m.kind:
            last = out[-1]
            between = [t.lower for t in toks[last.j : m.i]]
            plural = (
                last.i >= 2
                and toks[last.i - 2].lower in words.kind_of
                and toks[last.i - 2].lower.endswith("s")
            )
            listed = len(out) > 1 and last.kind and out[-2].kind == last.kind
            if (
                between
                and all(b in {",", "and", "as", "well", "&", "both", "/"} for b in between)
                and (plural or listed)
                and last.kind
            ):
                m = replace(m, kind=last.kind, feature=last.feature)
        out.append(m)
    return out
