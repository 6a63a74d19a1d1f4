"""Proposals that count become events; what one story tells twice becomes one event with two sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from geomapper.events.attribution import speakers
from geomapper.events.candidates import Candidate
from geomapper.events.cues import cues
from geomapper.events.document import Document
from geomapper.events.lexicon import lexicon
from geomapper.events.modality import modality
from geomapper.events.reader import RESOLVED, Proposal
from geomapper.events.scene import place_key
from geomapper.events.surroundings import place_ref
from geomapper.events.when import event_when
from geomapper.model import REAL, Change, Event, Modality, When

_KEPT, _KEPT_RESOLVED = 0.5, 0.2  # from here on what did not happen is kept for review
_SETTLEMENTS = frozenset({"town", "village", "city"})
_ASSUMED = timedelta(days=6)
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_SLACK = timedelta(days=2)


def events_of(
    doc: Document, scored: Sequence[tuple[Proposal, float, float]], threshold: float
) -> list[Event]:
    """The events of a story from its proposals, each with its probability as it stands and as if real.

    A proposal that did not happen, by its grammar, is kept with its modality where it would count otherwise.
    """
    out: list[Event] = []
    for p, probability, if_real in scored:
        mood = modality(p.candidate.reading, p.candidate.trigger)
        if mood in REAL:
            if probability < threshold:
                continue
        elif not p.candidate.fit.startswith("core") or if_real < (
            _KEPT_RESOLVED if p.roles.how in RESOLVED else _KEPT
        ):
            continue
        for actor in (p.roles.actor, *p.roles.others):
            if actor:
                out.append(_event(doc, p, actor, mood, probability))
    return without_told_losses(merged(out))


def without_told_losses(events: Sequence[Event]) -> list[Event]:
    """The events without losses whose taker the story names elsewhere: there the gain learns from whom."""
    out = list(events)
    for loss in events:
        if loss.change is not Change.LOSS or loss.modality not in REAL:
            continue
        for n, gain in enumerate(out):
            taken = gain.change is Change.GAIN and gain.modality in REAL and gain.actor != loss.actor
            if (
                taken
                and _key(gain)[0] == _key(loss)[0]
                and gain.from_actor in {"", loss.actor}
                and touching(gain.when, loss.when)
            ):
                spans = sorted(
                    {*gain.evidence, (loss.char_start, loss.char_end)} - {(gain.char_start, gain.char_end)}
                )
                out[n] = replace(
                    gain,
                    from_actor=loss.actor,
                    from_actor_text=gain.from_actor_text or loss.actor_text,
                    evidence=tuple(spans),
                )
                out.remove(loss)
                break
    return out


def _event(doc: Document, p: Proposal, actor: str, mood: Modality, probability: float) -> Event:
    """The event of a proposal; what somebody says or what is hedged is claimed."""
    c, line = p.candidate, doc.lines[p.line]
    sentence = line.sentence
    names, sides = speakers(line, p, doc.cast)
    hedged = any(cue in {"adverb:reportedly", "adverb:allegedly"} for cue in cues(c.reading, c.trigger))
    if mood is Modality.ASSERTED and (names or hedged):
        mood = Modality.CLAIMED
    article = doc.article
    change = Change(p.roles.change)
    tok = sentence.tokens[c.trigger.i]
    listed = c.mention if c.role.startswith("listed") or c.role in {"list", "conj"} else None
    when = event_when(c.reading, c.trigger, doc.timeline, listed)
    loser = p.roles.from_actor
    event = Event(
        event_id="",
        article_id=article.article_id,
        title=article.title,
        source=article.source,
        published=doc.timeline.published or article.published,
        url=article.url,
        change=change,
        ref=place_ref(line, c.mention),
        actor=actor,
        from_actor=loser if loser != actor else "",
        actor_text=p.roles.actor_text,
        from_actor_text=p.roles.from_text,
        extent=extent(p),
        share=None,
        when=when,
        modality=mood,
        claimed_by=names,
        claimed_by_side=sides,
        sentence=sentence.text,
        char_start=sentence.start,
        char_end=sentence.end,
        trigger=tok.text,
        rule=f"{c.trigger.cls}:{c.trigger.lemma} {c.role} ({c.fit}); "
        f"actor from {p.roles.how}; p={probability:.2f}",
    )
    return identified(event)


def identified(event: Event) -> Event:
    """The event with its id: the same input gives the same id."""
    parts = (
        event.article_id,
        event.char_start,
        event.char_end,
        event.trigger,
        event.ref.name,
        event.ref.near,
        event.change,
        event.actor,
        event.from_actor,
    )
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return replace(event, event_id=digest[:16])


def _then_controls(c: Candidate) -> bool:
    """ "Entered P and were in control of the area hours later": who enters and controls has the whole."""
    return any(
        x.i > c.trigger.i and x.lemma in {"in_control", "take_control", "have_control"}
        for x in c.reading.triggers
    )


def extent(p: Proposal) -> str:
    """Whether the whole place changed hands, or a part of it: whole or part."""
    c = p.candidate
    if (
        c.fit in {"core part", "in part"}
        or (c.trigger.cls == "enter" and not _then_controls(c))
        or c.mention.direction
    ):
        return "part"
    toks = c.reading.sentence.tokens
    before = [t.lower for t in toks[max(0, c.trigger.i + 1, c.mention.i - 5) : c.mention.i]]
    words = lexicon()
    owned = [t.lower for t in toks[c.mention.j : c.mention.j + 5]]
    if owned and owned[0] in _POSSESSIVE and any(w in words.kind_of for w in owned):
        return "part"  # "Raqqa's last grain silos"
    inside = "of" in before or "in" in before
    part = inside and any(w in words.part and w not in words.kind_of for w in before)
    return "part" if part and _SETTLEMENTS.isdisjoint(before) else "whole"


def merged(events: Sequence[Event]) -> list[Event]:
    """One event for each change, a place and a side on days that touch, in the order of first telling."""
    out: list[Event] = []
    for event in events:
        for n, other in enumerate(out):
            if _same(event, other) and not any(_between(x, other, event) for x in out[n + 1 :]):
                out[n] = _joined(other, event)
                break
        else:
            out.append(event)
    return out


def _key(event: Event) -> tuple[str, ...]:
    """What two tellings of one change have in common."""
    return (
        place_key(event.ref.name) or f"near {place_key(event.ref.near)} {event.ref.kind} {event.sentence}",
        event.change,
        event.actor,
    )


def _same(a: Event, b: Event) -> bool:
    """Whether two events can be one change."""
    if _key(a) != _key(b) or (a.modality in REAL) != (b.modality in REAL):
        return False
    if a.modality not in REAL and a.modality is not b.modality:
        return False
    if a.extent != b.extent and _single_days(a.when, b.when) and a.when.start != b.when.start:
        return False  # a part on one day, the rest on the next
    return touching(a.when, b.when)


def _single_days(a: When, b: When) -> bool:
    """Whether both are told to the day."""
    return bool(a.start and a.start == a.end and b.start and b.start == b.end)


def _between(x: Event, first: Event, second: Event) -> bool:
    """Whether the place went to another side between two tellings, which are then two changes."""
    if (
        x.change is not Change.GAIN
        or x.modality not in REAL
        or x.actor == first.actor
        or _key(x)[0] != _key(first)[0]
    ):
        return False
    a, m, b = first.when.start, x.when.start, second.when.start
    return a is not None and m is not None and b is not None and a <= m <= b and a < b


def touching(a: When, b: When) -> bool:
    """Whether two intervals can be the same days; one that is not known can be any.

    Where no word of the story dates a change ("Army takes P") its days are assumed, and reach a week back.
    """
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return True
    slack = _SLACK if a.text and b.text else _ASSUMED
    return a.start - slack <= b.end and b.start - slack <= a.end


def _joined(first: Event, second: Event) -> Event:
    """Two tellings of one change: the better one leads, the other's sentence is further evidence."""
    lead, other = (second, first) if _better(second, first) else (first, second)
    spans = [*first.evidence]
    for span in ((other.char_start, other.char_end), *second.evidence):
        if span != (lead.char_start, lead.char_end) and span not in spans:
            spans.append(span)
    spans = [s for s in spans if s != (lead.char_start, lead.char_end)]
    names = dict(zip(lead.claimed_by, lead.claimed_by_side, strict=True)) | dict(
        zip(other.claimed_by, other.claimed_by_side, strict=True)
    )
    return replace(
        lead,
        from_actor=lead.from_actor or other.from_actor,
        from_actor_text=lead.from_actor_text or other.from_actor_text,
        when=_narrower(lead.when, other.when),
        extent="whole" if "whole" in {lead.extent, other.extent} else "part",
        claimed_by=tuple(names),
        claimed_by_side=tuple(names.values()),
        evidence=tuple(sorted(spans)),
    )


def _better(a: Event, b: Event) -> bool:
    """Whether the first telling says more of who, then of where."""
    return (bool(a.actor_text), bool(a.ref.admin or a.ref.kind)) > (
        bool(b.actor_text),
        bool(b.ref.admin or b.ref.kind),
    )


def _narrower(a: When, b: When) -> When:
    """The better of two dates: a known one, one that the text tells, the shorter one."""
    if a.start is None or a.end is None:
        return b
    if b.start is None or b.end is None:
        return a
    if bool(a.text) != bool(b.text):
        return a if a.text else b
    return b if (b.end - b.start) < (a.end - a.start) else a
