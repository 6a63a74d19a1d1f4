"""The reader's errors under cross-validation, and the class of each.

Weights are fitted by train_reader.py on four folds of documents and tried on the fifth, so no document is
read with weights that have seen it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import train_reader as trainer

from geomapper.evaluate import Evaluation
from geomapper.events.assemble import events_of
from geomapper.events.document import Document, Line
from geomapper.events.modality import modality
from geomapper.events.reader import Proposal, proposals
from geomapper.events.scorer import scored
from geomapper.events.triggers import Trigger
from geomapper.events.weights import Weights
from geomapper.matching import Row, document, same_place
from geomapper.model import REAL

LABELS = trainer.DEV / "labels.jsonl"
KINDS = ("news", "narratives")
NONE = "no trigger"

MISSED = {
    "no trigger": "no word of the label's sentence can report a change",
    "no place mention": "there is one, but the place is not seen in the sentence (nor what stands for it)",
    "no candidate": "both are seen, but trigger and place were never paired",
    "other change": "paired, but read as a loss where it is a gain, or the reverse",
    "read as not real": "the grammar is read as attempt, plan, denial or condition",
    "not linked": "the weights say no, and the grammar does not tie the place to the trigger",
    "below threshold": "the weights say no, though the grammar ties the place to the trigger",
    "no side": "it counts, but nothing tells who gained",
    "spent": "it counts, but was joined with another change of the same place and side",
    "wrong side": "told with the right place and another side",
}
"""Why a sure label met no event with its side: the last step at which the reader still had it."""

INVENTED = {
    "wrong side": "a label has the place and change with another side",
    "told twice": "a label has the place, change and side, but met another event; the days are too far apart",
    "attempt read as fact": "the trigger is negated, future, conditional, or under a word of attempt or plan",
    "holder read as gain": "the labels say that the side holds the place, or the trigger tells who holds it",
    "near a place": "the place says only where: near, towards, outside, or a bearing from it",
    "fighting read as gain": "the labels say that the place is contested or besieged",
    "wrong place": "a label of the same sentence has this side's change, of another place",
    "unsure": "a label that two readers could disagree on has the place in this sentence",
    "other": "none of these",
}
"""Why an event met no label with its side: the first of these that is true of it, or of what made it."""

_CUES = ("cue:under attempt", "cue:under intent", "cue:negative", "cue:future", "cue:condition", "to under:")
_HOLDING = frozenset({"under_control", "in_control", "in_hands", "control"})

Weighed = tuple[Proposal, float, float]


@dataclass(frozen=True)
class Read:
    """A document as the reader saw it, with weights that had not seen it."""

    doc: Document
    weighed: list[Weighed]
    threshold: float
    kind: str
    fold: int


@dataclass(frozen=True)
class Fault:
    """A label that met nothing, or an event that should not be."""

    doc: str
    cls: str
    trigger: str  # class and word of the trigger
    row: Row


def cross_validated() -> tuple[dict[str, Read], list[Row]]:
    """Every document by name as read with the weights of the other folds, and the events of all."""
    data = trainer.corpus()
    texts: dict[str, Read] = {}
    rows: list[Row] = []
    for k in sorted({t.fold for t in data} - {trainer.OWN}):
        model: Weights = trainer.fit([t for t in data if t.fold != k])
        for t in data:
            if t.fold != k:
                continue
            weighed = scored(t.doc, proposals(t.doc, model.who), model)
            kind = KINDS[t.doc.article.published is None]
            texts[document(t.doc.article.article_id)] = Read(t.doc, weighed, model.threshold, kind, k)
            rows += [
                {**trainer.row_of(e), "char_start": e.char_start, "trigger": e.trigger}
                for e in events_of(t.doc, weighed, model.threshold)
            ]
    return texts, rows


def faults(done: Evaluation, texts: dict[str, Read]) -> tuple[list[Fault], list[Fault]]:
    """What was missed at the level of events, and what was invented."""
    found = done.match
    by_event = {n: (g, level) for g, (n, level) in found.pairs.items()}
    missed = []
    for g, group in enumerate(found.labels):
        if found.sure(g) and found.pairs.get(g, (0, "place"))[1] == "place":
            doc = document(group[0]["doc"])
            cls, trigger = why_missed(group, texts[doc])
            missed.append(Fault(doc, "wrong side" if g in found.pairs else cls, trigger, group[0]))
    others: dict[str, list[Row]] = {}
    for row in all_labels():
        others.setdefault(document(row["doc"]), []).append(row)
    invented = []
    for n, group in enumerate(found.events):
        g, level = by_event.get(n, (-1, ""))
        if g >= 0 and (level != "place" or not found.sure(g)):
            continue
        doc = document(group[0]["article_id"])
        cls = "wrong side" if g >= 0 else why_invented(group[0], texts[doc], others.get(doc, []))
        invented.append(Fault(doc, cls, trigger_of(group[0]), group[0]))
    return missed, invented


def all_labels() -> list[Row]:
    lines = LABELS.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def lines_of(row: Row, read: Read) -> list[int]:
    """The numbers of the sentences over which a label's sentence runs."""
    spans = trainer.places_of(row["sentence"], read.doc.article.text)
    return [
        n
        for n, line in enumerate(read.doc.lines)
        if any(line.sentence.start < b and a < line.sentence.end for a, b in spans)
    ]


