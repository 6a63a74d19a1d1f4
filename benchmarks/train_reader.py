"""Fit the reader's weights on ../shared/dev and our own stories, and print cross-validated scores.

    python benchmarks/train_reader.py            cross-validated figures, by kind of text
    python benchmarks/train_reader.py --write    the same, then fit on all texts and write the weights

Needs scikit-learn. Documents, not sentences, are split into five folds (benchmarks/folds.csv names them).
Our own stories (benchmarks/stories/, see own_stories.py) are fitted on as they are and once more without
commas and apostrophes; they are never scored.
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

from own_stories import stories  # noqa: E402

from geomapper import gazetteer, theatre  # noqa: E402
from geomapper.events import known_names  # noqa: E402
from geomapper.events.assemble import events_of  # noqa: E402
from geomapper.events.document import Document, documents  # noqa: E402
from geomapper.events.reader import SURE, Proposal, proposals  # noqa: E402
from geomapper.events.scene import place_key  # noqa: E402
from geomapper.events.scorer import features, scored  # noqa: E402
from geomapper.events.weights import Weights  # noqa: E402
from geomapper.model import Article, Event  # noqa: E402

C, C_WHO, C_FROM, THRESHOLD, RARE = 0.1, 1.0, 0.3, 0.64, 3
OWN = -1  # the fold of our own stories: fitted on, never scored
# How much a text counts: our own narratives are denser and bolder than those that are read.
WEIGHT = {"news": 0.7, "narrative": 0.2, "stripped": 0.6, "stories": 3.0}

Rows = list[tuple[list[str], int, float]]  # features, answer, weight
Pairs = list[tuple[tuple[str, ...], tuple[str, ...], float]]  # features of the better, of the worse, weight


@dataclass(frozen=True)
class Text:
    """A document with its labels, its fold, and how much it counts in fitting."""

    doc: Document
    gold: list[dict]
    fold: int
    weight: float = 1.0


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


def corpus(own: bool = True) -> list[Text]:
    """The texts of ../shared/dev, and our own stories, which are only fitted on."""
    th = theatre.load()
    known = known_names(gazetteer.load(), th)
    gold, fold = labels(), folds()
    docs = documents(articles(DEV / "texts"), th, known)
    out = [Text(d, gold[d.article.article_id], fold[d.article.article_id]) for d in docs]
    if own:
        for stripped in (False, True):
            found = stories(stripped)
            less = WEIGHT["stripped"] if stripped else 1.0
            docs = documents([a for a, _ in found], th, known)
            out += [
                Text(
                    d,
                    [r for r in rows if r["change"] in {"gain", "loss"} and r["place"]],
                    OWN,
                    less * WEIGHT["news" if d.article.published else "narrative"],
                )
                for d, (_, rows) in zip(docs, found, strict=True)
            ]
    return out


def five_stories() -> list[Text]:
    """The five stories of ../shared/articles as further examples; never scored on with these weights."""
    th = theatre.load()
    docs = documents(articles(SHARED / "articles"), th, known_names(gazetteer.load(), th))
    gold = labels(SHARED / "articles" / "labels.jsonl")
    return [Text(d, gold[d.article.article_id], OWN, WEIGHT["stories"]) for d in docs]


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


def hits(doc: Document, found: list[Proposal], gold: list[dict]) -> list[list[dict]]:
    """For each proposal the labels of its sentence that name its place."""
    from score_events import same_place

    spans = [(row, places_of(row["sentence"], doc.article.text)) for row in gold]
    out = []
    for p in found:
        toks = p.candidate.reading.sentence.tokens
        trigger, place = toks[p.candidate.trigger.i].start, toks[p.candidate.mention.i].start
        out.append(
            [
                row
                for row, places in spans
                if p.candidate.mention.name
                and any(a <= trigger < b and a <= place < b for a, b in places)
                and same_place({"place": p.candidate.mention.name}, row)
            ]
        )
    return out


def examples(doc: Document, found: list[Proposal], gold: list[dict]) -> Rows:
    """Features, answer and weight of each proposal.

    A proposal is right where a label of its sentence names its place, its side and its change; where another
    proposal of the sentence is the right one it is wrong, and where none is it counts for little either way.
    """
    told = hits(doc, found, gold)

    def agrees(p: Proposal, row: dict) -> bool:
        return row["change"] == p.roles.change and row["actor"] in {p.roles.actor, *p.roles.others}

    settled = {
        (p.line, place_key(p.candidate.mention.name))
        for p, rows in zip(found, told, strict=True)
        if any(agrees(p, row) for row in rows)
    }
    out: Rows = []
    narrative = doc.article.published is None
    for p, rows in zip(found, told, strict=True):
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


def who_examples(doc: Document, found: list[Proposal], gold: list[dict]) -> Pairs:
    """Where nothing else tells who gained: features of a right side, of a wrong one, and a weight."""
    out: Pairs = []
    for p, rows in zip(found, hits(doc, found, gold), strict=True):
        options = p.roles.options
        sides = {row["actor"] for row in rows if row["change"] == p.roles.change} & set(options)
        wrong = set(options) - sides
        for side in sorted(sides):
            weight = (1.0 if p.candidate.fit in SURE else 0.3) / len(sides)
            out += [(options[side], options[other], weight / len(wrong)) for other in sorted(wrong)]
    return out


def from_examples(doc: Document, found: list[Proposal], gold: list[dict]) -> Rows:
    """Features, answer and weight of each side that the story offers where nothing else tells who lost."""
    out: Rows = []
    for p, rows in zip(found, hits(doc, found, gold), strict=True):
        right = [
            row for row in rows if row["change"] == "gain" == p.roles.change and row["actor"] == p.roles.actor
        ]
        losers = {row["from_actor"] for row in right}
        if right:
            weight = 1.0 if p.candidate.fit in SURE else 0.3
            out += [(list(fs), int(side in losers), weight) for side, fs in p.roles.losers.items()]
    return out


def fit(texts: list[Text]) -> Weights:
    """Weights of who gained, then, with these known, of what counts as a change."""
    who: Pairs = []
    for t in texts:
        who += [(a, b, w * t.weight) for a, b, w in who_examples(t.doc, proposals(t.doc, {}), t.gold)]
    chosen = ranking(who, C_WHO)
    lost: Rows = []
    for t in texts:
        lost += [(f, y, w * t.weight) for f, y, w in from_examples(t.doc, proposals(t.doc, chosen), t.gold)]
    chosen |= regression(lost, C_FROM)
    rows: Rows = []
    for t in texts:
        rows += [(f, y, w * t.weight) for f, y, w in examples(t.doc, proposals(t.doc, chosen), t.gold)]
    return Weights(regression(rows, C), THRESHOLD, chosen)


def regression(rows: Rows, strength: float) -> dict[str, float]:
    """The weights of a logistic regression, those of the rarest features left out."""
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
    model = LogisticRegression(C=strength, max_iter=2000, solver="liblinear", random_state=0).fit(
        x, y, sample_weight=w
    )
    weights = {f: round(float(model.coef_[0][i]), 3) for f, i in index.items()}
    for bias in {"bias", "from: bias"} & set(weights):
        weights[bias] = round(weights[bias] + float(model.intercept_[0]), 3)
    return {f: v for f, v in weights.items() if abs(v) >= 0.01}


def ranking(pairs: Pairs, strength: float) -> dict[str, float]:
    """Weights under which the better of each pair has the higher total: a regression on their differences."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    counts = Counter(f for a, b, _ in pairs for f in set(a) ^ set(b))
    index = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= RARE))}
    rows, columns, values = [], [], []
    for n, (a, b, _) in enumerate(pairs):
        sign = 1 if n % 2 else -1  # half of the differences are turned round, or there is one class
        for f in sorted(set(a) ^ set(b)):
            if f in index:
                rows.append(n)
                columns.append(index[f])
                values.append(sign if f in a else -sign)
    x = csr_matrix((values, (rows, columns)), shape=(len(pairs), len(index)), dtype=float)
    model = LogisticRegression(
        C=strength, max_iter=2000, solver="liblinear", fit_intercept=False, random_state=0
    ).fit(x, [n % 2 for n in range(len(pairs))], sample_weight=[w for _, _, w in pairs])
    weights = {f: round(float(model.coef_[0][i]), 3) for f, i in index.items()}
    return {f: v for f, v in weights.items() if abs(v) >= 0.01}


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


