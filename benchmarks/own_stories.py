"""Our own labelled stories, in benchmarks/stories/: made-up reports to fit the reader's weights on.

A file holds many stories, each with its labels behind a line of dashes:

    === wire_01 | 2016-02-26 | Wire
    Army retakes Khanaser

    The army took the town back ...
    ---
    gain | Khanaser | government | isil | 2016-02-25 | whole | sure | The army took the town back

Day `-` is that of a narrative without one. A label is change, place as the text writes it, side, side that
lost it, days, extent, whether two readers could disagree, and words of the sentence that tells it.

    python benchmarks/own_stories.py     counts, and labels that do not fit their texts
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

from geomapper.events.text import sentences
from geomapper.model import Article

FOLDER = Path(__file__).parent / "stories"
Label = dict[str, object]


def stories(stripped: bool = False, folder: Path = FOLDER) -> list[tuple[Article, list[Label]]]:
    """Each story with its labels, in the form of ../shared/dev/labels.jsonl.

    `stripped` takes commas and apostrophes out and runs the paragraphs together, as some sources do.
    """
    out = []
    for path in sorted(folder.glob("*.txt")):
        for block in re.split(r"(?m)^=== ", path.read_text(encoding="utf-8"))[1:]:
            out.append(_story(block, stripped))
    return out


def _story(block: str, stripped: bool) -> tuple[Article, list[Label]]:
    head, _, rest = block.partition("\n")
    body, _, lines = rest.partition("\n---")
    name, day, source = (x.strip() for x in head.split("|"))
    body = body.strip("\n")
    rows = [[x.strip() for x in line.split("|")] for line in lines.splitlines() if line.strip()]
    if stripped:
        title, _, text = body.partition("\n\n")
        body = "\n\n".join(" ".join(_bare(part).split()) for part in (title, text) if part)
        rows = [[*(_bare(x) for x in row[:7]), " ".join(_bare(row[7]).split())] for row in rows]
        name += "~"
    cut = sentences(body)
    labels: list[Label] = []
    for change, place, actor, loser, days, extent, sure, words in rows:
        at = body.find(words)
        told = next((s.text for s in cut if s.start <= at < s.end), words)
        first, _, last = days.partition("..")
        labels.append(
            {
                "doc": name,
                "sentence": told,
                "place": None if place == "-" else place,
                "canonical": None if place == "-" else place,
                "kind": "unnamed" if place == "-" else "place",
                "change": change,
                "actor": actor,
                "from_actor": None if loser == "-" else loser,
                "date_from": None if days == "-" else first,
                "date_to": None if days == "-" else last or first,
                "extent": extent,
                "sure": sure == "sure",
            }
        )
    published = None if day == "-" else date.fromisoformat(day)
    return Article(name, body, published=published, source=source), labels


def _bare(text: str) -> str:
    """A text without commas and apostrophes."""
    return re.sub(r"[,'’‘]", "", text)


def main() -> None:
    found = stories()
    faults = 0
    for article, labels in found:
        for label in labels:
            place, sentence = label["place"], str(label["sentence"])
            if article.text.count(sentence) != 1 or (place and str(place) not in article.text):
                faults += 1
                print(f"{article.article_id}: {label['change']} of {place}: no such sentence or place")
    changes = [row for _, rows in found for row in rows if row["change"] in {"gain", "loss"}]
    still = sum(not any(r["change"] in {"gain", "loss"} for r in rows) for _, rows in found)
    print(f"{len(found)} stories, {still} of them without a change; {len(changes)} gains and losses")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
