"""What a story says of control without a change: who holds a place or besieges it, what share is claimed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geomapper.dates import mentions_in, running_at
from geomapper.events import copulas, frames
from geomapper.events.assemble import identified
from geomapper.events.attribution import speakers
from geomapper.events.candidates import Candidate
from geomapper.events.document import Document
from geomapper.events.holds import held_places
from geomapper.events.joining import merged
from geomapper.events.line import Line
from geomapper.events.modality import modality
from geomapper.events.reader import SURE, Proposal
from geomapper.events.roles import roles
from geomapper.events.scene import Scene, opening_scene, resolve_side
from geomapper.events.surroundings import place_ref
from geomapper.events.when import event_when
from geomapper.model import REAL, Change, Event, Modality, PlaceRef, Precision, When
from geomapper.theatre import Theatre

_STATED = frozenset({"subject", "by", "agent", "near noun", "possessor", "governing"})
_BESIEGES = frozenset({"subject", "by", "agent"})
_SIEGES = {"siege": Change.SIEGE_START, "unsiege": Change.SIEGE_END}
_COUNTRIES = {"SY": "Syria", "IQ": "Iraq", "LY": "Libya"}
_FORMERLY = frozenset({"once", "formerly", "previously"})
_PERCENT = re.compile(r"\b(\d{1,3}(?:\.\d+)?) ?(?:%|percent|per cent)(?= of)", re.IGNORECASE)
_WHOLE = re.compile(r"\b(country|territory|Syria|Iraq|Libya|nation)\b", re.IGNORECASE)


def statements(doc: Document, theatre: Theatre, changes: Sequence[Event]) -> list[Event]:
    """Events of the kinds holds, siege_start, siege_end and share that a story states, changes left out."""
    gained = {(e.ref.name, e.actor) for e in changes if e.modality in REAL}
    scene = opening_scene(doc.cast, doc.article.published is None)
    out: list[Event] = []
    for n, line in enumerate(doc.lines):
        out += _held(doc, line, scene)
        out += _shares(doc, line, scene, theatre)
        for c in doc.candidates.get(n, ()):
            if c.mention.name and not c.mention.abroad and (c.fit in SURE or c.role == "kept under"):
                out += _told(doc, n, line, c, scene)
    changed = {(e.char_start, e.ref.name) for e in changes if e.modality in REAL}
    once: dict[tuple[str, str, str], Event] = {}
    for event in out:
        if event.change is Change.HOLDS and (event.char_start, event.ref.name) in changed:
            continue  # "rebel-held P was captured": the sentence itself ends the hold
        if event.change is Change.HOLDS and (event.ref.name, event.actor) in gained:
            continue
        once.setdefault((event.change, event.ref.name, event.actor), event)
    return merged(list(once.values()))


def _held(doc: Document, line: Line, scene: Scene) -> list[Event]:
    """ "rebel-held Daraya", "the IS stronghold of Raqqa": the words beside a name say who holds the place."""
    out = []
    for held in held_places(line):
        who = "" if held.mention.abroad else resolve_side(held.side, scene)
        if who:
            told = _Told(
                change=Change.HOLDS,
                ref=place_ref(line, held.mention),
                actor=who,
                text=line.sentence.words(held.side.i, held.side.j),
                when=_told_time(doc, line),
                mood=Modality.ASSERTED,
                trigger=held.word,
                rule="held",
                part=held.part,
            )
            out.append(_event(doc, line, told))
    return out


def _told(doc: Document, n: int, line: Line, c: Candidate, scene: Scene) -> list[Event]:
    """ "The army controls P", "P remains under rebel control"; "X besieges P", "X broke the siege of P"."""
    cls = c.trigger.cls
    siege = _SIEGES.get(cls)
    tree = c.reading.tree
    kept = c.trigger.lemma == "in_control" and copulas.is_kept(tree, frames.trigger_node(tree, c.trigger))
    if siege is None and cls != "hold" and c.role != "kept under" and not kept:
        return []
    found = roles(c, scene)
    if not found.actor or found.how not in (_STATED if siege is None else _BESIEGES):
        return []
    when = event_when(c.reading, c.trigger, doc.timeline) if siege else _told_time(doc, line)
    if siege is None and _is_over(doc, line, c, when):
        return []
    told = _Told(
        change=siege or Change.HOLDS,
        ref=place_ref(line, c.mention),
        actor=found.actor,
        text=found.actor_text,
        when=when,
        mood=modality(c.reading, c.trigger),
        trigger=line.sentence.tokens[c.trigger.i].text,
        rule=f"{cls if siege else 'hold'}:{c.trigger.lemma} {c.role}",
        loser=found.from_actor if siege else "",
        part=siege is None and (c.fit == "core part" or c.mention.direction),
    )
    names, sides = speakers(line, Proposal(n, c, found), doc.cast)
    return [_event(doc, line, told, names, sides)]


def _shares(doc: Document, line: Line, scene: Scene, theatre: Theatre) -> list[Event]:
    """ "about 85 percent of the country's territory", where a side named before it has them."""
    text, toks = line.sentence.text, line.sentence.tokens
    out: list[Event] = []
    if not line.triggers:
        return out
    for match in _PERCENT.finditer(text):
        at = line.sentence.start + match.start()
        before = [s for s in line.sides if toks[s.i].start < at and not s.suffix and not s.person]
        value = float(match.group(1)) / 100
        if not before or value > 1 or not _WHOLE.search(text[match.end() : match.end() + 60]):
            continue
        home = _COUNTRIES.get(theatre.countries[0], theatre.name)
        country = next((m.name for m in line.mentions if m.abroad and m.name in _COUNTRIES.values()), home)
        said = {s.speaker.name: s.speaker.side for s in line.speakers}
        told = _Told(
            change=Change.SHARE,
            ref=PlaceRef(name=country, kind="country"),
            actor=resolve_side(before[-1], scene),
            text=line.sentence.words(before[-1].i, before[-1].j),
            when=_now(doc),
            mood=Modality.ASSERTED,
            trigger=match.group(),
            rule="share",
            share=value,
        )
        out.append(_event(doc, line, told, tuple(said), tuple(said.values())))
    return out


def _is_over(doc: Document, line: Line, c: Candidate, when: When) -> bool:
    """Whether a hold is told as past and for no day: "once controlled P", "P had been in their hands"."""
    nodes = c.reading.tree.nodes
    cur = c.reading.tree.at[c.trigger.i]
    past = nodes[cur].tag == "VBD" and not c.passive
    for _ in range(4):  # up to the verb that leads to a noun of control
        past = past or any(nodes[k].dep == "aux" and nodes[k].lower == "had" for k in nodes[cur].children)
        if nodes[cur].tag.startswith("V"):
            break
        cur = nodes[cur].head
    undated = doc.timeline.published is not None and when == _now(doc)
    return (past and undated) or not _FORMERLY.isdisjoint(t.lower for t in line.sentence.tokens)


def _told_time(doc: Document, line: Line) -> When:
    """The days of which a sentence says a hold is told: its date, else the running one, else the story's."""
    first = line.sentence.tokens[0].start
    for dated in mentions_in(doc.timeline, first, line.sentence.end):
        if dated.when.start is not None and not dated.mention.future and dated.mention.relation != "since":
            return dated.when
    if doc.timeline.published is None:
        return running_at(doc.timeline, line.sentence.start) or _now(doc)
    return _now(doc)


