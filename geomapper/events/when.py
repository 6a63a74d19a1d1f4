"""When a change happened: the date of its clause, of its sentence, else that which the story has reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from geomapper.dates import Dated, Timeline, mentions_in, running_at
from geomapper.events.lexicon import lexicon
from geomapper.events.mentions import Mention
from geomapper.events.reading import Reading
from geomapper.events.triggers import Trigger
from geomapper.model import Precision, When

_FAR = 6
_OLD = 60  # days
_LEVELS = {"own": 0, "above": 1, "below": 3, "apart": 2}
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_VERBS = frozenset({"VB", "VBN", "VBG", *_FINITE})
_TURNS = frozenset(  # words at which another clause begins
    "which who whom whose that when where while whereas after before until because as but if although though "
    "since following".split()
)
_OPENS = frozenset({",", ";", ":", "-", "–", "—", "(", "and", "but", "that", "then", "where"})
_LASTING = frozenset({"span", "period", "season"})
_PAST = frozenset({"had", "having"})
_BEHIND_US = frozenset({"after", "since", "following", "once", "upon", "despite", "ever"})
_BETWEEN = frozenset(
    {"been", "already", "once", "also", "not", "just", "now", "first", "then", "earlier", "both"}
)
_NOUNS = frozenset({"NN", "NNS"})
_SELF = frozenset({"itself", "too", "also", "alone"})
_HAILED = frozenset(
    "hailed welcomed praised celebrated condemned congratulated congratulate marked mourned lauded applauded "
    "celebrate celebrating hailing welcoming condemning announced".split()
)


class Timing(NamedTuple):
    """The days of a change, and how its words are tied to them.

    `bond` is "own" (a date of its clause), "around" (that of what surrounds it: "on Monday, after taking P"),
    "running" (that which the story has reached), "section" (the days of the section that a heading opens) or
    "fresh" (assumed). `back` is whether it is told as past already.
    """

    when: When
    bond: str
    back: bool = False

    @property
    def loose(self) -> bool:
        """Whether the change happened on or before these days, but not surely on them."""
        return self.back and self.bond != "own"


def event_when(reading: Reading, trigger: Trigger, line: Timeline) -> When:
    """The days on which what `trigger` reports happened, both ends included; unknown where nothing tells."""
    return told_when(reading, trigger, line).when


def told_when(
    reading: Reading, trigger: Trigger, line: Timeline, place: Mention | None = None, listed: bool = False
) -> Timing:
    """When what `trigger` reports of `place` happened, and how that is known.

    `listed` is whether the place goes on a list: "P on 3 May, Q on the 5th and, a day later, R".
    """
    sentence = reading.sentence
    first = sentence.tokens[0].start  # a dateline's day is when it was written
    inside = [d for d in mentions_in(line, first, sentence.end) if d.when.start or d.when.end]
    inside = [d for d in inside if d.mention.kind != "day_part" or d.when.start]
    inside = [d for d in inside if not _is_dateline(d, line, reading)]
    own = _beside(inside, reading, trigger, place, listed) if place is not None else None
    if own is not None:
        return Timing(own.when, "own")
    if place is not None:
        inside = [d for d in inside if not _is_of_next(d, reading, trigger, place)]
    back = looks_back(reading, trigger)
    report = line.published is not None
    if inside:
        best = min(inside, key=lambda d: _rank(d, reading, trigger))
        level, _ = _rank(best, reading, trigger)
        far = _FAR if report or back else _LEVELS["below"]
        other = level >= _LEVELS["below"] and (
            _lasts(best)
            or best.mention.relation == "since"
            or (_is_perfect(reading, trigger) and _is_old(best, line))
        )
        if level < far and not other:
            when = best.base if best.mention.relation == "since" and level == 0 else best.when
            around = back and (level > 0 or _is_hailed(reading, trigger))
            return Timing(when, "around" if around else "own", back)
    if report:
        near = running_at(line, sentence.start)
        if (
            near is not None
            and near.start is not None
            and near is not line.opening
            and near.precision is Precision.DAY
        ):
            return Timing(near, "running", back)
        return Timing(line.fresh or When(), "fresh", back)
    reached = running_at(line, sentence.tokens[trigger.i].start)
    return Timing(reached or line.fresh or When(), "running", back)


def _is_dateline(dated: Dated, line: Timeline, reading: Reading) -> bool:
    """Whether a date that opens a sentence, or follows a town there, is the day on which it was written."""
    m, toks = dated.mention, reading.sentence.tokens
    before = [t.text for t in toks if t.start < m.start]
    return (
        line.published is not None
        and len(before) <= 4
        and not any(word[0].islower() for word in before)
        and m.year is not None
        and not m.relation
        and dated.when.start == dated.when.end == line.published
        and not m.text.lower().startswith("on ")
    )


def _is_perfect(reading: Reading, trigger: Trigger) -> bool:
    """Whether a verb tells what has just been done: "has liberated P", "have now taken P"."""
    before = {t.lower for t in reading.sentence.tokens[max(0, trigger.i - 3) : trigger.i]}
    return not before.isdisjoint({"has", "have"})


def _is_old(dated: Dated, line: Timeline) -> bool:
    """Whether a date lies long before the story that tells news."""
    end = dated.when.end
    return line.published is not None and end is not None and (line.published - end).days > _OLD


def _lasts(dated: Dated) -> bool:
    """Whether a date tells how long something was so ("over the past two years"), and not when it began."""
    m = dated.mention
    return m.relation in {"until", "before"} or (m.kind in _LASTING and m.unit in {"month", "year", "decade"})


def looks_back(reading: Reading, trigger: Trigger) -> bool:
    """Whether a change is told as past when the rest happened: "had taken P", "after the loss of P"."""
    nodes = reading.tree.nodes
    toks = reading.sentence.tokens
    node = nodes[reading.tree.at[trigger.i]]
    before = [t.lower for t in toks[max(0, trigger.i - 4) : trigger.i]]
    if trigger.noun:
        return (node.dep == "pobj" and nodes[node.head].lower in _BEHIND_US) or _is_hailed(reading, trigger)
    if node.tag == "VBN" and node.dep == "amod":
        return True  # "the recaptured suburbs"
    if _is_reported(reading, trigger):
        return False  # "it said on Monday that it had taken P" is news
    had = [n for n, word in enumerate(before) if word in _PAST]
    if had and all(word in _BETWEEN or word.endswith("ly") for word in before[had[-1] + 1 :]):
        return True
    if node.tag == "VBG" and not _BEHIND_US.isdisjoint(before[-2:]):
        return True
    return any(nodes[c].lower in _BEHIND_US and nodes[c].i < node.i for c in node.children)


def _beside(
    inside: Sequence[Dated], reading: Reading, trigger: Trigger, place: Mention, listed: bool
) -> Dated | None:
    """The date right behind a place; where it goes on a list, else that between it and the place before."""
    toks = reading.sentence.tokens
    if listed or _is_object(reading, trigger, place):
        k = place.j
        while k < min(place.j + 3, len(toks)) and (
            toks[k].lower in lexicon().kind_of or toks[k].lower in _SELF
        ):
            k += 1
        if k < len(toks) and toks[k].lower in {"by", "from"}:  # "the capture of P by X on 3 May"
            k = next((s.j for s in reading.sides if k < s.i <= k + 2), k)
        behind = [
            d for d in inside if k < len(toks) and d.mention.start == toks[k].start and not d.mention.clause
        ]
        if behind and not _lasts(behind[0]) and behind[0].mention.relation not in {"since", "after"}:
            return behind[0]
    if not listed:
        return _ahead_of(inside, reading, trigger, place)
    last = max((m.j for m in reading.mentions if m.j <= place.i), default=0)
    before = [
        d
        for d in inside
        if toks[last - 1].end < d.mention.start
        and d.mention.end <= toks[place.i].start
        and any(t.text in {",", "and", ";"} and toks[last - 1].end <= t.start < d.mention.start for t in toks)
    ]
    return before[-1] if before else None


def _is_of_next(d: Dated, reading: Reading, trigger: Trigger, place: Mention) -> bool:
    """Whether a date is of a later place of the list alone: "taking P, Q and, two days later, R"."""
    toks = reading.sentence.tokens
    first = next((k for k, t in enumerate(toks) if t.end > d.mention.start), 0)
    if not trigger.i < place.j <= first or toks[first - 1].lower not in {",", "and"}:
        return False
    k = next((n for n in range(first, len(toks)) if toks[n].start >= d.mention.end), len(toks))
    while k < len(toks) and (toks[k].lower in {",", "the", "of"} or toks[k].lower in lexicon().kind_of):
        k += 1
    after = next((m.j for m in reading.mentions if m.i <= k < m.j), 0)
    listed = any(m.j in {first - 1, first - 2} for m in reading.mentions)
    return listed and after > 0 and (after >= len(toks) or toks[after].text in {".", ",", ";", "and"})


def _ahead_of(inside: Sequence[Dated], reading: Reading, trigger: Trigger, place: Mention) -> Dated | None:
    """The date before a place that shares a trigger: "P was retaken by the 19th, and on the 21st Q and R"."""
    toks = reading.sentence.tokens
    first = place.i
    for m in reversed(reading.mentions):
        if m.j < first and first - m.j <= 2 and all(t.lower in {",", "and"} for t in toks[m.j : first]):
            first = m.i
    while first and (toks[first - 1].lower in {"the", "of"} or toks[first - 1].lower in lexicon().kind_of):
        first -= 1
    first -= first > 1 and toks[first - 1].text == ","  # "and, the next day, Q"
    for d in inside:
        begins = next((k for k, t in enumerate(toks) if t.end > d.mention.start), 0)
        begins -= begins > 1 and toks[begins - 1].text == ","
        if d.mention.end == toks[first - 1].end and begins > trigger.i and toks[begins - 1].lower == "and":
            return d
    return None


def _is_object(reading: Reading, trigger: Trigger, place: Mention) -> bool:
    """Whether a place follows its trigger with no other clause between."""
    if place.i <= trigger.i:
        return False
    nodes, at = reading.tree.nodes, reading.tree.at
    if trigger.noun and nodes[nodes[at[trigger.i]].head].lower in {*_HAILED, *lexicon().modality["claim"]}:
        return False
    between = range(trigger.i + 1, place.i)
    words = [reading.sentence.tokens[k].lower for k in between]
    return (
        _TURNS.isdisjoint(words) and ";" not in words and _VERBS.isdisjoint(nodes[at[k]].tag for k in between)
    )


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
    if _next_to(reading, trigger, first, last):
        level = 0
    between = toks[min(last, trigger.i) + 1 : max(first, trigger.i)]
    if dated.mention.clause and (trigger.i < first or any(t.text == "," for t in between)):
        level += _FAR  # "took P a week after the fall of Q" dates the fall alone
    if any(t.text == ";" for t in between):
        level = max(level, _LEVELS["below"])
    if first > trigger.i and _opens_next(reading, first, last):
        level = max(level, _LEVELS["apart"])
    if dated.mention.relation in {"until", "before"} or (
        dated.mention.relation == "since" and first > trigger.i
    ):
        level += 2
    return level, gap


def _is_hailed(reading: Reading, trigger: Trigger) -> bool:
    """Whether a noun is what somebody spoke of: "announced the liberation of P", "on the loss of P"."""
    nodes = reading.tree.nodes
    node = nodes[reading.tree.at[trigger.i]]
    while node.dep == "conj" and nodes[node.head].tag.startswith("N"):
        node = nodes[node.head]
    lead = nodes[node.head]
    above = {lead.lower, nodes[lead.head].lower}
    return trigger.noun and node.dep in {"dobj", "pobj"} and not _HAILED.isdisjoint(above)


def _is_reported(reading: Reading, trigger: Trigger) -> bool:
    """Whether a verb is what somebody says: "announced that they had captured P"."""
    nodes = reading.tree.nodes
    node = nodes[reading.tree.at[trigger.i]]
    while node.dep == "conj" and nodes[node.head].tag.startswith("V"):
        node = nodes[node.head]
    return node.dep == "ccomp" and nodes[node.head].lower in lexicon().modality["claim"]


def _opens_next(reading: Reading, first: int, last: int) -> bool:
    """Whether a date begins another clause: "P was cleared and a day later the last lines crumbled"."""
    toks, tree = reading.sentence.tokens, reading.tree
    if toks[first - 1].lower not in {"and", "but"} or last + 2 >= len(toks):
        return False
    if toks[last + 1].text == "," and toks[last + 2].lower in _TURNS:
        return True  # "and on the 19th, when they had left, the town"
    for k in range(last + 1, min(last + 12, len(toks))):
        if toks[k].text in ",;.":
            return False
        node = tree.nodes[tree.at[k]]
        if node.tag in _FINITE or (node.tag == "VBN" and node.dep == "conj"):
            return k > last + 1
    return False


def _next_to(reading: Reading, trigger: Trigger, first: int, last: int) -> bool:
    """Whether a date is in the clause of a verb by the order of words, whatever the tree says of it.

    "Retaking it again in 2017": nothing between begins another clause. "…, the next day, X took P": the date
    opens the clause.
    """
    if trigger.noun:
        return False
    toks, tree = reading.sentence.tokens, reading.tree

    def tags(i: int, j: int) -> list[str]:
        return [tree.nodes[tree.at[k]].tag for k in range(i, j)]

    def plain(i: int, j: int) -> bool:
        return _TURNS.isdisjoint(t.lower for t in toks[i:j]) and not any(t.text in ";:." for t in toks[i:j])

    if first > trigger.i:
        if toks[first - 1].lower in {"and", "but"}:
            return False  # "was cleared and a day later the rest fell"
        if toks[first - 1].lower in _OPENS and not _FINITE.isdisjoint(tags(last + 1, len(toks))):
            return False
        return plain(trigger.i + 1, first) and _VERBS.isdisjoint(tags(trigger.i + 1, first))
    k = first - 1
    if k >= 0 and toks[k].lower not in _OPENS:
        return False
    begins = trigger.i
    while begins > last + 1 and tags(begins - 1, begins)[0] in {*_VERBS, "RB"}:
        begins -= 1  # "was then taken": its own auxiliaries
    if any(t.text == "," for t in toks[last + 2 : begins]):
        return False  # "on 4 March P, lost in winter, was retaken"
    return plain(last + 1, begins) and _VERBS.isdisjoint(tags(last + 1, begins))


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
