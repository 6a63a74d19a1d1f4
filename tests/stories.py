"""A small builder of located events, so that a test says only what matters to it.

report("23 gain isil<government")            a whole gain on 23 February 2016
report("1..29 holds sdf part @s2")           a part, dated to the month, in story s2
report("25 gain government by SANA:government src=Reuters")
report("2016-01-01..2016-12-31 gain isil", place="Hama")
"""

from __future__ import annotations

from datetime import date
from itertools import count

from geomapper.model import Change, Event, LocatedEvent, Modality, Place, PlaceRef, Precision, When

_numbers = count()


def day(text: str) -> date:
    """A day of February 2016 by its number, or any day in ISO form."""
    return date(2016, 2, int(text)) if len(text) < 3 else date.fromisoformat(text)


def place(name: str = "Khanaser", latitude: float = 35.78, longitude: float = 37.50, **more) -> Place:
    more = {"feature": "settlement", "admin1": "Aleppo", "country": "SY", **more}
    return Place(f"test:{name}", name, latitude, longitude, **more)


def report(text: str, at: Place | str = "Khanaser", event_id: str = "", **more) -> LocatedEvent:
    """One event from a line: days, change, side[<from], then part, denied, @story, src=, pub=, by names."""
    number = next(_numbers)
    line, _, speakers = text.partition(" by ")
    when, change, sides, *rest = line.split()
    start, _, end = when.partition("..")
    side, _, loser = sides.partition("<")
    given = dict(word.split("=", 1) for word in rest if "=" in word)
    story = next((word[1:] for word in rest if word.startswith("@")), f"story{number}")
    modality = next((Modality(w) for w in rest if w in {m.value for m in Modality}), Modality.ASSERTED)
    said = [s.split(":") for s in speakers.split(", ")] if speakers else []
    where = place(at) if isinstance(at, str) else at
    event = Event(
        event_id=event_id or f"e{number:05d}",
        article_id=story,
        title="",
        source=given.get("src", ""),
        published=day(given["pub"]) if "pub" in given else None,
        url="",
        change=Change(change),
        ref=PlaceRef(where.name),
        actor="" if side == "-" else side,
        from_actor=loser,
        actor_text=side,
        from_actor_text=loser,
        extent="part" if "part" in rest else "whole",
        share=float(given["share"]) if "share" in given else None,
        when=When(day(start), day(end or start), Precision.DAY),
        modality=modality,
        claimed_by=tuple(s[0] for s in said),
        claimed_by_side=tuple(s[1] for s in said),
        sentence=more.pop("sentence", f"{text} at {where.name}, {number}"),
        char_start=more.pop("offset", number),
        char_end=number + 10,
        trigger=change,
    )
    more = {
        "latitude": where.latitude,
        "longitude": where.longitude,
        "radius_km": 1.0,
        "geo_precision": 1,
        **more,
    }
    return LocatedEvent(event, where, **more)


def reports(*lines: str, at: Place | str = "Khanaser") -> list[LocatedEvent]:
    return [report(line, at) for line in lines]


def told(control) -> list[str]:
    """Spells as short lines: state side/other start..end, days of February 2016 by number."""
    lines = []
    for row in control.itertuples():
        who = f"{row.side}/{row.other_side}" if row.other_side else row.side
        mark = "?" if row.inferred else ""
        lines.append(f"{row.state}{mark} {who} {_short(row.start)}..{_short(row.end)}".replace("  ", " "))
    return lines


def _short(stamp) -> str:
    if stamp != stamp:
        return ""
    return str(stamp.day) if (stamp.year, stamp.month) == (2016, 2) else f"{stamp:%Y-%m-%d}"
