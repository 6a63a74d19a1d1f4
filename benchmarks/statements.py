"""How often the reader is right on who holds a place, and on sieges, beside changes of hands.

    python benchmarks/statements.py          counts over ../shared/dev, by kind of text
    python benchmarks/statements.py --list   what was missed and what no label has

A stated hold is right where a label of the same story has that place with that side, as held or as gained;
a label is found where the story's events say that its side holds or gained the place. Labels on which two
readers could disagree are left out. Labelling holds was optional: a hold without a label need not be wrong.
The rules alone read these statements; the weights that judge the gains were fitted on these texts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import train_reader as trainer
from score_events import same_place

from geomapper.events import extract_all
from geomapper.model import REAL, Event

CHANGES = ("holds", "siege_start", "siege_end")
AS_GOOD = {"holds": {"holds", "gain"}}  # who gained a place holds it


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    labels = defaultdict(list)
    for line in (trainer.DEV / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["place"]:
            labels[row["doc"]].append(row)
    counts: Counter[tuple[str, str, str]] = Counter()
    for article, events in extract_all(trainer.articles(trainer.DEV / "texts")):
        kind = "news" if article.published else "narratives"
        told = {(str(e.change), e.ref.name, e.actor): e for e in events if e.modality in REAL and e.ref.name}
        gold = labels[article.article_id]
        for change in CHANGES:
            for event in (e for (c, *_), e in told.items() if c == change):
                right = any(fits(event, row, change) for row in gold)
                counts[kind, change, "right" if right else "no label"] += 1
                if args.list and not right:
                    print(f"NO LABEL {kind} {change} {event.actor} {event.ref.name} | {event.sentence[:250]}")
            for row in (r for r in gold if r["change"] == change and r["sure"]):
                found = found_in(row, told.values(), change)
                counts[kind, change, "found" if found else "missed"] += 1
                if args.list and not found:
                    print(f"MISSED {kind} {change} {row['actor']} {row['place']} | {row['sentence'][:250]}")
    for kind in ("news", "narratives"):
        for change in CHANGES:
            right, wrong, found, missed = (
                counts[kind, change, what] for what in ("right", "no label", "found", "missed")
            )
            print(
                f"{kind:10} {change:11} precision {share(right, wrong)} ({right} of {right + wrong})  "
                f"recall {share(found, missed)} ({found} of {found + missed})"
            )


def fits(event: Event, row: dict, change: str) -> bool:
    """Whether an event says what a label says."""
    return (
        row["change"] in AS_GOOD.get(change, {change})
        and row["actor"] == event.actor
        and same_place({"place": event.ref.name}, row)
    )


def found_in(row: dict, told: Iterable[Event], change: str) -> bool:
    """Whether a story's events say what a label says."""
    wanted = AS_GOOD.get(change, {change})
    return any(
        str(e.change) in wanted and e.actor == row["actor"] and same_place({"place": e.ref.name}, row)
        for e in told
    )


def share(yes: int, no: int) -> str:
    return f"{yes / (yes + no):.3f}" if yes + no else "–"


if __name__ == "__main__":
    main()
