"""Fit the reader's weights on ../shared/dev, and print cross-validated scores.

    python benchmarks/train_reader.py            cross-validated figures, by kind of text
    python benchmarks/train_reader.py --write    the same, then fit on all texts and write the weights

Needs scikit-learn. Documents, not sentences, are split into five folds (benchmarks/folds.csv names them).
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DEV = SHARED / "dev"
sys.path.insert(0, str(SHARED / "tools"))
sys.path.insert(0, str(ROOT))

from geomapper import gazetteer, theatre  # noqa: E402
from geomapper.events import known_names  # noqa: E402
from geomapper.events.assemble import events_of  # noqa: E402
from geomapper.events.document import Document, documents  # noqa: E402
from geomapper.events.reader import Proposal, proposals  # noqa: E402
from geomapper.events.roles import place_key  # noqa: E402
from geomapper.events.scorer import Weights, features, scored  # noqa: E402
from geomapper.model import Article, Event  # noqa: E402

C, THRESHOLD, RARE = 0.15, 0.45, 3


@dataclass
class Corpus:
    docs: list[Document]
    found: list[list[Proposal]]
    fold: list[int]


def folds() -> dict[str, int]:
    with open(ROOT / "benchmarks" / "folds.csv", encoding="utf-8") as f:
        return {r["file"]: int(r["fold"]) for r in csv.DictReader(f)}


def articles(folder: Path) -> list[Article]:
    out = []
    with open(folder / "manifest.csv", encoding="utf-8") as f:
        for r in csv.DictReader(f):
            day = date.fromisoformat(r["published"]) if r["published"] else None
            out.append(
                Article(
                    r["file"],
                    (folder / r["file"]).read_text(encoding="utf-8"),
                    published=day,
                    source=r["source"],
                )
            )
    return out


def corpus() -> Corpus:
    th = theatre.load()
    docs = documents(articles(DEV / "texts"), th, known_names(gazetteer.load(), th))
    fold = folds()
    return Corpus(docs, [proposals(d) for d in docs], [fold[d.article.article_id] for d in docs])


def labels(path: Path = DEV / "labels.jsonl") -> dict[str, list[dict]]:
    out = defaultdict(list)
    with open(path, encoding="utf-8") as f:
        for line in f:
            row = json.loads(line)
            if row["change"] in {"gain", "loss"} and row["place"]:
                out[row["doc"]].append(row)
    return out


def places_of(sentence: str, text: str) -> list[tuple[int, int]]:
    """Where a label's sentence stands in a text; " ... " stands for words left out."""
    pieces = [r"\s+".join(re.escape(w) for w in piece.split()) for piece in sentence.split(" ... ")]
    return [m.span() for m in re.finditer(r"[^\0]{0,400}?".join(pieces), text)]


def examples(doc: Document, found: list[Proposal], gold: list[dict]) -> list[tuple[list[str], int, float]]:
    """Features, answer and weight of each proposal.

    A proposal is right where a label of its sentence names its place, its side and its change; where another
    proposal of the sentence is the right one it is wrong, and where none is it counts for little either way.
    """
    from score_events import same_place

    spans = [(row, places_of(row["sentence"], doc.article.text)) for row in gold]
    hits = []
    for p in found:
        toks = p.candidate.reading.sentence.tokens
        trigger, place = toks[p.candidate.trigger.i].start, toks[p.candidate.mention.i].start
        hits.append(
            [
                row
                for row, places in spans
                if p.candidate.mention.name
                and any(a <= trigger < b and a <= place < b for a, b in places)
                and same_place({"place": p.candidate.mention.name}, row)
            ]
        )

    def agrees(p: Proposal, row: dict) -> bool:
        return row["change"] == p.roles.change and row["actor"] in {p.roles.actor, *p.roles.others}

    settled = {
        (p.line, place_key(p.candidate.mention.name))
        for p, rows in zip(found, hits, strict=True)
        if any(agrees(p, row) for row in rows)
    }
    out = []
    narrative = doc.article.published is None
    for p, rows in zip(found, hits, strict=True):
        if not p.candidate.mention.name:
            continue
        right = [row for row in rows if agrees(p, row)]
        if right:
            answer, weight = 1, 1.0 if any(row["sure"] for row in right) else 0.35
        elif not rows:
            answer, weight = 0, 1.0
        elif (p.line, place_key(p.candidate.mention.name)) in settled:
            answer, weight = 0, 0.7
        else:
            answer, weight = 1, 0.3
        out.append((features(p, narrative), answer, weight))
    return out


def stories() -> list[tuple[list[str], int, float]]:
    """The five stories of ../shared/articles as further examples, counted three times; never scored on."""
    th = theatre.load()
    docs = documents(articles(SHARED / "articles"), th, known_names(gazetteer.load(), th))
    gold = labels(SHARED / "articles" / "labels.jsonl")
    rows = [r for d in docs for r in examples(d, proposals(d), gold[d.article.article_id])]
    return [(f, answer, 3 * weight) for f, answer, weight in rows]


