"""Candidates: every pair of a trigger and a place in a sentence, with what the grammar says of the pair.

A candidate is no event yet. `features` are short strings, each true of the pair; the scorer weighs them.
"""

from __future__ import annotations

from dataclasses import dataclass

from geomapper.events import frames
from geomapper.events.cues import as_told, clause_features, comes_to_visit, is_bare_passive, moves_things
from geomapper.events.fits import (
    LIST_WORDS,
    fit,
    goes_on_locating,
    is_goal,
    is_land_of,
    is_left_out,
    only_locates,
    passes_near,
    specifies,
)
from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.mentions import Mention
from geomapper.events.reading import Reading
from geomapper.events.surface import Link, links
from geomapper.events.triggers import Trigger

_JOINS = frozenset(", and as alongside along including also addition plus".split())
_KEPT = frozenset(  # words beside a place that are features of their own
    "of in from at near to towards , and the a over into on for through inside by between around outside "
    "against within ( ) . ; : - and/or also $ ^ 's".split()
)
_BEGIN_VERBS = frozenset("was were is are has had have will would could fell came followed remained".split())
_BESIDE = frozenset({"along", "together", "coupled"})  # "along with P"
_PLACING = frozenset("of in near from to at on by around outside".split())
# Forms that can be nothing but a verb, whatever the tagger says ("has since seized").
_VERB_ENDINGS = ("ed", "ing", "took", "taken", "overran", "overrun", "driven", "swept", "withdrew")


@dataclass(frozen=True)
class Candidate:
    """A trigger and a place of one sentence."""

    reading: Reading
    trigger: Trigger
    mention: Mention
    role: str
    passive: bool
    fit: str  # core, core part, in part, in, near, inside, other role, other none
    features: tuple[str, ...]
    doer: int = -1  # first token of the side that the order of words makes the subject


@dataclass(frozen=True)
class _Clause:
    """A trigger with what its candidates share."""

    reading: Reading
    trigger: Trigger
    node: int
    passive: bool
    features: list[str]
    named: dict[int, set[int]]  # first token of each named place -> the nodes of its words
    objects: dict[int, set[int]]  # node of each place -> the triggers whose direct object it is
    seen: dict[int, Link]  # first token of each place -> how the order of words ties it to the trigger


def candidates(reading: Reading) -> list[Candidate]:
    """All candidates of a sentence, in the order of its triggers and places."""
    out = []
    tree = reading.tree
    named = {
        m.i: {tree.at[k] for k in range(m.i, m.j)}
        for m in reading.mentions
        if m.form in {"named", "numbered"}
    }
    objects = _objects(reading)
    tied = links(reading)
    for n, trigger in enumerate(reading.triggers):
        t = frames.trigger_node(tree, trigger)
        wrong = "V" if trigger.noun else "N"  # the tagger sees a verb in a noun, a noun in a verb
        if tree.nodes[t].tag.startswith(wrong) and (
            trigger.lemma != "in_hands"
            if trigger.noun
            else not reading.sentence.tokens[trigger.i].lower.endswith(_VERB_ENDINGS)
        ):
            continue
        told = as_told(trigger, tree.nodes[t], reading)
        passive = not trigger.noun and (frames.is_passive(tree, t) or is_bare_passive(reading, trigger, t))
        features = clause_features(reading, told, t, passive)
        seen = {i: link for (k, i), link in tied.items() if k == n}
        clause = _Clause(reading, told, t, passive, features, named, objects, seen)
        last: Candidate | None = None
        group: Candidate | None = None  # places that are counted, and the names that the sentence gives them
        names: list[Mention] = []
        for mention in reading.mentions:
            if (
                mention.i <= trigger.i < mention.j
                or tree.at[mention.head] == t
                or _is_alias(reading, mention)
            ):
                continue
            listed = group if mention in names else None
            last = _candidate(clause, mention, last, listed)
            out.append(last)
            if mention.form == "unnamed" and last.fit in {"core", "core part"}:
                group, names = last, _names_of(reading, mention)
    linked = {c.mention.i for c in out if c.fit != "other none"}
    return [c for c in out if c.fit != "other none" or c.mention.i not in linked]


