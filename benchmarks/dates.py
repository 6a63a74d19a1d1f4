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


def main(argv: list[str]) -> None:
    show = "--show" in argv
    folders = [a for a in argv if not a.startswith("-")]
    dev = Path(folders[0]) if folders else DEV
    with open(dev / "texts" / "manifest.csv", encoding="utf-8") as f:
        published = {r["file"]: r["published"] for r in csv.DictReader(f)}
    lines: dict[str, tuple[str, Timeline]] = {}
    counts: Counter[tuple[str, str, bool]] = Counter()
    seen = set()
    for raw in (dev / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(raw)
        if (
            label["change"] not in {"gain", "loss"}
            or not label["sure"]
            or not (label["date_from"] and label["date_to"])
        ):
            continue
        doc, sentence = label["doc"], label["sentence"]
        key = (doc, sentence, label["date_from"], label["date_to"])
        if key in seen:
            continue
        seen.add(key)
        if doc not in lines:
            text = (dev / "texts" / doc).read_text(encoding="utf-8")
            printed = infer_published(text)
            day = date.fromisoformat(published[doc]) if published[doc] else None
            if day and printed.date and printed.how.startswith("dateline"):
                day = printed.date  # as the labels have it: a dateline in the text wins over the manifest
            lines[doc] = text, timeline(text, day)
        text, line = lines[doc]
        at = text.find(sentence)
        kind = "news" if line.published else "narrative"
        start, end = date.fromisoformat(label["date_from"]), date.fromisoformat(label["date_to"])
        inside = mentions_in(line, at, at + len(sentence))
        place = sentence.find(label["place"] or "\0")
        when = governing(line, at, at + len(sentence), at + place if place >= 0 else None)
        named = {0: "no date", 1: "one date"}.get(len(inside), "more dates")
        right = agrees(when, start, end)
        counts[kind, named, right] += 1
        if show and not right:
            told = ", ".join(f"{d.mention.text}={d.when.start}..{d.when.end}" for d in inside)
            print(
                f"{kind} {named} {doc} want {start}..{end} got {when.start}..{when.end} [{told}] | {sentence}"
            )
    for kind in ("news", "narrative"):
        for named in ("one date", "more dates", "no date"):
            right, wrong = counts[kind, named, True], counts[kind, named, False]
            if right + wrong:
                print(
                    f"{kind:9} {named:10} {right:4} of {right + wrong:4} right  {right / (right + wrong):.3f}"
                )


if __name__ == "__main__":
    main(sys.argv[1:])
