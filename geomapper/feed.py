"""A feed of changes, for readers and alarms: JSON Feed 1.1 and Atom (RFC 4287)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from geomapper.theatre import Theatre, load

if TYPE_CHECKING:
    import geopandas as gpd

NEWEST = 200

_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])  # not allowed in XML 1.0


def feed(
    control: gpd.GeoDataFrame, title: str = "", newest: int = NEWEST, theatre: Theatre | str | None = None
) -> dict[str, Any]:
    """The newest changes as a JSON Feed 1.1, latest first; the same table gives the same feed.

    An item is a spell of control that was reported (none that was only inferred, and no baseline): its id
    is stable as long as the place, the side and the first report stay the same; its date is the day of the
    change, at midnight UTC. `_geomapper` in each item has place, coordinates, side, state, status and event
    ids for machines.
    """
    war = theatre if isinstance(theatre, Theatre) else load(theatre or control.attrs.get("theatre", "syria"))
    names = {side.id: side.name for side in war.sides}
    told = control["state"].isin(["held", "contested", "unknown", "besieged"])
    rows = control[told & ~control["inferred"] & (control["status"] != "baseline")]
    rows = rows.sort_values(["start", "place_id", "state"], ascending=[False, True, True], kind="stable")
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title or f"{war.name}: changes of control",
        "description": "Places that changed hands, by day, with the sources that say so.",
        "items": [_item(row, names) for row in rows.head(newest).to_dict("records")],
    }


def _item(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    day = f"{row['start']:%Y-%m-%d}T00:00:00Z"
    headline = f"{row['place_name']}: {_what(row, names)}"
    n = row["n_sources"]
    said = f"{row['status'].capitalize()}, {n} source{'' if n == 1 else 's'}: {row['sources']}."
    if row["start_earliest"] == row["start_earliest"] and row["start_earliest"] < row["start_latest"]:
        said += f" Between {row['start_earliest']:%Y-%m-%d} and {row['start_latest']:%Y-%m-%d}."
    return {
        "id": _id(row),
        "title": headline,
        "content_text": f"{headline}. {said}",
        "date_published": day,
        "tags": [t for t in (row["side"], row["status"], row["admin1"]) if t],
        "_geomapper": {
            **{
                k: row[k]
                for k in ("place_id", "place_name", "side", "other_side", "state", "status", "from_side")
            },
            "latitude": round(row["latitude"], 6),
            "longitude": round(row["longitude"], 6),
            "event_ids": row["event_ids"].split("; ") if row["event_ids"] else [],
        },
    }


def _what(row: dict[str, Any], names: dict[str, str]) -> str:
    side, other, loser = (names.get(row[k], row[k]) for k in ("side", "other_side", "from_side"))
    if row["state"] == "held":
        return f"{side}, from {loser}" if loser else f"{side}"
    if row["state"] == "contested":
        return f"contested between {side} and {other}" if other else f"contested, {side} in part"
    if row["state"] == "besieged":
        return f"{side or 'besieged'}, besieged by {other}" if other else f"{side} besieged"
    return f"holder unknown, {loser} gone" if loser else "holder unknown"


def _id(row: dict[str, Any]) -> str:
    first = row["event_ids"].split("; ")[0]
    told = "\x1f".join((row["place_id"], row["side"], row["state"], row["other_side"], first))
    return "urn:geomapper:" + hashlib.sha256(told.encode()).hexdigest()[:24]


def atom(
    control: gpd.GeoDataFrame, title: str = "", newest: int = NEWEST, theatre: Theatre | str | None = None
) -> str:
    """The same feed as `feed` as Atom, an XML text."""
    made = feed(control, title, newest, theatre)
    items = made["items"]
    updated = max((i["date_published"] for i in items), default="1970-01-01T00:00:00Z")
    whole = hashlib.sha256(made["title"].encode()).hexdigest()[:24]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(made['title'])}</title>",
        f"<subtitle>{_text(made['description'])}</subtitle>",
        f"<id>urn:geomapper:feed:{whole}</id>",
        f"<updated>{updated}</updated>",
        "<author><name>geomapper</name></author>",
    ]
    for item in items:
        lines += [
            "<entry>",
            f"<id>{item['id']}</id>",
            f"<title>{_text(item['title'])}</title>",
            f"<updated>{item['date_published']}</updated>",
            f"<published>{item['date_published']}</published>",
            *(f"<category term={quoteattr(_clean(tag))}/>" for tag in item["tags"]),
            f'<content type="text">{_text(item["content_text"])}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _clean(text: str) -> str:
    return text.translate(_CONTROLS)


def _text(text: str) -> str:
    return escape(_clean(text))