def _now(doc: Document) -> When:
    """The day of a report, or the days that a narrative opens with."""
    day = doc.timeline.published
    if day is None:
        return doc.timeline.opening or When()
    return When(day, day, Precision.DAY)


@dataclass(frozen=True)
class _Told:
    """What a sentence states."""

    change: Change
    ref: PlaceRef
    actor: str
    text: str  # the words for the actor
    when: When
    mood: Modality
    trigger: str
    rule: str
    loser: str = ""
    share: float | None = None
    part: bool = False


def _event(
    doc: Document, line: Line, told: _Told, names: tuple[str, ...] = (), sides: tuple[str, ...] = ()
) -> Event:
    """The event of a statement; what somebody says is claimed."""
    article, sentence = doc.article, line.sentence
    return identified(
        Event(
            event_id="",
            article_id=article.article_id,
            title=article.title,
            source=article.source,
            published=doc.timeline.published or article.published,
            url=article.url,
            change=told.change,
            ref=told.ref,
            actor=told.actor,
            from_actor=told.loser if told.loser != told.actor else "",
            actor_text=told.text,
            from_actor_text="",
            extent="part" if told.part else "whole",
            share=told.share,
            when=told.when,
            modality=Modality.CLAIMED if names and told.mood is Modality.ASSERTED else told.mood,
            claimed_by=names,
            claimed_by_side=sides,
            sentence=sentence.text,
            char_start=sentence.start,
            char_end=sentence.end,
            trigger=told.trigger,
            rule=told.rule,
        )
    )