def _candidate(
    clause: _Clause, mention: Mention, before_it: Candidate | None, group: Candidate | None
) -> Candidate:
    """The candidate of a clause's trigger and a place.

    `before_it` is that of the place before, `group` that of the counted places of which this is one.
    """
    words = lexicon()
    reading, trigger, t = clause.reading, clause.trigger, clause.node
    tree, here = reading.tree, (reading.sentence.tokens, reading.mentions)
    m = tree.at[mention.head]
    rel = frames.relation(tree, t, m)
    role = rel.role
    if role == "none" and trigger.hinge >= 0:  # "control of P" where the noun is the trigger's object
        hinge = frames.relation(tree, tree.at[trigger.hinge], m)
        if hinge.role != "none":
            rel, role = hinge, f"hinge_{hinge.role}"
    if role == "none" and trigger.cls == "unsiege" and _is_laid_to(reading, trigger, mention):
        role = "hinge_prep_of"
    seen = clause.seen.get(mention.i)
    if role == "none":
        role = _surface_role(reading, trigger, mention)
    passive = clause.passive
    how = fit(trigger, role, passive, rel.via, words)
    if how == "core part" and mention.feature == "region" and rel.via[0] == "in":
        how = "in part"  # "most of the areas in the countryside of P"
    opinion = "none"
    if seen is not None:
        opinion = fit(trigger, seen.role, passive or seen.passive, seen.via, words)
    far = " far" if seen is not None and seen.far else ""
    second = [f"surface:{opinion}{far}", f"surface:{opinion}{far}|tree:{how}"]
    if seen is not None and opinion.startswith("core") and not how.startswith("core"):
        how, role, passive = opinion, seen.role, passive or seen.passive
        rel = frames.Relation(role, seen.via, rel.conj)
    elif seen is not None and opinion == "in part" and how.startswith("other"):
        how, rel = opinion, frames.Relation(role, seen.via, rel.conj)  # "took three posts in P"
    # "near P, which the army took", "north of the town of P, which …": P was taken
    pairs = zip(rel.via[::2], rel.via[1::2], strict=False)
    antecedent = role == "obj_rel" and all(a == "of" and b in words.kind_of for a, b in pairs)
    if (
        how.startswith(("core", "in"))
        and not antecedent
        and (only_locates(here[0], mention) or goes_on_locating(*here, trigger, mention))
    ):
        how = "near"
    if how.startswith(("core", "in")) and (specifies(*here, mention) or is_land_of(*here, mention)):
        how = "inside"
    if trigger.lemma in {"withdraw", "redeploy", "pull"} and moves_things(
        reading, trigger, t, clause.passive
    ):
        how = "other role"  # "withdrew its tanks from P"
    if trigger.cls == "enter" and comes_to_visit(reading, t):
        how = "other role"  # "an aid convoy entered P"
    tied = opinion.startswith("core")
    driven = frames.child(tree, t, "dobj")
    if driven is not None and tree.nodes[driven].lower.endswith(("ward", "wards")):
        driven = None  # "pushed southwards from P"
    if trigger.cls == "expel" and not (passive or tied) and driven is None:
        how = "other role"  # "the army pushed out of P in three directions" left nobody behind
    if how.startswith(("core", "in")) and rel.passed and not tied:
        passed = set(rel.passed)
        if any(passed & nodes for i, nodes in clause.named.items() if i != mention.i):
            how = "inside"
    if group is None and before_it is not None and _continues(reading, before_it, mention):
        group = before_it
    if how.startswith("other") and group is not None:
        how, role = group.fit, f"listed {group.role.removeprefix('listed ')}"
    if trigger.cls == "leave" and how.startswith(("core", "in")) and is_goal(*here, trigger, mention):
        how = "other role"
    if how.startswith(("core", "in")) and is_left_out(*here, trigger, mention):
        how = "other role"
    f = [
        *clause.features,
        *_own_features(clause, mention, role, how),
        *_way_features(trigger.cls, role, rel, words),
        *_neighbours(reading, trigger, mention),
        *second,
    ]
    if not how.startswith("core"):  # where the tree links the two, their distance says nothing more
        f += _distance(reading, trigger, mention)
    if clause.objects[m] - {trigger.i}:
        f.append("object of another")
    doer = seen.doer if seen is not None and role == seen.role else -1
    passive = passive and doer < 0  # "the towns that X lost"
    return Candidate(reading, trigger, mention, role, passive, how, tuple(f), doer)


