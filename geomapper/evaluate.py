"""How well events match labels: precision, recall and F1, each with an interval over documents.

geomapper.matching says which label meets which event. An unsure label counts neither for nor against,
whether it meets an event or not, and so does the event that it meets.

Source of the intervals: B. Efron, "Bootstrap methods: another look at the jackknife", 1979 (percentiles).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomapper.errors import InputError
from geomapper.matching import LEVELS, Match, Row, document, match

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

COUNTS = (
    "labels", "predicted", "place", "event", "dated",
    "from_actor", "from_actor_right", "extent", "extent_right",
)  # fmt: skip
SCORE_COLUMNS = ("kind", "documents", "level", "measure", "value", "low", "high", "hits", "of")
ALL = "all"


@dataclass(frozen=True)
class Evaluation:
    """Scores with their 95 % intervals, and the counts that they come from."""

    scores: pd.DataFrame  # SCORE_COLUMNS: one row a kind, level and measure; values 0 to 1, or missing
    counts: pd.DataFrame  # one row a document: its kind, and COUNTS
    match: Match

    def score(self, level: str, measure: str = "f1", kind: str = ALL) -> float:
        """One value of `scores`; KeyError where there is none of that name."""
        table = self.scores
        found = table[(table["kind"] == kind) & (table["level"] == level) & (table["measure"] == measure)]
        if found.empty:
            raise KeyError(f"no {measure} of {level} for {kind}")
        return float(found["value"].iloc[0])

    def __str__(self) -> str:
        lines = []
        for kind, table in self.scores.groupby("kind", sort=False):
            of = {m: int(table.loc[table["measure"] == m, "of"].max()) for m in ("recall", "precision")}
            documents = int(table["documents"].iloc[0])
            lines.append(f"{kind}: {documents} documents, {of['recall']} labels, {of['precision']} events")
            lines.append(f"{'':10}  {'precision':19}  {'recall':19}  F1")
            for level in LEVELS:
                rows = table[table["level"] == level].set_index("measure")
                cells = [_cell(*rows.loc[m, ["value", "low", "high"]]) for m in ("precision", "recall", "f1")]
                lines.append(f"{level:10}  {cells[0]:19}  {cells[1]:19}  {cells[2]}")
            for row in table[table["measure"] == "accuracy"].itertuples():
                right = f"{row.hits:.0f} of {row.of:.0f} right"
                lines.append(f"{row.level:10}  {_cell(row.value, row.low, row.high):19}  {right}")
            lines.append("")
        return "\n".join(lines[:-1])


def _cell(value: Any, low: Any, high: Any) -> str:
    return f"{value:.3f} ({low:.3f}–{high:.3f})" if value == value else "–"


def evaluate(
    labels: str | Path | Iterable[Row],
    events: str | Path | Iterable[Any],
    docs: Iterable[str] | None = None,
    by: Callable[[str], str] | None = None,
    resamples: int = 1_000,
    seed: int = 0,
) -> Evaluation:
    """Scores of events against labels, overall and by kind of document, each with its 95 % interval.

    `labels` is a JSON Lines file or its rows (doc, place, canonical, change, actor, from_actor, date_from,
    date_to, extent, sure). `events` is an event table as .csv, .jsonl, .parquet or .geojson, or its rows,
    or events. Documents are named by file, with or without folder and suffix; with `docs` these alone are
    scored, and those without labels are known to have none. `by` gives the kind of a document from its
    name; without it the kind is the word before the first "_" ("news" of "news_017"). Intervals are
    percentiles over `resamples` draws of as many documents, with replacement. Raises InputError where
    labels or events cannot be read.
    """
    import pandas as pd

    found = match(labels, events, docs)
    counts = _counts(found)
    kinds = {doc: (by or prefix)(doc) for doc in found.documents}
    table = pd.DataFrame.from_dict(counts, orient="index", columns=list(COUNTS), dtype="int64")
    table.insert(0, "kind", pd.Series(kinds, dtype="str"))
    table.index.name = "doc"
    named = sorted(set(kinds.values()) - {""})
    groups = [(ALL, table)] + [(k, table[table["kind"] == k]) for k in named if len({*kinds.values()}) > 1]
    rows = [
        (kind, len(part), *row)
        for kind, part in groups
        for row in scores(part[list(COUNTS)].to_numpy(), resamples, seed)
    ]
    return Evaluation(pd.DataFrame(rows, columns=list(SCORE_COLUMNS)), table, found)


def prefix(doc: str) -> str:
    """The word before a name's first "_", where it is one of letters; else nothing."""
    word, line, _ = doc.partition("_")
    return word if line and word.isalpha() else ""


