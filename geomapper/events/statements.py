"""What a story says of control without a change: who holds a place, who besieges it, what share is claimed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomapper.events.assemble import identified, merged
from geomapper.events.attribution import speakers
from geomapper.events.candidates import Candidate, candidates
from geomapper.events.document import Document, Line
from geomapper.events.modality import modality
from geomapper.events.reader import Proposal
from geomapper.events.roles import Scene, resolve_side, roles
from geomapper.events.surroundings import place_ref
from geomapper.events.when import event_when
from geomapper.model import REAL, Change, Event, Modality, PlaceRef, Precision, When
from geomapper.theatre import Theatre

_CORE = frozenset({"core", "core part"})
_STATED = frozenset({"subject", "by", "agent", "near noun", "possessor"})
_SIEGES = {"siege": Change.SIEGE_START, "unsiege": Change.SIEGE_END}
_PERCENT = re.compile(r"\b(\d{1,3}(?:\.\d+)?) ?(?:%|percent|per cent)(?= of)", re.IGNORECASE)
_WHOLE = re.compile(r"\b(country|territory|Syria|Iraq|Libya|nation)\b", re.IGNORECASE)


def statements(doc: Document, theatre: Theatre, changes: Sequence[Event]) -> list[Event]:
    """Events of the kinds holds, siege_start, siege_end and share that a story states, changes left out."""
    gained = {(e.ref.name, e.actor) for e in changes if e.modality in REAL}
    out: list[Event] = []
    for n, line in enumerate(doc.lines):
        scene = Scene(doc.cast, (), (), "", (), {}, {}, doc.article.published is None)
        out += _held(doc, line, scene)
        out += _shares(doc, n, line, scene, theatre)
        reading = doc.readings.get(n)
        if reading is None:
            continue
        for c in candidates(reading):
            if not c.mention.name or c.mention.abroad or (c.fit not in _CORE and c.role != "kept under"):
                continue
            if c.trigger.cls in _SIEGES:
                out += _siege(doc, n, line, c, scene)
            elif c.trigger.cls == "hold" or c.role == "kept under":
                out += _holding(doc, n, line, c, scene)
    once: dict[tuple[str, str, str], Event] = {}
    for event in out:
        if event.change is Change.HOLDS and (event.ref.name, event.actor) in gained:
            continue
        once.setdefault((event.change, event.ref.name, event.actor), event)
    return merged(list(once.values()))


def _held(doc: Document, line: Line, scene: Scene) -> list[Event]:
    """ "rebel-held Daraya", "the IS stronghold of Raqqa": a side's adjective right before a place."""
    toks = line.sentence.tokens
    out = []
    for side in line.sides:
        for m in line.mentions:
            if m.form != "named" or m.abroad or not 0 <= m.i - side.j <= 4:
                continue
            between = [t.lower for t in toks[side.j : m.i]]
            held = side.suffix.startswith(("held", "controlled", "run"))
            bastion = (
                bool(between)
                and between[0] in {"stronghold", "bastion", "holdout", "capital"}
                and between[-1] == "of"
            )
            if (
                held and all(w.isalpha() and w not in {"in", "near", "from", "by", "and"} for w in between)
            ) or bastion:
                who = resolve_side(side, scene)
                if who:
                    text = line.sentence.text[
                        toks[side.i].start - line.sentence.start : toks[side.j - 1].end - line.sentence.start
                    ]
                    out.append(
                        _statement(
                            doc,
                            line,
                            Change.HOLDS,
                            place_ref(line, m),
                            who,
                            "",
                            text,
                            _now(doc),
                            Modality.ASSERTED,
                            toks[side.j - 1].text,
                            "held",
                        )
                    )
    return out


