"""The words of a sentence that can report a change of control, found before anything is parsed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from geomapper.events.lexicon import lexicon
from geomapper.events.text import Tok

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
    return frozenset({*words.verb_forms, *words.noun_forms, *_LAYING, "hands"})


def find_triggers(toks: Sequence[Tok], blocked: Sequence[bool]) -> list[Trigger]:
    """Every word of a sentence that can fire, in order; each class of a word is a trigger of its own."""
    words = lexicon()
    out: list[Trigger] = []
    used: set[int] = set()
    low = [t.lower for t in toks]
    firing = _firing()
    for i in [k for k, word in enumerate(low) if word in firing and not blocked[k]]:
        word = low[i]
        entry = words.verb_forms.get(word)
        if entry is not None:
            base, classes = entry
            if word == "taking" and i and low[i - 1] == "the":
                classes = ()
            hinge = _hinge(low, i, words.light_nouns) if base in words.light or base == "lose" else -1
            if hinge > 0:
                cls = "lose" if base == "lose" else "take"
                out.append(Trigger(i, cls, f"{base}_{low[hinge]}", hinge=hinge))
                used.add(hinge)
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
                if _has_what_it_needs(cls, base, low, i):
                    out.append(Trigger(i, cls, base))
        elif word in _LAYING:
            siege = _hinge(low, i, words.siege_nouns)
            if siege > 0:
                out.append(Trigger(i, "siege", "lay_siege", hinge=siege))
        if word in words.noun_forms and i not in used:
            lemma = word
            if word == "control":
                before = low[max(0, i - 4) : i]
                if "under" in before:
                    lemma = "under_control"
                elif "in" in before:
                    lemma = "in_control"
                elif not (i and low[i - 1] in {"the", "of", "'s", "full", "its", "their"}):
                    continue
            out.append(Trigger(i, words.noun_forms[word], lemma, noun=True))
        elif word == "hands" and i and "in" in low[max(0, i - 3) : i]:
            out.append(Trigger(i, "take", "in_hands", noun=True))
    return out


def _hinge(low: Sequence[str], i: int, nouns: frozenset[str]) -> int:
    """The index of a noun of control that belongs to the verb at `i`, or -1."""
    for k in range(i + 1, min(i + 6, len(low))):
        if low[k] in nouns:
            return k
        if low[k] in {".", ";", ",", "and", "from", "that", "which", "to", "by"}:
            break
    return -1


def _has_what_it_needs(cls: str, base: str, low: Sequence[str], i: int) -> bool:
    """Whether the words behind the verb at `i` have what its class asks for ("drove … out")."""
    words = lexicon()
    if cls == "take" and base in words.need_noun:
        return base == "win" and "back" in low[i + 1 : i + 3]
    need = words.need.get(cls)
    if need is None or base in words.enter_free or base in {"fall", "evacuate", "flee"}:
        return True
    if cls == "lose" and base == "give":
        return "up" in low[i + 1 : i + 3]
    if cls == "expel" and base in {"clear", "purge", "cleanse", "sweep"}:
        return "from" in low[i + 2 : i + 9] and "of" not in low[i + 1 : i + 4]
    if cls == "expel" and base in {"repel", "remove", "eliminate", "eradicate", "force"}:
        return "from" in low[i + 1 : i + 12] or "out" in low[i + 1 : i + 8]
    reach = 14 if cls in {"expel", "hand"} else 5
    return any(w in need for w in low[i + 1 : i + reach])