def why_missed(group: Iterable[Row], read: Read) -> tuple[str, str]:
    """The class in MISSED, and the trigger's, of the telling of a label that came furthest."""
    order = list(MISSED)
    return max((why_one_missed(row, read) for row in group), key=lambda found: order.index(found[0]))


def why_one_missed(row: Row, read: Read) -> tuple[str, str]:
    numbers = lines_of(row, read)
    lines: list[Line] = [read.doc.lines[n] for n in numbers]
    triggers = [t for line in lines for t in line.triggers]
    if not triggers:
        return "no trigger", NONE
    some = word_of(triggers[0])
    if not any(m.name and same_place(row, {"place": m.name}) for line in lines for m in line.mentions):
        return "no place mention", some
    pairs = [
        x
        for x in read.weighed
        if x[0].line in numbers
        and x[0].candidate.mention.name
        and same_place(row, {"place": x[0].candidate.mention.name})
    ]
    if not pairs:
        return "no candidate", some
    pairs.sort(key=lambda x: -x[1])
    right = [x for x in pairs if x[0].roles.change == row["change"]]
    if not right:
        return "other change", word_of(pairs[0][0].candidate.trigger)
    word = word_of(right[0][0].candidate.trigger)
    real = [x for x in right if modality(x[0].candidate.reading, x[0].candidate.trigger) in REAL]
    if not real:
        return "read as not real", word
    if real[0][1] < read.threshold:
        linked = any(x[0].candidate.fit.startswith("core") for x in real)
        return ("below threshold" if linked else "not linked"), word
    return ("spent" if any(x[0].roles.actor for x in real) else "no side"), word


def word_of(trigger: Trigger) -> str:
    """Class and word of a trigger: "take:capture"."""
    return f"{trigger.cls}:{trigger.lemma}"


def trigger_of(event: Row) -> str:
    """Class and word of the trigger that an event was made from."""
    return str(event["rule"]).split(" ", 1)[0]


def why_invented(event: Row, read: Read, labels: list[Row]) -> str:
    """The first class in INVENTED that is true of an event; "wrong side" is settled before."""
    here = [r for r in labels if r.get("place") and same_place(r, event)]
    same = [r for r in here if r["change"] == event["change"] and (r["actor"] or "") == event["actor"]]
    if any(r.get("sure", True) for r in same):
        return "told twice"
    made = [
        x[0].candidate
        for x in read.weighed
        if read.doc.lines[x[0].line].sentence.start == event["char_start"]
        and x[0].candidate.mention.name == event["place"]
        and word_of(x[0].candidate.trigger) == trigger_of(event)
    ]
    cues = {f for c in made for f in c.features}
    if any(f.startswith(_CUES) for f in cues) or any(
        modality(c.reading, c.trigger) not in REAL for c in made
    ):
        return "attempt read as fact"
    lemmas = {c.trigger.lemma for c in made}
    holds = any(r["change"] == "holds" and r["actor"] == event["actor"] for r in here)
    if holds or trigger_of(event).startswith("hold:") or lemmas & _HOLDING:
        return "holder read as gain"
    if any(c.fit == "near" for c in made) or cues & {"near", "bearing", "through near"}:
        return "near a place"
    if any(r["change"] in {"contested", "siege_start", "siege_end"} for r in here):
        return "fighting read as gain"
    told = [r for r in labels if event_line(event, read) in lines_of(r, read)]
    if any(r["change"] == event["change"] and (r["actor"] or "") == event["actor"] for r in told):
        return "wrong place"
    return "unsure" if any(r in here for r in told) else "other"


def event_line(event: Row, read: Read) -> int:
    starts = [line.sentence.start for line in read.doc.lines]
    return starts.index(event["char_start"])
