"""Shares of territory that sources claim: "about 85 percent of the country"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from geomapper.control.reports import LeftOut
from geomapper.model import REAL, Change, LocatedEvent


def claimed_shares(events: Iterable[LocatedEvent], known_on: date | None = None) -> LeftOut:
    """One dict (date, side, share, of, said_by, event_id) a claim, sorted by date, side and id."""
    rows = []
    for event in {x.event.event_id: x.event for x in events}.values():
        if event.change is not Change.SHARE or event.modality not in REAL or event.share is None:
            continue
        day = event.when.end or event.when.start or event.published
        late = known_on is not None and (event.published is None or event.published > known_on)
        if day is None or late or not 0 <= event.share <= 1 or not event.actor:
            continue
        rows.append(
            {
                "date": day.isoformat(),
                "side": event.actor,
                "share": str(event.share),
                "of": event.ref.name,
                "said_by": "; ".join(event.claimed_by) or event.source,
                "event_id": event.event_id,
            }
        )
    rows.sort(key=lambda r: (r["date"], r["side"], r["event_id"]))
    return LeftOut(rows)
