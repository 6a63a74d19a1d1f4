"""How often the reader is right, cross-validated, and what its errors are.

    python benchmarks/accuracy.py                       all figures, with 95 % intervals over documents
    python benchmarks/accuracy.py --write               the same, into docs/accuracy.md
    python benchmarks/accuracy.py --list "wrong side"   the errors of a class, sentence by sentence
                                  --kind news --folds 01

Needs ../shared (texts and labels) and scikit-learn. errors.py says how an error gets its class.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import own_stories
import train_reader as trainer
from errors import INVENTED, KINDS, LABELS, MISSED, NONE, Fault, Read, cross_validated, faults, trigger_of

from geomapper.evaluate import COUNTS, Evaluation, evaluate, interval, resampled, scores
from geomapper.matching import document, event_days, label_days, same_place

STORIES = trainer.SHARED / "articles"
FEW = 12  # labels and events of a word that make a row of their own


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write docs/accuracy.md")
    parser.add_argument("--list", metavar="CLASS", choices=[*MISSED, *INVENTED, "wrong date"])
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--folds", default="01234", help="list errors of these folds alone")
    args = parser.parse_args()
    texts, rows = cross_validated()
    done = evaluate(LABELS, rows, texts, lambda d: texts[d].kind)
    missed, invented = faults(done, texts)
    if args.list:
        shown = {d for d, t in texts.items() if args.kind in {None, t.kind} and str(t.fold) in args.folds}
        print_faults(args.list, done, missed, invented, shown)
        return
    text = page(done, missed, invented, texts, evaluate_unseen(), evaluate_stories())
    print(text)
    if args.write:
        target = trainer.ROOT / "docs" / "accuracy.md"
        target.write_text(text, encoding="utf-8")
        print(f"→ {target.relative_to(trainer.ROOT)}", file=sys.stderr)


def print_faults(
    cls: str, done: Evaluation, missed: list[Fault], invented: list[Fault], shown: set[str]
) -> None:
    found = done.match
    if cls == "wrong date":
        for g, (n, level) in sorted(found.pairs.items()):
            row, event = found.labels[g][0], found.events[n][0]
            if level == "event" and found.sure(g) and document(row["doc"]) in shown:
                days = [" to ".join(map(str, d)) for d in (label_days(row), event_days(event))]
                print(
                    f"DATE {row['doc']} | {row['place']} | want {days[0]}, got {days[1]}\n  {row['sentence']}"
                )
        return
    for name, faults_, side in (("MISSED", missed, "doc"), ("INVENTED", invented, "article_id")):
        for f in faults_:
            if f.cls == cls and f.doc in shown:
                row = f.row
                sentence = " ".join(row["sentence"].split())
                print(f"{name} {row[side]} | {row['place']} | {row['change']} {row['actor']} | {f.trigger}")
                print(f"  {sentence}\n  {row.get('rule', '')}")


def evaluate_stories() -> tuple[Evaluation, dict[str, int]]:
    """Scores of the whole line, places included, on the five stories; and what else is known of them."""
    import geomapper as gm
    from geomapper.geocode.context import km_between

    stories = gm.read_articles(STORIES)
    located = [e for _, found in gm.locate_stories(stories) for e in found]
    done = evaluate(STORIES / "labels.jsonl", gm.events_frame(located), [a.article_id for a in stories])
    distances = []
    for g, (n, _) in done.match.pairs.items():
        row, event = done.match.labels[g][0], done.match.events[n][0]
        if row.get("latitude") is not None:
            at = event.get("latitude"), event.get("longitude")
            distances.append(
                float("inf") if None in at else km_between(row["latitude"], row["longitude"], *at)
            )
    lines = (STORIES / "not_events.jsonl").read_text(encoding="utf-8").split("\n")
    forbidden = [json.loads(line) for line in lines if line.strip()]
    met = {n for n, _ in done.match.pairs.values()}
    broken = sum(
        document(r["doc"]) == document(group[0]["article_id"]) and same_place(r, group[0])
        for r in forbidden
        for n, group in enumerate(done.match.events)
        if n not in met
    )
    return done, {
        "located": len(distances), "near": sum(x <= 5 for x in distances),
        "forbidden": len(forbidden), "broken": broken,
    }  # fmt: skip


def evaluate_unseen() -> Evaluation:
    """Scores of every second one of our own stories, read with weights fitted on all other texts."""
    labels = [r for bare in (False, True) for _, rows in own_stories.stories(bare) for r in rows]
    order = {a.article_id: n for n, (a, _) in enumerate(own_stories.stories())}

    def apart(name: str) -> bool:
        return order.get(name.rstrip("~"), 0) % 2 == 1

    data = trainer.corpus()
    names = {t.doc.article.article_id: t for t in data if apart(t.doc.article.article_id)}
    model = trainer.fit([t for t in data if t.doc.article.article_id not in names])
    rows = [r for t in names.values() for r in trainer.read(t, model)]

    def kind(name: str) -> str:
        bare = "bare " if name.endswith("~") else ""
        return bare + KINDS[names[name].doc.article.published is None]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "labels.jsonl")
        path.write_text("\n".join(json.dumps(r) for r in labels if r["doc"] in names), encoding="utf-8")
        return evaluate(path, rows, names, kind)


PAGE = """\
# How often the reader is right

