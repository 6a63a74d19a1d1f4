"""What one story tells twice becomes one event with two sentences; what happened twice stays two events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from geomapper.events.scene import place_key
from geomapper.model import REAL, Change, Event, When

_ASSUMED = timedelta(days=6)
_SLACK = timedelta(days=2)
_RECENT = 31  # days
_CAPTION = 40  # characters of a sentence that is not the same by chance


def merged(events: Sequence[Event], loose: Mapping[str, bool] | None = None) -> list[Event]:
    """One event for each change, a place and a side on days that touch, in the order of first telling.

    `loose` has the ids of events that happened on or before their days ("after the capture of P"), and
    whether they are headings: they tell again what the story tells elsewhere, where nothing lies between.
    """
    loose = loose or {}
    out: list[Event] = []
    for event in (e for e in events if e.event_id not in loose):
        n = _told_before(event, out)
        if n is None:
            out.append(event)
        else:
            out[n] = _joined(out[n], event)
    firm = list(out)
    for event in (e for e in events if e.event_id in loose):
        n = _looked_back_to(event, out, firm, loose[event.event_id])
        if n is None:
            out.append(event)
            continue
        other = out[n]
        out[n] = _joined(other, event)
        if n < len(firm):
            when = event.when if _is_inside(event.when, other.when) else other.when
            out[n] = replace(out[n], when=when, extent=other.extent)
    return sorted(out, key=lambda e: min(e.char_start, *(start for start, _ in e.evidence), e.char_start))


def _told_before(event: Event, out: Sequence[Event]) -> int | None:
    """Which of the events so far `event` tells again; None where it is another change."""
    again = [n for n, other in enumerate(out) if _is_key(event, other)]
    for n in again:
        if _same(event, out[n]) and not any(_between(x, out[n], event) for x in out[n + 1 :]):
            return n
    for n in again:
        one, two = event.sentence, out[n].sentence
        if len(one) > _CAPTION and len(two) > _CAPTION and (one in two or two in one):
            return n  # a story prints its captions twice
    return None


def _looked_back_to(event: Event, out: Sequence[Event], firm: Sequence[Event], heading: bool) -> int | None:
    """Which event a look back means: the last one before it; a heading may leave open how much."""
    best: tuple[bool, int, int] | None = None
    for n, other in enumerate(out):
        if not _is_key(event, other) or (event.extent != other.extent and not heading):
            continue
        first, last = other.when.start, event.when.end
        if first is None or last is None:
            gap = 0
        elif first > last or any(_between(x, other, event) for x in firm):
            continue
        else:
            gap = abs((last - first).days)
            if not event.when.text and gap > _RECENT:
                continue  # what a report leaves undated is news, and not of last year
        rank = (event.extent != other.extent, gap, n)
        if best is None or rank < best:
            best = rank
    return best[2] if best else None


def _is_inside(a: When, b: When) -> bool:
    """Whether the days of `a` lie within those of `b`, which are many."""
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return b.start is None
    return b.start <= a.start and a.end <= b.end and b.end - b.start > _ASSUMED


def _key(event: Event) -> tuple[str, ...]:
    """What two tellings of one change have in common."""
    return (
        place_key(event.ref.name) or f"near {place_key(event.ref.near)} {event.ref.kind} {event.sentence}",
        event.change,
        event.actor,
    )


def _is_key(a: Event, b: Event) -> bool:
    """Whether two events are of one place, change and side, and both real or doubted in the same way."""
    if _key(a) != _key(b) or (a.modality in REAL) != (b.modality in REAL):
        return False
    return a.modality in REAL or a.modality is b.modality


def _same(a: Event, b: Event) -> bool:
    """Whether two events of one place and side can be one change by their days."""
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
