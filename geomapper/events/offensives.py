"""Which side attacks, and which is attacked, by the words beside their names: the attacker takes places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geomapper.events.lexicon import lexicon
from geomapper.events.line import Line
from geomapper.events.sides import SideMention

_AGAINST = frozenset({"against", "on", "at", "targeting"})
_BY = frozenset({"by", "of", "from"})
_REACH = 5  # words between a side and what it does


def assailed(line: Line, attacking: Sequence[SideMention]) -> Iterator[tuple[str, SideMention]]:
    """The names of places that a sentence's attackers are said to attack, each with the nearest of them."""
    words = lexicon().attacking
    toks = line.sentence.tokens
    for m in line.mentions:
        before = {t.lower for t in toks[max(0, m.i - _REACH) : m.i]}
        by = [s for s in attacking if s.j <= m.i]
        if m.name and m.form in {"named", "numbered", "reference"} and by and not words.isdisjoint(before):
            yield m.name, by[-1]


def attacks(line: Line) -> tuple[list[SideMention], list[SideMention]]:
    """The sides of a sentence that attack, and those that are attacked, in order."""
    words = lexicon().attacking
    toks = line.sentence.tokens
    sides = [s for s in line.sides if not s.suffix and not s.person]
    attacking: list[SideMention] = []
    attacked: list[SideMention] = []
    for n, s in enumerate(sides):
        first = sides[n - 1].j if n else 0
        last = sides[n + 1].i if n + 1 < len(sides) else len(toks)
        before = [t.lower for t in toks[max(first, s.i - _REACH) : s.i]]
        after = [t.lower for t in toks[s.j : min(last, s.j + _REACH)]]
        told = not words.isdisjoint(before)
        if told and not _AGAINST.isdisjoint(before[-3:]):
            attacked.append(s)
        elif (told and not _BY.isdisjoint(before[-2:])) or (
            not words.isdisjoint(after) and _BY.isdisjoint(after[:1])
        ):
            attacking.append(s)
    return attacking, attacked