Written by `python benchmarks/accuracy.py --write`, from texts and labels that lie beside a checkout and are
no part of it. No figure here is typed by hand.

The texts are {news} news stories and {narratives} encyclopaedia narratives, mostly of the war in Syria, in
which every change of control is labelled by hand. Documents are split into five folds
(`benchmarks/folds.csv`), and each is read with weights fitted on the other four, and on {own} stories of our
own (`benchmarks/stories/`): the *weights* have not seen what they are scored on. The rules and the vocabulary
were written with errors of these texts in view: expect less from outlets and wars that were not among them,
for news a good deal less. What we can say of unseen texts stands under *Stories that no rule has seen*.

## Scores

An event is right when its place, change (gain or loss) and side are those of a label of the same document.
*Place* leaves the side out; *dated* also asks that the days overlap and are at most a week more than the
label's. Labels on which two readers could disagree count neither way. In brackets: 95 % of 1,000 resamples
of whole documents. `geomapper evaluate --labels FILE --events FILE` computes the same for labels of your
own.

{scores}

*From whom* and *extent*: of the right events whose label states the side that lost the place, or whether
all of it changed hands, the share that agrees.

F1 of events, fold by fold. Where a fold is far above the others, the rules know its texts too well:

{folds}

## By trigger

The trigger is the word that reports the change, by its class in `geomapper/events/lexicon.toml` (*take*:
captured, seized, the fall of …). A missed label belongs to the likeliest trigger of its sentence.

{triggers}

The words with {few} labels and events or more, verb and noun together:

{words}

## What is missed

{n_missed} of {n_labels} labels met no event with their side. Each is put at the last step at which the
reader still had it. Shares are of all labels of that kind of text.

{missed}

{dates}

## What is invented

{n_invented} of {n_events} events met no label with their side. Each is put in the first class that fits.
Shares are of all events of that kind of text.

{invented}

## Stories that no rule has seen

Every second one of our own stories was kept apart: its errors were not looked at (but for the misses of four
narratives, once), and here it is read with weights fitted without it. These stories were written to be hard:
idioms, background clauses, places that only locate, and lists make up far more of them than of the news.
*Bare* are the same stories without commas and apostrophes.

{unseen}

## Five whole stories

The stories on which every step is tried, read with the weights that come with the package, which were
fitted on them too: this shows that the line holds together, not how well it reads what it has not seen.

{stories}