def _own_features(clause: _Clause, mention: Mention, role: str, how: str) -> list[str]:
    """Features of a trigger's class, a place's form, and how the one fits the other."""
    cls, lemma = clause.trigger.cls, clause.trigger.lemma
    voice = "pas" if clause.passive else "act"
    broad = "named" if mention.form in {"named", "numbered", "titled"} else mention.form
    feature = mention.feature or "none"
    f = [
        f"fit:{how}",
        f"fit:{how}|{broad}",
        f"fit:{how}|{cls}",
        f"fit:{how}|{broad}|{feature}",
        f"{cls}|{voice}|{role}",
        f"{lemma}|{role}",
        f"role:{role}",
        f"form:{mention.form}",
        f"{cls}|form:{mention.form}|{role}",
        f"feature:{feature}",
        f"{mention.form}|{feature}",
    ]
    if mention.form == "reference":
        f += [f"reference {min(mention.ago, 3)} back", f"reference {mention.kind or 'it'}"]
    if mention.known:
        f.append("known")
    if mention.abroad:
        f.append("abroad")
    if mention.direction:
        f.append("direction")
    return f


def _way_features(cls: str, role: str, rel: frames.Relation, words: Lexicon) -> list[str]:
    """Features of the way from a place up the tree to its trigger."""
    f = []
    for prep, noun in zip(rel.via[::2], rel.via[1::2], strict=False):
        kind = words.kind_of.get(noun)
        if not kind:
            kind = "part" if noun in words.part else "control" if noun in words.light_nouns else "x"
        f.append(f"{cls} through {prep} {kind}")
    if passes_near(rel.via, words):
        f.append("through near")
    if rel.via:
        f.append(f"via {len(rel.via)}|{role}")
    if rel.conj:
        f += ["conj", f"conj|{cls}|{role}"]
    return f


def _neighbours(reading: Reading, trigger: Trigger, mention: Mention) -> list[str]:
    """Features of the words right before and behind a place."""
    words = lexicon()
    toks = reading.sentence.tokens
    before = toks[mention.i - 1].lower if mention.i else "^"
    before2 = toks[mention.i - 2].lower if mention.i > 1 else "^"
    if before == "the" and mention.i > 1:
        before = f"{before2} the"
    lead = before.split()[0]
    kept = before in _KEPT or lead in words.nearness
    f = [f"before:{before if kept else 'x'}|{'after' if mention.i > trigger.i else 'ahead'}"]
    if lead in words.nearness or before in words.directions:
        f.append("near")
    if before2 in {"km", "miles", "kilometres", "kilometers"} or (
        before2 in words.directions and before == "of"
    ):
        f.append("bearing")
    after = toks[mention.j].lower if mention.j < len(toks) else "$"
    f.append(f"next:{after if after in _KEPT else 'x'}")
    if after in {"-", "'s", "’s"}:
        f.append("possessor")
    return f


def _continues(reading: Reading, last: Candidate, mention: Mention) -> bool:
    """Whether a place goes on a list that the place before it, itself what the trigger is about, began."""
    if last.fit not in {"core", "core part"} or mention.form in {"reference", "plural"}:
        return False
    if only_locates(reading.sentence.tokens, mention):
        return False  # "three villages north of P"
    after = reading.sentence.tokens[mention.j : mention.j + 1]
    if mention.i > last.trigger.i and after and after[0].lower in _BEGIN_VERBS:
        return False  # "took P, and on Tuesday Q was bombed"
    words = lexicon()
    dated = {k for i, j in reading.dates for k in range(i, j)}  # "P on 3 May and, a day later, Q"
    toks = reading.sentence.tokens
    gap = [toks[k].lower for k in range(last.mention.j, mention.i) if k not in dated]
    if "with" in gap and _BESIDE.isdisjoint(gap):
        return False  # "took three villages, with P now surrounded"
    return any(w in _JOINS for w in gap) and all(
        w in LIST_WORDS or w in words.list_fillers or w in words.kind_of or w in words.directions for w in gap
    )


def _is_alias(reading: Reading, mention: Mention) -> bool:
    """Whether a name in brackets is another one of the place before it: "the Cambo (al-Manara) quarter"."""
    toks = reading.sentence.tokens
    if mention.i < 2 or mention.j >= len(toks) or toks[mention.i - 1].text != "(":
        return False
    return toks[mention.j].text == ")" and any(m.j == mention.i - 1 for m in reading.mentions)


