"""How likely a proposal is a real change: a linear model whose weights are a readable file.

Source of the method: logistic regression over binary features, as in maximum-entropy relation extraction.
benchmarks/train_reader.py fits the weights; weights.json holds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geomapper.events.document import Document
from geomapper.events.fits import LIST_WORDS
from geomapper.events.lexicon import lexicon
from geomapper.events.mentions import THINGS
from geomapper.events.modality import modality
from geomapper.events.reader import EXPLICIT, RESOLVED, SURE, Proposal
from geomapper.events.weights import Weights

_FLOOR_DEFINITE = 0.3
_FLOOR_EXPLICIT = 0.35
_FLOOR = 0.5  # a plain statement counts from here on: what speaks against it is only the words around it
_NEARLY = 0.3  # so far below the threshold a place is lifted by its neighbour in a list
_GAP = 5  # words between two places of a list
_JOINS = frozenset({",", "and", "or", "&"})
_CHANGES = frozenset({"take", "expel", "lose", "hand", "fall", "leave"})


def features(p: Proposal, narrative: bool, as_real: bool = False) -> list[str]:
    """The features of a proposal: those of its candidate, its modality and where its actor came from.

    With `as_real` the modality is taken for asserted: what is left is whether it is a change at all.
    """
    c, r = p.candidate, p.roles
    mood = "asserted" if as_real else str(modality(c.reading, c.trigger))
    kind = "narrative" if narrative else "news"
    out = list(c.features)
    if as_real:
        out = [f for f in out if not f.startswith(("cue:", "to under"))]
    out += [
        f"mood:{mood}",
        f"how:{r.how}",
        f"{c.trigger.cls}|how:{r.how}",
        f"change:{r.change}",
        f"actor:{r.actor}|{c.trigger.lemma}",
        f"{r.change}|{c.trigger.cls}|{c.role}",
        f"fit:{c.fit}|{mood}",
        f"fit:{c.fit}|{mood}|{r.how}",
        f"fit:{c.fit}|lemma:{c.trigger.lemma}",  # verbs have the names of classes too
        kind,
        f"{kind}|how:{r.how}",
        f"{kind}|mood:{mood}",
        f"{kind}|{c.mention.form}",
        f"{kind}|fit:{c.fit}",
    ]
    said = "explicit" if r.how in EXPLICIT else "resolved" if r.how in RESOLVED else "implicit"
    named = c.mention.form in {"named", "numbered", "titled"}
    if c.fit in {"core", "core part"} and mood == "asserted" and c.trigger.cls in _CHANGES:
        out.append(f"plain {said} {'named' if named else c.mention.form}")
        out.append(f"plain {c.trigger.cls} {said}")
    if not r.actor:
        out.append("no actor")
    if r.from_actor:
        out.append("from actor")
    return out


_PIECES = frozenset(
    "positions points buildings building blocks area areas checkpoints checkpoint streets sites houses posts "
    "districts neighbourhoods neighborhoods quarters pockets territory ground sections structures".split()
)
_INSIDE = frozenset({"in", "inside", "within"})
_OUTSIDE = frozenset({"countryside", "suburbs", "outskirts", "province", "governorate", "up", "no"})


def _took_pieces(p: Proposal) -> bool:
    """Whether a side is said to have taken some of a town: "seized several buildings in P"."""
    c = p.candidate
    toks = c.reading.sentence.tokens
    between = [t.lower for t in toks[c.trigger.i + 1 : c.mention.i]]
    behind = {t.lower for t in toks[c.mention.j : c.mention.j + 2]}
    area = c.mention.form == "reference" and c.mention.kind in {"area", "zone"}
    if c.fit != "in part" or area or c.mention.feature == "region" or len(between) > 9:
        return False
    if not _OUTSIDE.isdisjoint((*between, *behind)) or not _INSIDE & set(between):
        return False
    return not _PIECES.isdisjoint(between)


def _is_told_again(p: Proposal) -> bool:
    """Whether a sentence speaks of its own place again: "entered P, and declared the town liberated"."""
    m = p.candidate.mention
    sure = p.roles.how in {"story sure", "story likely"}
    return sure and m.form == "reference" and m.ago == 0 and bool(m.kind)


def is_plain(p: Proposal) -> bool:
    """Whether a proposal is plain: a known or explained place in its full role, its actor told by grammar."""
    c = p.candidate
    return (
        (c.fit in {"core", "core part"} or _took_pieces(p))
        and c.trigger.cls in _CHANGES
        and (p.roles.how in RESOLVED or _is_told_again(p))
        and (
            (
                c.mention.form in {"named", "numbered", "titled", "unnamed", "definite"}
                and bool(c.mention.known or c.mention.kind)
            )
            or (c.mention.form == "reference" and bool(c.mention.name) and c.mention.ago <= 2)
        )
        and not c.mention.abroad
    )


def _is_object(p: Proposal) -> bool:
    """Whether a place known by what it is ("the dam") is itself what a named side took."""
    c = p.candidate
    return p.roles.how in EXPLICIT and c.mention.feature in THINGS and not c.role.startswith("list")


def scored(doc: Document, found: Sequence[Proposal], model: Weights) -> list[tuple[Proposal, float, float]]:
    """Each proposal with its probability as it stands, and as it would be if its grammar spoke for it."""
    narrative = doc.article.published is None
    out = []
    for p in found:
        here = features(p, narrative)
        real = here if "mood:asserted" in here else features(p, narrative, as_real=True)
        probability = model.probability(here)
        floor = _FLOOR_EXPLICIT if p.roles.how in EXPLICIT else _FLOOR
        if p.candidate.mention.form == "definite":
            floor = _FLOOR_DEFINITE if _is_object(p) else 1.0
        if "mood:asserted" in here and probability >= floor and is_plain(p):
            probability = max(probability, model.threshold)
        out.append((p, probability, model.probability(real)))
    return _together(out, model.threshold)


def _together(
    scored_: list[tuple[Proposal, float, float]], threshold: float
) -> list[tuple[Proposal, float, float]]:
    """The places of one list share its fate: where one of "P, Q and R" was taken, so were the others."""
    out = list(scored_)
    rows: dict[tuple[int, int, str], list[int]] = {}
    for n, (p, _, _) in enumerate(out):
        c = p.candidate
        if c.fit in SURE and c.mention.form in {"named", "numbered"} and not c.mention.abroad:
            rows.setdefault((p.line, c.trigger.i, c.trigger.lemma), []).append(n)
    for row in rows.values():
        row.sort(key=lambda n: out[n][0].candidate.mention.i)
        for ordered in (row, row[::-1]):  # what counts lifts its neighbours, and these theirs
            for a, b in pairwise(ordered):
                (one, sure, _), (p, probability, real) = out[a], out[b]
                if sure >= threshold > probability >= threshold - _NEARLY and _is_list(one, p):
                    out[b] = (p, threshold, real)
    return out


def _is_list(one: Proposal, other: Proposal) -> bool:
    """Whether nothing but words of a list stands between two places that one trigger takes alike."""
    a, b = sorted((one.candidate.mention, other.candidate.mention), key=lambda m: m.i)
    toks = one.candidate.reading.sentence.tokens
    gap = [t.lower for t in toks[a.j : b.i]]
    same = one.roles.actor == other.roles.actor and one.roles.change == other.roles.change
    known = one.candidate.mention.known and other.candidate.mention.known
    joined = (not gap and known) or not _JOINS.isdisjoint(gap)  # nothing: the source lost its commas
    listed = joined and all(w in LIST_WORDS or w in lexicon().kind_of for w in gap)
    return same and listed and len(gap) <= _GAP and "with" not in gap
