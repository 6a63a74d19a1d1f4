"""How often the date that a sentence names agrees with its label: python benchmarks/dates.py [--show] [DEV]

DEV is a folder with labels.jsonl and texts/manifest.csv. Counted are sure gains and losses with both dates.
A date is right as the scorer of events has it: the intervals overlap, and ours is at most 7 days longer.
"one date" are sentences with exactly one time expression; "governed" are all, by the plain reading of
`governing`.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from geomapper.dates import Timeline, governing, mentions_in, timeline
from geomapper.model import When
from geomapper.published import infer_published

DEV = Path(__file__).parents[1].parent / "shared" / "dev"


def agrees(when: When, start: date, end: date) -> bool:
    if when.start is None or when.end is None:
        return False
    overlap = when.start <= end and start <= when.end
    return overlap and (when.end - when.start).days <= (end - start).days + 7


def stories(dev: Path) -> dict[str, tuple[str, Timeline]]:
    """Text and timeline of each story; a dateline in a text wins over the manifest, as in the labels."""
    out = {}
    with open(dev / "texts" / "manifest.csv", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            text = (dev / "texts" / row["file"]).read_text(encoding="utf-8")
            day = date.fromisoformat(row["published"]) if row["published"] else None
            printed = infer_published(text)
            if day and printed.date and printed.how.startswith("dateline"):
                day = printed.date
            out[row["file"]] = text, timeline(text, day)
    return out


def labelled(dev: Path) -> Iterator[tuple[dict[str, str], date, date]]:
    """Sure gains and losses with both dates, each sentence and interval once."""
    seen = set()
    for line in (dev / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        key = label["doc"], label["sentence"], label["date_from"], label["date_to"]
        if label["change"] in {"gain", "loss"} and label["sure"] and None not in key and key not in seen:
            seen.add(key)
            yield label, date.fromisoformat(label["date_from"]), date.fromisoformat(label["date_to"])


def count(dev: Path, show: bool = False) -> Counter[tuple[str, str, bool]]:
    """How many sentences are dated right, by kind of text and by the number of dates in the sentence."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    lines = stories(dev)
    for label, start, end in labelled(dev):
        text, line = lines[label["doc"]]
        sentence = label["sentence"]
        at = text.find(sentence)
        place = sentence.find(label["place"] or "\0")
        inside = mentions_in(line, at, at + len(sentence))
        when = governing(line, at, at + len(sentence), at + place if place >= 0 else None)
        kind = "news" if line.published else "narrative"
        named = {0: "no date", 1: "one date"}.get(len(inside), "more dates")
        right = agrees(when, start, end)
        counts[kind, named, right] += 1
        if show and not right:
            told = ", ".join(f"{d.mention.text}={d.when.start}..{d.when.end}" for d in inside)
            print(f"{kind} {named} {label['doc']} want {start}..{end} got {when.start}..{when.end} [{told}]")
            print(f"    {sentence}")
    return counts


def main(argv: list[str]) -> None:
    folders = [Path(a) for a in argv if not a.startswith("-")]
    counts = count(folders[0] if folders else DEV, "--show" in argv)
    for kind in ("news", "narrative"):
        for named in ("one date", "more dates", "no date"):
            right, wrong = counts[kind, named, True], counts[kind, named, False]
            if right + wrong:
                share = right / (right + wrong)
                print(f"{kind:9} {named:10} {right:4} of {right + wrong:4} right  {share:.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