def _names_of(reading: Reading, group: Mention) -> list[Mention]:
    """The names that a sentence gives to counted places: A, B and C of "three villages: A, B and C".

    They follow "including" or "among them", or there are just as many of them as were counted.
    """
    if group.form != "unnamed":
        return []
    toks = reading.sentence.tokens
    run: list[Mention] = []
    for m in reading.mentions:
        if m.i < group.j or m.form not in {"named", "numbered"}:
            continue
        if run and not _joined(reading, run[-1], m):
            if len(run) > 1:
                break
            run = []
        if not run and (toks[m.i - 1].lower in _PLACING or only_locates(toks, m)):
            continue
        run.append(m)
    if not run:
        return []
    lead = {t.lower for t in toks[max(group.j, run[0].i - 3) : run[0].i]}
    told = not lead.isdisjoint({"including", "among", "namely"})
    return run if told or (len(run) > 1 and len(run) == group.n_places) else []


def _joined(reading: Reading, a: Mention, b: Mention) -> bool:
    """Whether nothing but words of a list stands between two places."""
    words = lexicon()
    gap = [t.lower for t in reading.sentence.tokens[a.j : b.i]]
    return all(w in LIST_WORDS or w in words.kind_of for w in gap)


def _distance(reading: Reading, trigger: Trigger, mention: Mention) -> list[str]:
    """How far apart trigger and place stand, and what stands between them."""
    gap = mention.i - trigger.i if mention.i > trigger.i else mention.j - 1 - trigger.i
    lo, hi = min(trigger.i, mention.i), max(trigger.i, mention.i)
    between = {x.i for x in reading.triggers if lo < x.i < hi}
    nearest = min((abs(x.i - mention.i) for x in reading.triggers), default=0)
    return [
        f"gap:{'+' if gap > 0 else '-'}{_bucket(abs(gap))}",
        f"between:{min(len(between), 3)}",
        f"places:{min(sum(lo < o.i < hi for o in reading.mentions), 4)}",
        "closest" if nearest == abs(trigger.i - mention.i) else "not closest",
    ]


def _bucket(n: int) -> str:
    """A distance in words as a range."""
    return str(n) if n <= 3 else "4-6" if n <= 6 else "7-12" if n <= 12 else "13-25" if n <= 25 else "26+"


def _is_laid_to(reading: Reading, trigger: Trigger, mention: Mention) -> bool:
    """Whether a relative clause names the place of a siege: "the siege that X had laid to P"."""
    between = {t.lower for t in reading.sentence.tokens[max(trigger.hinge, 0) : mention.i]}
    return 0 <= trigger.hinge < mention.i and not between.isdisjoint({"laid", "imposed"})


def _surface_role(reading: Reading, trigger: Trigger, mention: Mention) -> str:
    """Where the tree has no answer: whether only a list of places stands between trigger and place."""
    words = lexicon()
    toks = reading.sentence.tokens
    low = [t.lower for t in toks]
    if mention.i < trigger.i:
        return "ahead"
    behind = low[trigger.i + 1 : mention.i]
    if (
        trigger.noun
        and behind[:1] in (["over"], ["of"])
        and all(w in words.kind_of or w == "the" for w in behind[1:])
    ):
        return "prep_over"  # "announced full control over P"
    covered = {k for o in reading.mentions for k in range(o.i, o.j)}
    gap = [low[k] for k in range(max(trigger.i, trigger.hinge) + 1, mention.i) if k not in covered]
    if all(w in LIST_WORDS or w in words.kind_of or w in words.directions for w in gap):
        return "list"
    last = max((o.j for o in reading.mentions if trigger.i < o.i < mention.i), default=trigger.i)
    if last != trigger.i and all(w in LIST_WORDS or w in words.kind_of for w in low[last : mention.i]):
        return "loose list"
    return "after"


def _objects(reading: Reading) -> dict[int, set[int]]:
    """For the node of each place, the verbs of the sentence whose direct object it is."""
    tree = reading.tree
    verbs = [(x.i, frames.trigger_node(tree, x)) for x in reading.triggers if not x.noun]
    return {
        m: {i for i, t in verbs if t != m and frames.relation(tree, t, m).role in {"dobj", "nsubjpass"}}
        for m in {tree.at[place.head] for place in reading.mentions}
    }
