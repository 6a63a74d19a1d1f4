"""The words of a sentence that can report a change of control, found before anything is parsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from geomapper.events.lexicon import lexicon
from geomapper.events.text import Tok, where_lower

STATES = frozenset({"hold", "siege", "unsiege"})  # classes that tell how things are, not what changed
_ABOUT = frozenset({"about", "of", "on", "over"})
_LAYING = frozenset({"lay", "laid", "laying"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """Token `i` can report a change of class `cls`; `lemma` tells which word, with its noun if it has one."""

    i: int
    cls: str
    lemma: str
    noun: bool = False
    hinge: int = -1  # the noun of control that a light verb needs ("control" of "took control of")


@cache
def _firing() -> frozenset[str]:
    """Every word that can be a trigger."""
    words = lexicon()
    return frozenset({*words.verb_forms, *words.noun_forms, *_LAYING, *words.held_in, *words.idioms, "so"})


def find_triggers(toks: Sequence[Tok], blocked: Sequence[bool]) -> list[Trigger]:
    """Every word of a sentence that can fire, in order; each class of a word is a trigger of its own."""
    words = lexicon()
    out: list[Trigger] = []
    used: set[int] = set()
    low = [t.lower for t in toks]
    for i in where_lower(_firing().__contains__, toks):
        if blocked[i]:
            continue
        word = low[i]
        if word == "claims" and not _ABOUT.isdisjoint(low[i + 1 : i + 2]):
            continue  # "their claims about the control of P"
        entry = words.verb_forms.get(word)
        if entry is not None and not _is_over_and_over(low, i):
            base, classes = entry
            if (word == "taking" and i and low[i - 1] == "the") or "what" in low[max(0, i - 2) : i]:
                classes = ()  # "the taking of P", "what was left of P"
            if word == "hands" and _leads(low, i)[0]:
                classes = ()  # "in rebel hands"
            hinge = _control(low, i, base)
            if hinge >= 0:
                cls = "lose" if base == "lose" else "take"
                out = [t for t in out if t.i != hinge]  # the noun before its verb in the passive
                out.append(Trigger(i, cls, f"{base}_{low[hinge]}", hinge=hinge))
                used.add(hinge)
                continue
            if base in {"control", "hold"} and low[max(0, i - 2) : i] == ["no", "longer"]:
                out.append(Trigger(i, "lose", "no_longer_hold"))
                continue
            siege = _hinge(low, i, words.siege_nouns)
            if (
                siege < 0
                and base in {"break", "lift", "end", "relieve"}
                and low[i - 1] in {"was", "were", "been", "being"}
            ):
                siege = next((k for k in range(i - 1, max(-1, i - 9), -1) if low[k] in words.siege_nouns), -1)
            if siege >= 0 and base in {"break", "lift", "end", "relieve", "breach"}:
                out.append(Trigger(i, "unsiege", f"{base}_siege", hinge=siege))
                continue
            if siege > 0 and base in {"lay", "impose", "reimpose", "tighten"}:
                out.append(Trigger(i, "siege", f"{base}_siege", hinge=siege))
                continue
            for cls in classes:
                if _has_what_it_needs(cls, base, low, i) and not (
                    base in words.bare and _goes_on(low, blocked, i)
                ):
                    out.append(Trigger(i, cls, base))
        elif word in _LAYING:
            siege = _hinge(low, i, words.siege_nouns)
            if siege > 0:
                out.append(Trigger(i, "siege", "lay_siege", hinge=siege))
        for found in _idioms(low, blocked, i):
            out.append(found)
            used.add(found.hinge)
        echoes = word == "so" and low[i - 1 : i] == ["and"] and not _PROFORMS.isdisjoint(low[i + 1 : i + 2])
        if echoes and out and not out[-1].noun:  # "P was taken and so was Q"
            out.append(Trigger(i + 1, out[-1].cls, f"so_{out[-1].cls}"))
        if i not in used:
            out += _noun(low, i)
    return out


_TO_SUCCESS = 12  # words between "managed to" and what was managed


def was_managed(low: Sequence[str], i: int) -> bool:
    """Whether the verb at `i` is of what somebody managed: "managed to advance and control P"."""
    ahead = low[max(0, i - _TO_SUCCESS) : i]
    return "to" in ahead and not lexicon().modality["success"].isdisjoint(ahead)


def _is_over_and_over(low: Sequence[str], i: int) -> bool:
    """Whether a place is told to have changed hands again and again: "was won and lost several times"."""
    return "times" in low[i + 1 : i + 6] and "and" in (*low[i - 1 : i], *low[i + 1 : i + 2])


_LASTING = frozenset("still remain remains remained remaining stayed continue continues continued".split())
_PROFORMS = frozenset({"was", "were", "did", "had", "has", "have"})
_BEFORE_NOUN = frozenset({"the", "of", "'s", "full", "its", "their"})
_GIVING = frozenset("give gives gave giving given hand hands handed handing grant granted granting".split())
# What a preposition makes of the noun of control behind it.
_LEADS = {"in": "in", "into": "to", "to": "to", "under": "under", "from": "out", "beyond": "out"}


def _noun(low: Sequence[str], i: int) -> list[Trigger]:
    """The trigger that the word at `i` is as a noun, in a list that is empty where it is none."""
    words = lexicon()
    word = low[i]
    if word in words.held_in:
        leads, at = _leads(low, i)
        if leads == "out":
            owned = (i - at > 1 and low[i - 1] not in {"the", "all"}) or low[i + 1 : i + 2] == ["of"]
            return [Trigger(i, "lose", "out_of_hands", noun=True)] if owned else []
        if leads and low[max(0, at - 2) : at] == ["no", "longer"]:
            return [Trigger(i, "lose", "out_of_hands", noun=True)]
        if word in words.ruled_by:
            if leads in {"under", "to"}:
                return [Trigger(i, "take", "under_control", noun=True)]
        elif leads:
            return [Trigger(i, "take", "in_hands", noun=True)]
        if word == "control" and leads == "in":
            kept = not _LASTING.isdisjoint(low[max(0, i - 6) : i])
            return [Trigger(i, "hold" if kept else "take", "in_control", noun=True)]
        given = not _GIVING.isdisjoint(low[max(0, i - 6) : i])
        if word == "control" and i and (given or low[i - 1] in _BEFORE_NOUN):
            return [Trigger(i, "take", word, noun=True)]
    elif word in words.noun_forms:
        return [Trigger(i, words.noun_forms[word], word, noun=True)]
    return []


def _leads(low: Sequence[str], i: int) -> tuple[str, int]:
    """What the preposition before the noun of control at `i` makes of it, and where it stands.

    "in", "to" ("into X's hands"), "under" or "out" ("from X's grip", "out of X's control"); "" for none.
    """
    for k in range(i - 1, max(-1, i - 6), -1):
        if low[k] == "of" and k and low[k - 1] == "out":
            return "out", k
        if low[k] in _LEADS:
            return _LEADS[low[k]], k
        if low[k] in {",", ".", ";", "that", "of"} or low[k].endswith("ing"):
            break
    return "", i


def _idioms(low: Sequence[str], blocked: Sequence[bool], i: int) -> Iterator[Trigger]:
    """The triggers of several words that begin at `i`: "changed hands", "fell back", "raised its flag"."""
    for idiom in lexicon().idioms.get(low[i], ()):
        if idiom.before and idiom.before.isdisjoint(low[max(0, i - idiom.back) : i]):
            continue
        at = i
        ends = []
        for group in idiom.then:
            at = _next(low, at, group, idiom.reach)
            if at < 0:
                break
            ends.append(at)
        if at < 0 or (idiom.last and _goes_on(low, blocked, at)):
            continue
        if idiom.last and low[at + 1 : at + 2] in (["the"], ["a"]):
            continue  # "was inside the city", "P was their own the"
        yield Trigger(i, idiom.cls, idiom.lemma, idiom.noun, ends[0] if idiom.hinged else -1)


def _next(low: Sequence[str], i: int, group: frozenset[str], reach: int) -> int:
    """The index of the first of these words not far behind `i` in its clause, or -1."""
    for k in range(i + 1, min(i + 1 + reach, len(low))):
        if low[k] in group:
            return k
        if low[k] in {".", ";", "that", "which"}:
            break
    return -1


def _goes_on(low: Sequence[str], blocked: Sequence[bool], i: int) -> bool:
    """Whether the phrase of the word at `i` goes on behind it: "X's own" ends, "X's own men" does not."""
    return i + 1 < len(low) and not blocked[i + 1] and low[i + 1] not in lexicon().after_phrase


def _control(low: Sequence[str], i: int, base: str) -> int:
    """The noun of control that makes a trigger of the verb at `i`, or -1: "full control was established"."""
    words = lexicon()
    if base not in words.light and base != "lose":
        return -1
    hinge = _hinge(low, i, words.light_nouns)
    if hinge >= 0 and base == "have":  # "has brought it under control"
        return hinge if all(w in _BEFORE_CONTROL for w in low[i + 1 : hinge]) else -1
    if hinge < 0 and i and low[i - 1] in {"was", "were", "been", "being"}:
        for k in range(i - 1, max(-1, i - 9), -1):
            if low[k] in words.light_nouns:
                return k
            if low[k] in {".", ";", ",", "and", "that", "which"}:
                break
    return hinge


_BEFORE_CONTROL = frozenset(
    "full complete total firm the now already effective sole military a also no".split()
)


def _hinge(low: Sequence[str], i: int, nouns: frozenset[str]) -> int:
    """The index of a noun of control that belongs to the verb at `i`, or -1."""
    for k in range(i + 1, min(i + 6, len(low))):
        if low[k] in nouns:
            return k if low[k - 1] != "fire" else -1  # who shells it does not hold it
        if low[k] in {".", ";", ",", "and", "from", "that", "which", "to", "by", "been", "under", "for"}:
            break  # "has been under control": no one has it in hand
    return -1


_POCKETS = frozenset("pocket pockets remnants last group groups members dozens hundreds fighters".split())


def _has_what_it_needs(cls: str, base: str, low: Sequence[str], i: int) -> bool:
    """Whether the words behind the verb at `i` have what its class asks for ("drove … out")."""
    words = lexicon()
    if base == "cleanse" and i and low[i - 1] == "ethnically":
        return False
    if cls == "take" and base in words.need_noun:
        return base == "win" and "back" in low[i + 1 : i + 3]
    need = words.need.get(cls)
    if cls == "take" and base in words.of_whom:
        return "of" in low[i + 1 : i + 12]
    if base == "wrestle":
        return "from" in low[i + 1 : i + 12]
    if cls == "lose" and base == "give":
        return "up" in low[i + 1 : i + 3]
    if need is None or base in words.enter_free or base in words.free:
        return True
    if cls == "expel" and base in {"clear", "purge", "cleanse", "sweep", "rid", "clean"}:
        of = low.index("of", i + 1) if "of" in low[i + 1 : i + 4] else -1
        return "from" in low[i + 2 : i + 11] and (of < 0 or low[of - 1] in _POCKETS)
    if base == "beat" and "retreat" in low[i + 1 : i + 5]:
        return False
    if cls == "expel" and base in {"wipe", "root", "knock", "squeeze"}:
        return not {"out", "off"}.isdisjoint(low[i + 1 : i + 8])
    if cls == "expel" and base in {"repel", "remove", "eliminate", "eradicate", "force"}:
        return "from" in low[i + 1 : i + 12] or "out" in low[i + 1 : i + 8]
    if cls in {"expel", "leave"} and any(
        low[k] == "from" and low[k + 1] in {"which", "where"} for k in range(max(0, i - 10), i - 1)
    ):
        return True  # "P, from which X drove Y"
    reach = 14 if cls in {"expel", "hand"} else 5
    return any(w in need for w in low[i + 1 : i + reach])
