"""How many stories' dates the text alone tells: python benchmarks/published.py [--show] [DEV]

DEV is a folder with texts/ and texts/manifest.csv. Counted are the stories whose date the manifest has;
narratives without a date should come out unknown.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from geomapper.published import infer_published

DEV = Path(__file__).parents[1].parent / "shared" / "dev"


def main(argv: list[str]) -> None:
    show = "--show" in argv
    folders = [a for a in argv if not a.startswith("-")]
    texts = (Path(folders[0]) if folders else DEV) / "texts"
    counts: Counter[str] = Counter()
    with open(texts / "manifest.csv", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            got = infer_published((texts / row["file"]).read_text(encoding="utf-8"))
            want = date.fromisoformat(row["published"]) if row["published"] else None
            if want is None:
                result = "narrative, unknown" if got.date is None else "narrative, dated"
            elif got.date == want:
                result = "news, right"
            elif got.date is not None:
                result = "news, wrong"
            else:
                result = "news, narrowed" if got.candidates else "news, unknown"
            counts[result] += 1
            if show and result not in {"news, right", "narrative, unknown"}:
                print(result, row["file"], "want", want, "got", got.date, got.how)
    for result, n in sorted(counts.items()):
        print(f"{result:20} {n:4}")


if __name__ == "__main__":
    main(sys.argv[1:])