def _holding(doc: Document, n: int, line: Line, c: Candidate, scene: Scene) -> list[Event]:
    """ "The army controls P", "P is held by rebels", "P remains under rebel control"."""
    found = roles(c, scene)
    mood = modality(c.reading, c.trigger)
    if not found.actor or found.how not in _STATED:
        return []
    trigger = line.sentence.tokens[c.trigger.i].text
    rule = f"hold:{c.trigger.lemma} {c.role}"
    ref = place_ref(line, c.mention)
    return [
        _statement(
            doc, line, Change.HOLDS, ref, found.actor, "", found.actor_text, _now(doc), mood, trigger, rule, Proposal(n, c, found)
        )
    ]  # fmt: skip


def _siege(doc: Document, n: int, line: Line, c: Candidate, scene: Scene) -> list[Event]:
    found = roles(c, scene)
    mood = modality(c.reading, c.trigger)
    if not found.actor or found.how not in {"subject", "by", "agent"}:
        return []
    when = event_when(c.reading, c.trigger, doc.timeline)
    trigger = line.sentence.tokens[c.trigger.i].text
    event = _statement(
        doc, line, _SIEGES[c.trigger.cls], place_ref(line, c.mention), found.actor, found.from_actor, found.actor_text,
        when, mood, trigger, f"{c.trigger.cls}:{c.trigger.lemma} {c.role}", Proposal(n, c, found),
    )  # fmt: skip
    return [event]


def _shares(doc: Document, n: int, line: Line, scene: Scene, theatre: Theatre) -> list[Event]:
    """ "about 85 percent of the country's territory" where a side of the sentence liberated, holds or controls it."""
    text = line.sentence.text
    out = []
    for match in _PERCENT.finditer(text):
        tail = text[match.end() : match.end() + 60]
        if not _WHOLE.search(tail) or not line.triggers:
            continue
        at = line.sentence.start + match.start()
        before = [
            s for s in line.sides if line.sentence.tokens[s.i].start < at and not s.suffix and not s.person
        ]
        value = float(match.group(1)) / 100
        if not before or value > 1:
            continue
        country = {"SY": "Syria", "IQ": "Iraq", "LY": "Libya"}.get(theatre.countries[0], theatre.name)
        name = next(
            (m.name for m in line.mentions if m.abroad and m.name in {"Syria", "Iraq", "Libya"}), country
        )
        side = before[-1]
        who = resolve_side(side, scene)
        toks = line.sentence.tokens
        word = text[toks[side.i].start - line.sentence.start : toks[side.j - 1].end - line.sentence.start]
        names = tuple(dict.fromkeys(s.speaker.name for s in line.speakers))
        sides = tuple({s.speaker.name: s.speaker.side for s in line.speakers}[x] for x in names)
        mood = Modality.CLAIMED if names else Modality.ASSERTED
        event = _statement(
            doc,
            line,
            Change.SHARE,
            PlaceRef(name=name, kind="country"),
            who,
            "",
            word,
            _now(doc),
            mood,
            match.group(),
            "share",
            None,
            value,
            names,
            sides,
        )
        out.append(event)
    return out


def _now(doc: Document) -> When:
    day = doc.article.published
    if day is None:
        return doc.timeline.opening or When()
    return When(day, day, Precision.DAY)


def _statement(
    doc: Document, line: Line, change: Change, ref: PlaceRef, actor: str, from_actor: str, actor_text: str, when: When,
    mood: Modality, trigger: str, rule: str, p: Proposal | None = None, share: float | None = None,
    names: tuple[str, ...] = (), sides: tuple[str, ...] = (),
) -> Event:  # fmt: skip
    if p is not None:
        names, sides = speakers(line, p, doc.cast)
        if mood is Modality.ASSERTED and names:
            mood = Modality.CLAIMED
    article = doc.article
    return identified(
        Event(
            "", article.article_id, article.title, article.source, article.published, article.url, change, ref,
            actor, from_actor if from_actor != actor else "", actor_text, "", "whole", share, when, mood, names, sides,
            line.sentence.text, line.sentence.start, line.sentence.end, trigger, (), rule,
        )
    )  # fmt: skip
