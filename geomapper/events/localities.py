"""Names with a common noun behind them that are no names of their own: "Aleppo district", "Handarat camp"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from geomapper.events.descriptions import NUMBERS
from geomapper.events.lexicon import lexicon
from geomapper.events.mentions import Mention, is_name, singular
from geomapper.events.scene import place_key
from geomapper.events.text import Tok

_QUARTERS = frozenset({"district", "neighbourhood", "neighborhood", "quarter", "suburb"})
_CAMP = frozenset({"palestinian", "refugee", "camp"})
_LOCAL = frozenset({"village", "hamlet", "base", "hill", "hilltop", "checkpoint", "post"})
_FIELDS = frozenset({"field", "oilfield", "gasfield", "well"})


def _is_counted(toks: Sequence[Tok], i: int) -> bool:
    """Whether the words before `i` count what follows: "over 60", "dozens of", "several"."""
    before = [t.lower for t in toks[max(0, i - 2) : i]]
    last = before[-2] if before[-1:] == ["of"] and len(before) > 1 else "".join(before[-1:])
    return last[:1].isdigit() or last in lexicon().vague or last in NUMBERS


def of_city(m: Mention, kinds: Mapping[str, set[str]], toks: Sequence[Tok]) -> Mention:
    """A place as it is, but "Aleppo district" is a district of Aleppo, and "Idlib village" one of Idlib.

    So it is where the story calls that a city, and where provinces are called after it.
    """
    if m.form != "named" or m.j - m.i < 2 or not toks[m.head].text.islower():
        return m
    town = m.name.removesuffix(f" {toks[m.head].text}")
    kept = m.j - m.i - 1
    if m.feature == "field" and kept > 1 and toks[m.head - 1].lower in lexicon().modifiers:
        town, kept = town.removesuffix(f" {toks[m.head - 1].text}"), kept - 1  # "the Homs gas fields"
    one = len(town.split()) == kept and m.kind == singular(toks[m.head].lower)
    # "the Mosul district of X"
    told = m.j + 1 < len(toks) and toks[m.j].lower == "of" and is_name(toks[m.j + 1].text)
    if not one or told or "-" in m.kind:
        return m
    city = m.kind in _QUARTERS and not kinds.get(place_key(town), set()).isdisjoint({"city", "capital"})
    local = m.kind in _LOCAL and toks[m.i - 1].lower != "the"  # "the Deraa base" is the one there
    local = local or m.kind in _FIELDS
    if m.kind != toks[m.head].lower and m.feature == "settlement" and _is_counted(toks, m.i):
        return replace(m, form="unnamed", name="", n_places=None, near=town)  # "60 Kobani villages"
    provincial = town.lower() in lexicon().provincial and (
        local or m.kind in _QUARTERS or (m.kind == "town" and toks[m.i - 1].lower in lexicon().lead_in)
    )
    if city or provincial:
        count = 1 if m.kind == toks[m.head].lower else None
        return replace(m, form="unnamed", name="", n_places=count, near=town)
    return m


def of_camp(m: Mention, alone: Set[str]) -> Mention:
    """ "Handarat Palestinian refugee camp" is Handarat, where the story calls it that.

    `alone` has the keys of the names that it writes alone.
    """
    words = m.name.split()
    while len(words) > 1 and words[-1].lower() in _CAMP:
        words.pop()
    short = " ".join(words)
    camp = m.form == "named" and m.kind == "camp" and len(words) < len(m.name.split())
    return replace(m, name=short) if camp and place_key(short) in alone else m