def read(text: Text, model: Weights) -> list[dict]:
    """The events of a text as the scorer wants them."""
    found = proposals(text.doc, model.who)
    return [row_of(e) for e in events_of(text.doc, scored(text.doc, found, model), model.threshold)]


def cross_validated(data: list[Text]) -> list[dict]:
    """The events of all texts of ../shared/dev, each read with weights fitted without its fold."""
    out = []
    for k in sorted({t.fold for t in data} - {OWN}):
        model = fit([t for t in data if t.fold != k])
        for t in data:
            if t.fold == k:
                out += read(t, model)
    return out


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
    parser.add_argument("--without-own", action="store_true", help="without our own stories")
    args = parser.parse_args()
    THRESHOLD, C = args.threshold, args.c
    data = corpus(not args.without_own)
    rows = cross_validated(data)
    for kind, prefix in (("news", "fakes"), ("narratives", "wiki")):
        names = [t.doc.article.article_id for t in data if t.doc.article.article_id.startswith(prefix)]
        result = score(rows, names)
        assert isinstance(result, dict)
        line = "  ".join(
            f"{x} P {result[x]['precision']:.3f} R {result[x]['recall']:.3f} F1 {result[x]['f1']:.3f}"
            for x in ("place", "event", "dated")
        )
        print(f"{kind:11} {line}  from {result['from_actor_accuracy']} extent {result['extent_accuracy']}")
        if args.show and (args.kind in {None, kind}):
            shown = [
                t.doc.article.article_id
                for t in data
                if t.doc.article.article_id.startswith(prefix) and str(t.fold) in args.folds
            ]
            print(score(rows, shown, *args.show))
    if args.write:
        model = fit(data + five_stories())
        target = ROOT / "geomapper" / "events" / "weights.json"
        body = {
            "threshold": model.threshold,
            "weights": dict(sorted(model.weights.items())),
            "who": dict(sorted(model.who.items())),
        }
        target.write_text(json.dumps(body, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{len(model.weights)} weights, {len(model.who)} for who → {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
