"""Who held which town when: the fold against labelled pages.

python benchmarks/holders.py --labels LABELS.jsonl the labels themselves, folded python
benchmarks/holders.py --labels LABELS.jsonl --events EVENTS.csv what was extracted, folded

For each sure, whole gain of the labels that has a day, the winner should hold the place on the day after.
With `--events` only the gains that extraction found count (same page, place and side, dates that touch).
Misses are listed with what the table says instead. `--only` limits the pages to those whose name starts so.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

from geomapper.control import control, on
from geomapper.events_table import read_events
from geomapper.model import Change, Event, LocatedEvent, Modality, Place, PlaceRef, Precision, When

GENERIC = {
    "the", "town", "village", "city", "of", "in", "district", "quarter", "neighbourhood", "area",
    "airbase", "base", "air", "hill", "mount",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--events", type=Path)
    parser.add_argument("--only", default="wiki_")
    parser.add_argument("--quiet", action="store_true", help="figures only")
    args = parser.parse_args()
    labels = [
        json.loads(line) for line in args.labels.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    labels = [x for x in labels if x["doc"].startswith(args.only)]
    if args.events:
        events = [e for e in read_events(args.events) if e.event.article_id.startswith(args.only)]
    else:
        events = [located for i, x in enumerate(labels) if (located := from_label(i, x))]
    table = control(events)
    found = index(events)
    by_place = {key: table.loc[rows] for key, rows in table.groupby("place_id").groups.items()}
    tally: Counter[str] = Counter()
    for label in labels:
        wanted = label["change"] == "gain" and label["sure"] and label["extent"] == "whole" and label["place"]
        if not (wanted and label["date_to"] and label["actor"]):
            continue
        key, why = matched(label, found)
        if key is None:
            tally[why] += 1
            continue
        day = date.fromisoformat(label["date_to"]) + timedelta(days=1)
        verdict, seen, holder = judge(by_place.get(key), day, label["actor"])
        if verdict == "wrong" and retaken(label, labels, day, holder):
            verdict = "retaken"
        tally[verdict] += 1
        if verdict != "right" and not args.quiet:
            gain = f"{label['canonical']} to {label['actor']} by {label['date_to']}"
            print(f"{verdict:10} {label['doc']}: {gain}: {seen}")
            for e in history(events, key):
                print("          ", e)
    judged = sum(tally[v] for v in ("right", "retaken", "fought for", "contested", "wrong", "unknown"))
    agree = tally["right"] + tally["retaken"] + tally["fought for"]
    share, agreed = tally["right"] / max(judged, 1), agree / max(judged, 1)
    print(f"{judged} gains; {tally['right']} held by their winner on the day after ({share:.1%});")
    print(f"{agree} as the labels have it ({agreed:.1%}): with those retaken or fought for by that day")
    print(dict(tally))


def from_label(number: int, label: dict) -> LocatedEvent | None:
    """A label as the event that a perfect reader would make of it, its place known by its canonical name."""
    if not label.get("canonical"):
        return None
    start, end = label["date_from"], label["date_to"]
    when = When(start and date.fromisoformat(start), end and date.fromisoformat(end), Precision.DAY)
    name = label["canonical"]
    event = Event(
        event_id=f"{number:06d}", article_id=label["doc"], title="", source="Wikipedia", published=None,
        url="", change=Change(label["change"]), ref=PlaceRef(name), actor=label["actor"] or "",
        from_actor=label["from_actor"] or "", actor_text="", from_actor_text="", extent=label["extent"],
        share=None, when=when, modality=Modality.ASSERTED, claimed_by=(), claimed_by_side=(),
        sentence=label["sentence"], char_start=number, char_end=number + 1, trigger="",
    )  # fmt: skip
    place = Place("label:" + core(name), name, 35.0, 38.0, country="SY")
    return LocatedEvent(event, place, 35.0, 38.0, 1.0, 1, 1.0)


def index(events: list[LocatedEvent]) -> dict:
    """Gains by (page, side)."""
    gains = defaultdict(list)
    for x in events:
        if x.event.change is Change.GAIN and x.event.modality in (Modality.ASSERTED, Modality.CLAIMED):
            gains[stem(x.event.article_id), x.event.actor].append(x)
    return gains


def matched(label: dict, found: dict) -> tuple[str | None, str]:
    """The place of the gain that extraction found for a label, or why there is none."""
    from geomapper.control.reports import site_key

    begin, end = date.fromisoformat(label["date_from"]), date.fromisoformat(label["date_to"])
    names = {core(label["place"]), core(label["canonical"])}
    why = "not extracted"
    for x in found[stem(label["doc"]), label["actor"]]:
        if not names & {core(x.event.ref.name), core(x.place.name if x.place else "")} - {""}:
            continue
        first, last = x.event.when.start or x.event.when.end, x.event.when.end or x.event.when.start
        if first is None or last is None or first > end + timedelta(2) or begin > last + timedelta(2):
            why = "extracted with another date"
            continue
        if x.place is None or x.geo_precision is None:
            why = "not placed"
            continue
        return site_key(x), ""
    return None, why


def judge(rows, day: date, side: str) -> tuple[str, str, str]:
    """(verdict, what the table shows, the side that it shows) for a place on a day."""
    now = on(rows, day) if rows is not None else None
    now = now[now["state"] != "besieged"] if now is not None else None
    if now is None or now.empty:
        return "unknown", "nobody", ""
    row = now.iloc[0]
    seen = f"{row['state']} {row['side']}/{row['other_side']} since {row['start']:%Y-%m-%d}"
    if row["state"] == "held":
        return ("right" if row["side"] == side else "wrong"), seen, row["side"]
    if row["state"] == "contested":
        return ("fought for" if row["side"] == side else "contested"), seen, row["side"]
    return "unknown", seen, ""


def retaken(label: dict, labels: list[dict], day: date, holder: str) -> bool:
    """Whether the labels themselves give the place to the shown holder by that day, after the gain."""
    return any(
        x["change"] == "gain"
        and x["actor"] == holder
        and x["date_to"]
        and core(x["canonical"]) == core(label["canonical"])
        and label["date_from"] <= x["date_to"]
        and label["date_to"] <= x["date_to"]
        and x["date_from"] <= day.isoformat()
        for x in labels
    )


def history(events: list[LocatedEvent], key: str) -> list[str]:
    from geomapper.control.reports import site_key

    told = []
    for x in events:
        if (
            x.place is not None
            and site_key(x) == key
            and x.event.modality in (Modality.ASSERTED, Modality.CLAIMED)
        ):
            e = x.event
            what = f"{e.change} {e.extent} {e.actor} from {e.from_actor or '?'}"
            told.append(f"{e.when.start}..{e.when.end} {what} [{e.article_id}]")
    return sorted(told)


def core(name: str | None) -> str:
    text = unicodedata.normalize("NFKD", name or "").lower()
    text = re.sub(r"[’‘'`ʿʾʻʼ]", "", "".join(c for c in text if not unicodedata.combining(c)))
    words = [w for w in re.findall(r"[a-z0-9]+", text) if w not in GENERIC]
    if len(words) > 1 and words[0] in {"al", "el", "as", "ash", "ar", "at", "an", "ad", "az"}:
        words = words[1:]
    return " ".join(words)


def stem(name: str) -> str:
    return name.removesuffix(".txt")


if __name__ == "__main__":
    main()