def kinds_of(manifest: str | Path) -> dict[str, str]:
    """The kind of each document of a manifest.csv (file, published): "dated" or "undated", by its day."""
    import csv

    try:
        with open(manifest, encoding="utf-8-sig", newline="") as f:
            rows = list(csv.DictReader(f))
        return {document(r["file"]): "dated" if r["published"].strip() else "undated" for r in rows}
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise InputError(f"{manifest} is not a manifest with columns file and published: {error}") from error


def _counts(found: Match) -> dict[str, list[int]]:
    """COUNTS of each document: all that the scores are made of, so that a resample only adds them up."""
    counts = {doc: dict.fromkeys(COUNTS, 0) for doc in found.documents}
    for group in found.events:
        counts[document(group[0]["article_id"])]["predicted"] += 1
    for g, (label, *_) in enumerate(found.labels):
        here, sure = counts[document(label["doc"])], found.sure(g)
        here["labels"] += sure
        if g not in found.pairs:
            continue
        n, level = found.pairs[g]
        event = found.events[n][0]
        if sure:
            for name in LEVELS[: LEVELS.index(level) + 1]:
                here[name] += 1
        else:
            here["predicted"] -= 1
        if level == "place":
            continue
        if label.get("from_actor"):
            here["from_actor"] += 1
            here["from_actor_right"] += label["from_actor"] == event.get("from_actor")
        if label.get("extent"):
            here["extent"] += 1
            here["extent_right"] += label["extent"] == (event.get("extent") or "whole")
    return {doc: [n[c] for c in COUNTS] for doc, n in counts.items()}


def scores(
    counts: np.ndarray[Any, Any], resamples: int = 1_000, seed: int = 0
) -> list[tuple[str, str, float, float, float, float, float]]:
    """(level, measure, value, low, high, hits, of) of every score; `counts` are documents × COUNTS."""
    of = dict(zip(COUNTS, resampled(counts, resamples, seed).T, strict=True))
    out = []
    for level in LEVELS:
        parts = (("precision", of["predicted"]), ("recall", of["labels"]), ("f1", None))
        for measure, whole in parts:
            # F1 is hits over the mean of what was wanted and what was made
            base = (of["predicted"] + of["labels"]) / 2 if whole is None else whole
            out.append((level, measure, *interval(of[level], base, 0.0), of[level][0], base[0]))
    for level in ("from_actor", "extent"):
        right, base = of[f"{level}_right"], of[level]
        out.append((level, "accuracy", *interval(right, base), right[0], base[0]))
    return out


def resampled(counts: np.ndarray[Any, Any], resamples: int = 1_000, seed: int = 0) -> np.ndarray[Any, Any]:
    """Totals of documents × counts: of the documents themselves first, then of each draw of as many."""
    import numpy as np

    n = len(counts)
    times = np.zeros((resamples, n), dtype=np.int64)  # how often each draw holds each document
    if n:
        times = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=resamples)
    totals: np.ndarray[Any, Any] = np.vstack([counts.sum(axis=0), times @ counts]).astype(float)
    return totals


def interval(hits: Any, base: Any, empty: float = float("nan")) -> tuple[float, float, float]:
    """The share of `hits` in `base` of the documents, and the percentiles 2.5 and 97.5 of the draws.

    Both come from columns of `resampled`; a share of nothing is `empty`, and left out where that is a NaN.
    """
    import numpy as np

    shares = np.divide(hits, base, out=np.full(len(base), empty), where=base > 0)
    drawn = shares[1:][~np.isnan(shares[1:])]
    low, high = np.percentile(drawn, [2.5, 97.5]) if len(drawn) else (np.nan, np.nan)
    return float(shares[0]), float(low), float(high)