def fit(rows: list[tuple[list[str], int, float]]) -> Weights:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    counts = Counter(f for fs, _, _ in rows for f in set(fs))
    index = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= RARE))}
    indptr, indices = [0], []
    for fs, _, _ in rows:
        indices += sorted({index[f] for f in fs if f in index})
        indptr.append(len(indices))
    x = csr_matrix(
        (np.ones(len(indices)), np.array(indices, dtype=np.int32), np.array(indptr, dtype=np.int32)),
        shape=(len(rows), len(index)),
    )
    y, w = np.array([r[1] for r in rows]), np.array([r[2] for r in rows])
    model = LogisticRegression(C=C, max_iter=2000, solver="liblinear", random_state=0).fit(
        x, y, sample_weight=w
    )
    weights = {f: round(float(model.coef_[0][i]), 3) for f, i in index.items()}
    weights["bias"] = round(weights.get("bias", 0.0) + float(model.intercept_[0]), 3)
    return Weights({f: v for f, v in weights.items() if abs(v) >= 0.01}, THRESHOLD)


def row_of(event: Event) -> dict:
    return {
        "article_id": event.article_id,
        "place": event.ref.name,
        "change": str(event.change),
        "actor": event.actor,
        "from_actor": event.from_actor,
        "extent": event.extent,
        "modality": str(event.modality),
        "sentence": event.sentence,
        "date_start": str(event.when.start or ""),
        "date_end": str(event.when.end or ""),
        "rule": event.rule,
    }


def score(rows: list[dict], names: list[str], *show: str) -> dict | str:
    with tempfile.TemporaryDirectory() as folder:
        events, docs = Path(folder, "events.jsonl"), Path(folder, "docs.txt")
        events.write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
        docs.write_text("\n".join(names), encoding="utf-8")
        command = [
            sys.executable,
            str(SHARED / "tools" / "score_events.py"),
            "--labels",
            str(DEV / "labels.jsonl"),
            "--events",
            str(events),
            "--docs",
            str(docs),
        ]
        for what in show:
            command += ["--show", what]
        out = subprocess.run(
            [*command, *([] if show else ["--json"])], capture_output=True, text=True, check=True
        ).stdout
    return out if show else json.loads(out)


def cross_validated(data: Corpus) -> list[dict]:
    gold = labels()
    rows = [examples(d, f, gold[d.article.article_id]) for d, f in zip(data.docs, data.found, strict=True)]
    out = []
    for k in sorted(set(data.fold)):
        model = fit([r for rs, fold in zip(rows, data.fold, strict=True) if fold != k for r in rs])
        for doc, found, fold in zip(data.docs, data.found, data.fold, strict=True):
            if fold == k:
                out += [row_of(e) for e in events_of(doc, scored(doc, found, model), model.threshold)]
    return out


def sweep(data: Corpus) -> None:
    global C, THRESHOLD
    gold = labels()
    sets = [examples(d, f, gold[d.article.article_id]) for d, f in zip(data.docs, data.found, strict=True)]
    for C in (0.1, 0.3, 1.0):
        models = {
            k: fit([r for rs, fold in zip(sets, data.fold, strict=True) if fold != k for r in rs])
            for k in sorted(set(data.fold))
        }
        ready = [scored(d, f, models[k]) for d, f, k in zip(data.docs, data.found, data.fold, strict=True)]
        for THRESHOLD in (0.35, 0.4, 0.45, 0.5, 0.55):
            rows = [
                row_of(e) for d, s in zip(data.docs, ready, strict=True) for e in events_of(d, s, THRESHOLD)
            ]
            line = []
            for prefix in ("fakes", "wiki"):
                r = score(
                    rows, [d.article.article_id for d in data.docs if d.article.article_id.startswith(prefix)]
                )
                line.append(
                    " ".join(
                        f"{r[x]['precision']:.2f}/{r[x]['recall']:.2f}/{r[x]['f1']:.3f}"
                        for x in ("place", "event", "dated")
                    )
                )
            print(C, THRESHOLD, " | ".join(line))


def main() -> None:
    global THRESHOLD, C
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="append", default=[], choices=["misses", "extra", "dates", "actors"])
    parser.add_argument("--kind", choices=["news", "narratives"])
    parser.add_argument("--folds", default="01234", help="show these folds only")
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    parser.add_argument("--c", type=float, default=C)
    parser.add_argument("--sweep", action="store_true", help="figures for several strengths and thresholds")
    args = parser.parse_args()
    THRESHOLD, C = args.threshold, args.c
    data = corpus()
    if args.sweep:
        sweep(data)
        return
    rows = cross_validated(data)
    for kind, prefix in (("news", "fakes"), ("narratives", "wiki")):
        names = [
            d.article.article_id
            for d, f in zip(data.docs, data.fold, strict=True)
            if d.article.article_id.startswith(prefix)
        ]
        result = score(rows, names)
        assert isinstance(result, dict)
        line = "  ".join(
            f"{x} P {result[x]['precision']:.3f} R {result[x]['recall']:.3f} F1 {result[x]['f1']:.3f}"
            for x in ("place", "event", "dated")
        )
        print(f"{kind:11} {line}  from {result['from_actor_accuracy']} extent {result['extent_accuracy']}")
        if args.show and (args.kind in {None, kind}):
            shown = [
                d.article.article_id
                for d, f in zip(data.docs, data.fold, strict=True)
                if d.article.article_id.startswith(prefix) and str(f) in args.folds
            ]
            print(score(rows, shown, *args.show))
    if args.write:
        gold = labels()
        rows_ = [
            r
            for d, f in zip(data.docs, data.found, strict=True)
            for r in examples(d, f, gold[d.article.article_id])
        ]
        model = fit(rows_ + stories())
        target = ROOT / "geomapper" / "events" / "weights.json"
        body = {"threshold": model.threshold, "weights": dict(sorted(model.weights.items()))}
        target.write_text(json.dumps(body, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{len(model.weights)} weights → {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
