"""Proposals that count become the events of a story."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from geomapper.dates import days_between, mentions_in, running_at
from geomapper.events.attribution import speakers
from geomapper.events.candidates import Candidate
from geomapper.events.cues import cues
from geomapper.events.document import Document
from geomapper.events.joining import merged, without_told_losses
from geomapper.events.lexicon import lexicon
from geomapper.events.mentions import THINGS
from geomapper.events.modality import modality
from geomapper.events.reader import RESOLVED, Proposal
from geomapper.events.surroundings import place_ref
from geomapper.events.when import Timing, told_when
from geomapper.model import REAL, Change, Event, Modality, When

_KEPT, _KEPT_RESOLVED = 0.5, 0.2  # from here on what did not happen is kept for review
_SETTLEMENTS = frozenset({"town", "village", "city"})
_ALL = frozenset({"all", "entire", "whole"})
_SHARES = frozenset(
    "percent cent half third thirds quarters kilometres kilometers km hectares most rest remainder".split()
)
_NEARLY = frozenset({"almost", "nearly", "virtually"})
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_PICTURES = ("![", "[[File", "[[Image")


def events_of(
    doc: Document, scored: Sequence[tuple[Proposal, float, float]], threshold: float
) -> list[Event]:
    """The events of a story from its proposals, each with its probability as it stands and as if real.

    A proposal that did not happen, by its grammar, is kept with its modality where it would count otherwise.
    """
    out: list[Event] = []
    loose: dict[str, bool] = {}
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
                event, timing = _event(doc, p, actor, mood, probability)
                out.append(event)
                if timing.loose:
                    loose[event.event_id] = timing.bond == "section"
    return without_told_losses(merged(out, loose))


def _event(
    doc: Document, p: Proposal, actor: str, mood: Modality, probability: float
) -> tuple[Event, Timing]:
    """The event of a proposal and how it is dated; what somebody says or what is hedged is claimed."""
    c, line = p.candidate, doc.lines[p.line]
    sentence = line.sentence
    names, sides = speakers(line, p, doc.cast)
    hedged = any(cue in {"adverb:reportedly", "adverb:allegedly"} for cue in cues(c.reading, c.trigger))
    if mood is Modality.ASSERTED and (names or hedged):
        mood = Modality.CLAIMED
    article = doc.article
    change = Change(p.roles.change)
    tok = sentence.tokens[c.trigger.i]
    listed = c.role.startswith("listed") or c.role in {"list", "conj"}
    timing = _section(doc, p) or told_when(c.reading, c.trigger, doc.timeline, c.mention, listed)
    when = timing.when
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
    return identified(event), timing


def _section(doc: Document, p: Proposal) -> Timing | None:
    """When what a heading or a picture of a narrative tells happened: on the days of what stands below it."""
    sentence = doc.lines[p.line].sentence
    picture = sentence.text.startswith(_PICTURES)
    if doc.timeline.published is not None or not (sentence.heading or picture):
        return None
    if picture:
        return Timing(running_at(doc.timeline, sentence.start) or When(), "section", True)
    if mentions_in(doc.timeline, sentence.start, sentence.end):
        return None
    rest = doc.lines[p.line + 1 :]
    ends = next((x.sentence.start for x in rest if x.sentence.heading), len(doc.article.text))
    return Timing(days_between(doc.timeline, sentence.end, ends), "section", True)


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
    toks = c.reading.sentence.tokens
    first = c.mention.i  # where the list begins that the place stands in
    for m in reversed(c.reading.mentions):
        if m.j < first and first - m.j <= 2 and all(t.lower in {",", "and"} for t in toks[m.j : first]):
            first = m.i
    told = _share_before([t.lower for t in toks[max(0, first - 9) : first]])
    if c.fit in {"core part", "in part"}:
        return told or "part"
    if (c.trigger.cls == "enter" and not _then_controls(c)) or (c.mention.direction and not _is_thing(c)):
        return "part"
    before = [t.lower for t in toks[max(0, c.trigger.i + 1, c.mention.i - 5) : c.mention.i]]
    words = lexicon()
    owned = [t.lower for t in toks[c.mention.j : c.mention.j + 5]]
    if owned and owned[0] in _POSSESSIVE and any(w in words.kind_of for w in owned):
        return "part"  # "Raqqa's last grain silos"
    if told:
        return told
    inside = "of" in before or "in" in before
    part = inside and any(w in words.part and w not in words.kind_of for w in before)
    return "part" if part and _SETTLEMENTS.isdisjoint(before) else "whole"


def _is_thing(c: Candidate) -> bool:
    """Whether a place is one thing, which a direction only locates: "the southern Nasib crossing"."""
    return lexicon().kind_of.get(c.mention.name.split(" ")[-1].lower()) in THINGS


def _share_before(low: Sequence[str]) -> str:
    """How much of a place the words right before its name take: whole, part, or "" where they do not say.

    "20% of the town of", "almost all of", "1200 square kilometres of": a part. "The areas of P": whole.
    """
    skipped = {"the", "its", *_SETTLEMENTS, *lexicon().directions}
    lead = list(low)
    while lead and (lead[-1] in skipped or (lead[-1] == "of" and lead[-2:-1] and lead[-2] in _SETTLEMENTS)):
        lead.pop()
    if lead[-1:] == ["of"]:
        lead.pop()
        if lead[-2:] in (["the", "area"], ["the", "areas"]):
            return "whole"
        if lead and (lead[-1] in _SHARES or lead[-1].endswith("%")):
            return "part"
    return "part" if lead[-1:] and lead[-1] in _ALL and not _NEARLY.isdisjoint(lead[-3:-1]) else ""
