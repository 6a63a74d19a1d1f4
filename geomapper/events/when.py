"""When a change happened: the date of its clause, of its sentence, else that which the story has reached."""

from __future__ import annotations

from collections.abc import Sequence

from geomapper.dates import Dated, Timeline, mentions_in, running_at
from geomapper.events.mentions import Mention
from geomapper.events.reading import Reading
from geomapper.events.triggers import Trigger
from geomapper.model import Precision, When

_FAR = 6
_LEVELS = {"own": 0, "above": 1, "below": 3, "apart": 2}


def event_when(reading: Reading, trigger: Trigger, line: Timeline, listed: Mention | None = None) -> When:
    """The days on which what `trigger` reports happened, both ends included; unknown where nothing tells.

    `listed` is a place that goes on a list: "P on 3 May, Q on the 5th and, a day later, R" tell one each.
    """
    sentence = reading.sentence
    first = sentence.tokens[0].start  # a dateline's day is when it was written
    inside = [d for d in mentions_in(line, first, sentence.end) if d.when.start or d.when.end]
    inside = [d for d in inside if d.mention.kind != "day_part" or d.when.start]
    own = _beside(inside, reading, listed) if listed is not None else None
    if own is not None:
        return own.when
    if inside:
        best = min(inside, key=lambda d: _rank(d, reading, trigger))
        level, _ = _rank(best, reading, trigger)
        if level < (_LEVELS["below"] if line.published is None else _FAR):
            return best.base if best.mention.relation == "since" and level == 0 else best.when
    if line.published is not None:
        near = running_at(line, sentence.start)
        if (
            near is not None
            and near.start is not None
            and near is not line.opening
            and near.precision is Precision.DAY
        ):
            return near
        return line.fresh or When()
    return running_at(line, sentence.start) or line.fresh or When()


def _beside(inside: Sequence[Dated], reading: Reading, place: Mention) -> Dated | None:
    """The date right behind a place of a list, or else that between it and the place before."""
    toks = reading.sentence.tokens
    last = max((m.j for m in reading.mentions if m.j <= place.i), default=0)
    behind = [d for d in inside if place.j < len(toks) and d.mention.start == toks[place.j].start]
    if behind:
        return behind[0]
    before = [
        d
        for d in inside
        if toks[last - 1].end < d.mention.start
        and d.mention.end <= toks[place.i].start
        and any(t.text in {",", "and", ";"} and toks[last - 1].end <= t.start < d.mention.start for t in toks)
    ]
    return before[-1] if before else None


def _rank(dated: Dated, reading: Reading, trigger: Trigger) -> tuple[int, int]:
    """How far a date is from a trigger in the tree, then in the words."""
    toks, tree = reading.sentence.tokens, reading.tree
    first = next((k for k, t in enumerate(toks) if t.end > dated.mention.start), len(toks) - 1)
    last = next((k for k in range(len(toks) - 1, -1, -1) if toks[k].start < dated.mention.end), first)
    gap = min(abs(first - trigger.i), abs(last - trigger.i))
    follows = [k.lower for k in toks[last + 1 : last + 3]]
    if "when" in follows and 0 < trigger.i - last <= 12:  # "since mid-2012, when rebels seized P"
        return 0, gap
    t = tree.at[trigger.i]
    covered = {tree.at[k] for k in range(first, last + 1)}
    levels = []
    for n in covered:
        if tree.nodes[n].head not in covered:
            levels.append(_level(reading, n, t))
    level = min(levels, default=2)
    if dated.mention.relation in {"until", "before", "since"}:
        level += 2
    return level, gap


def _level(reading: Reading, n: int, t: int) -> int:
    """How far the clause of the date at node `n` is from the trigger at `t`."""
    nodes = reading.tree.nodes

    def clause(k: int) -> int:
        for _ in range(12):
            if k == t or nodes[k].tag.startswith("V") or nodes[k].head == k or nodes[k].tag == "MD":
                return k
            k = nodes[k].head
        return k

    verb = clause(nodes[n].head)
    if verb == t:
        return _LEVELS["own"]
    up, steps = t, 0
    while nodes[up].head != up and steps < 8:
        link = nodes[up].dep
        up = nodes[up].head
        steps += 1
        if up == verb:
            return _LEVELS["above"] + (1 if link in {"relcl", "acl"} else 0) if steps <= 6 else 3
    down, steps = verb, 0
    while nodes[down].head != down and steps < 8:
        down = nodes[down].head
        steps += 1
        if down == t:
            return _LEVELS["below"]
    return _LEVELS["apart"]