{near} of {located} places are within 5 km of where they are; {broken} of {forbidden} places that must not
change hands do.
"""


def page(
    done: Evaluation,
    missed: list[Fault],
    invented: list[Fault],
    texts: dict[str, Read],
    unseen: Evaluation,
    stories: tuple[Evaluation, dict[str, int]],
) -> str:
    """docs/accuracy.md."""
    total = done.counts[list(COUNTS)].sum()
    parts = {
        "scores": score_table(done, (*KINDS, "all")),
        "folds": fold_table(done, texts),
        "triggers": trigger_table(done, missed, invented, lambda t: t.partition(":")[0]),
        "words": trigger_table(done, missed, invented, common(missed, invented, done)),
        "missed": error_table(MISSED, missed, done, texts, "labels"),
        "dates": wrong_dates(done, texts),
        "invented": error_table(INVENTED, invented, done, texts, "predicted"),
        "unseen": score_table(unseen, ("news", "narratives", "bare news", "bare narratives")),
        "stories": score_table(stories[0], ("all",)),
    }
    return PAGE.format(
        **{name: "\n".join(lines) for name, lines in parts.items()},
        **{kind: sum(t.kind == kind for t in texts.values()) for kind in KINDS},
        **stories[1],
        own=len(own_stories.stories()),
        few=FEW,
        n_missed=len(missed),
        n_labels=total["labels"],
        n_invented=len(invented),
        n_events=total["predicted"],
    )


def share(value: float, low: float, high: float, digits: int = 3) -> str:
    return f"{value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})" if value == value else "–"


def percent(value: float, low: float, high: float) -> str:
    return f"{100 * value:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def score_table(done: Evaluation, kinds: Iterable[str]) -> list[str]:
    out = ["| | documents | labels | events | precision | recall | F1 |", "|---|---|---|---|---|---|---|"]
    accuracy = ["", "| | from whom | extent |", "|---|---|---|"]
    for kind in kinds:
        rows = done.scores[done.scores["kind"] == kind].set_index(["level", "measure"])
        for level in ("event", "place", "dated"):
            cells = [
                share(*rows.loc[(level, m), ["value", "low", "high"]]) for m in ("precision", "recall", "f1")
            ]
            f1 = f"**{cells[2]}**" if level == "event" else cells[2]
            sizes = [int(rows.loc[key, "of"]) for key in ((level, "recall"), (level, "precision"))]
            size = (
                f"{int(rows['documents'].iloc[0])} | {sizes[0]} | {sizes[1]}" if level == "event" else "| |"
            )
            out.append(f"| {kind}, {level} | {size} | {cells[0]} | {cells[1]} | {f1} |")
        right = []
        for level in ("from_actor", "extent"):
            row = rows.loc[(level, "accuracy")]
            right.append(
                f"{share(row['value'], row['low'], row['high'])}, {row['hits']:.0f} of {row['of']:.0f}"
            )
        accuracy.append(f"| {kind} | {right[0]} | {right[1]} |")
    return out + accuracy


def fold_table(done: Evaluation, texts: dict[str, Read]) -> list[str]:
    folds = sorted({t.fold for t in texts.values()})
    out = ["| fold | " + " | ".join(map(str, folds)) + " |", "|---" * (len(folds) + 1) + "|"]
    for kind in KINDS:
        cells = []
        for fold in folds:
            names = [d for d, t in texts.items() if t.kind == kind and t.fold == fold]
            table = done.counts.loc[names, list(COUNTS)].to_numpy()
            rows = {(level, m): tuple(values) for level, m, *values in scores(table)}
            cells.append(f"{share(*rows['event', 'f1'][:3], 2)}, {rows['event', 'recall'][4]:.0f} labels")
        out.append(f"| {kind} | " + " | ".join(cells) + " |")
    return out


def trigger_table(
    done: Evaluation, missed: list[Fault], invented: list[Fault], key: Callable[[str], str]
) -> list[str]:
    """The scores of each kind of trigger, most labels first; `key` gives the kind of "take:capture"."""
    found = done.match
    counts: dict[str, Counter[tuple[str, str]]] = {}

    def add(trigger: str, doc: str, *names: str) -> None:
        counts.setdefault(key(trigger), Counter()).update((doc, n) for n in names)

    for g, (n, level) in found.pairs.items():
        if found.sure(g) and level != "place":
            right = ("place", "event", "dated") if level == "dated" else ("place", "event")
            add(
                trigger_of(found.events[n][0]),
                document(found.labels[g][0]["doc"]),
                "labels",
                "predicted",
                *right,
            )
    for f in missed:
        add(f.trigger, f.doc, "labels")
    for f in invented:
        add(f.trigger, f.doc, "predicted")
    counts.pop("", None)
    out = [
        "| trigger | labels | events | precision | recall | F1 | dated F1 |",
        "|---|---|---|---|---|---|---|",
    ]
    size = {k: (sum(n for (_, what), n in c.items() if what == "labels"), k) for k, c in counts.items()}
    for name in sorted(counts, key=size.__getitem__, reverse=True):
        table = np.array([[counts[name][doc, what] for what in COUNTS] for doc in found.documents])
        rows = {(level, m): tuple(values) for level, m, *values in scores(table)}
        wanted, made = (int(rows["event", m][4]) for m in ("recall", "precision"))
        cells = [share(*rows["event", m][:3], 2) for m in ("precision", "recall", "f1")]
        cells = ["–" if not n else cell for n, cell in zip((made, wanted, 1), cells, strict=True)]
        out.append(
            f"| {name} | {wanted} | {made} | {' | '.join(cells)} | {share(*rows['dated', 'f1'][:3], 2)} |"
        )
    return out


def common(missed: list[Fault], invented: list[Fault], done: Evaluation) -> Callable[[str], str]:
    """The word of a trigger where it stands in at least FEW labels and events together, else ""."""
    found = done.match
    seen = Counter(f.trigger for f in (*missed, *invented))
    seen.update(
        trigger_of(found.events[n][0])
        for g, (n, lv) in found.pairs.items()
        if found.sure(g) and lv != "place"
    )
    return lambda t: t.partition(":")[2].replace("_", " ") if seen[t] >= FEW and t != NONE else ""


def error_table(
    classes: dict[str, str], found: list[Fault], done: Evaluation, texts: dict[str, Read], base: str
) -> list[str]:
    out = ["| | news | narratives | how it is decided |", "|---|---|---|---|"]
    for cls, meaning in classes.items():
        cells = []
        for kind in KINDS:
            n = Counter(f.doc for f in found if f.cls == cls and texts[f.doc].kind == kind)
            cells.append(counted(done, texts, kind, lambda d, n=n: n[d], base))
        out.append(f"| {cls} | {cells[0]} | {cells[1]} | {meaning} |")
    return out


def wrong_dates(done: Evaluation, texts: dict[str, Read]) -> list[str]:
    """Right events whose dates are not, of all right events."""
    late = done.counts["event"] - done.counts["dated"]
    cells = [f"{counted(done, texts, k, lambda d: int(late[d]), 'event')} in {k}" for k in KINDS]
    return [f"Of the right events the *date* is wrong, unknown or too wide in {' and '.join(cells)}."]


def counted(
    done: Evaluation, texts: dict[str, Read], kind: str, hits: Callable[[str], int], base: str
) -> str:
    """A number, and its share of a count of the documents of a kind with the interval."""
    table = np.array(
        [[hits(d), done.counts.loc[d, base]] for d in done.match.documents if texts[d].kind == kind]
    )
    totals = resampled(table)
    return f"{int(totals[0, 0])}: {percent(*interval(totals[:, 0], totals[:, 1]))}"


if __name__ == "__main__":
    main()
