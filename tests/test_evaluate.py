"""Scores: what counts, what meets what, and how sure the figures are."""

from __future__ import annotations

import json
import subprocess
import sys

import pandas as pd
import pytest
from stories import report

from geomapper.cli import main
from geomapper.errors import InputError
from geomapper.evaluate import ALL, COUNTS, SCORE_COLUMNS, evaluate, kinds_of, prefix
from geomapper.matching import LEVELS, core, match, same_place


def days(text: str) -> tuple[str | None, str | None]:
    """Days of May 2016: "3", "3-5", or "?" for unknown."""
    if text == "?":
        return None, None
    first, _, last = text.partition("-")
    return f"2016-05-{int(first):02}", f"2016-05-{int(last or first):02}"


def label(text: str, doc: str = "a.txt", canonical: str = "", **more) -> dict:
    """ "Mheen gain isil 3" is a sure label; "isil<government" has whom it was taken from."""
    place, change, sides, when = text.rsplit(" ", 3)
    actor, _, loser = sides.partition("<")
    first, last = days(when)
    return {
        "doc": doc, "sentence": "", "place": place, "canonical": canonical or place, "change": change,
        "actor": actor, "from_actor": loser or None, "date_from": first, "date_to": last,
        "extent": "whole", "sure": True, **more,
    }  # fmt: skip


def event(text: str, doc: str = "a.txt", modality: str = "asserted", extent: str = "whole", **more) -> dict:
    given = label(text, doc)
    first, last = given["date_from"] or "", given["date_to"] or ""
    return {
        "article_id": doc, "place": given["place"], "change": given["change"], "actor": given["actor"],
        "from_actor": given["from_actor"] or "", "date_start": first, "date_end": last,
        "extent": extent, "modality": modality, **more,
    }  # fmt: skip


def figures(labels: list[dict], events: list[dict], **more) -> tuple[int, ...]:
    """(labels, predicted, place, event, dated) over all documents."""
    table = evaluate(labels, events, **more).counts
    return tuple(int(table[c].sum()) for c in COUNTS[:5])


@pytest.mark.parametrize(
    ("wanted", "made", "expected"),
    [
        # what meets what
        (["Mheen gain isil 3"], ["Mheen gain isil 3"], (1, 1, 1, 1, 1)),
        (["Mheen gain isil 3"], [], (1, 0, 0, 0, 0)),
        ([], ["Mheen gain isil 3"], (0, 1, 0, 0, 0)),
        (["Mheen gain isil 3"], ["Mheen gain sdf 3"], (1, 1, 1, 0, 0)),
        (["Mheen gain isil 3"], ["Mheen loss isil 3"], (1, 1, 0, 0, 0)),
        (["Mheen gain isil 3"], ["Sadad gain isil 3"], (1, 1, 0, 0, 0)),
        (["Mheen holds isil 3"], ["Mheen holds isil 3"], (0, 0, 0, 0, 0)),
        (["Mheen loss isil 3"], ["Mheen loss isil 3"], (1, 1, 1, 1, 1)),
        # dates: they overlap, and the event's days are at most a week more than the label's
        (["Mheen gain isil 3"], ["Mheen gain isil 4"], (1, 1, 1, 1, 0)),
        (["Mheen gain isil 3"], ["Mheen gain isil 1-8"], (1, 1, 1, 1, 1)),
        (["Mheen gain isil 3"], ["Mheen gain isil 1-9"], (1, 1, 1, 1, 0)),
        (["Mheen gain isil 3-5"], ["Mheen gain isil 5-14"], (1, 1, 1, 1, 1)),
        (["Mheen gain isil 1-31"], ["Mheen gain isil 31"], (1, 1, 1, 1, 1)),
        (["Mheen gain isil ?"], ["Mheen gain isil 3"], (1, 1, 1, 1, 0)),
        (["Mheen gain isil 3"], ["Mheen gain isil ?"], (1, 1, 1, 1, 0)),
        # one change told twice is one; days more than two apart are two changes
        (["Mheen gain isil 3", "Mheen gain isil 5"], ["Mheen gain isil 3"], (1, 1, 1, 1, 1)),
        (["Mheen gain isil 3", "Mheen gain isil 6"], ["Mheen gain isil 3"], (2, 1, 1, 1, 1)),
        (["Mheen gain isil 3"], ["Mheen gain isil 3", "Mheen gain isil 1-4"], (1, 1, 1, 1, 1)),
        (["Mheen gain isil 3"], ["Mheen gain isil 9", "Mheen gain isil ?"], (1, 1, 1, 1, 0)),
        (["Mheen gain isil 3", "Mheen gain sdf 3"], ["Mheen gain isil 3"], (2, 1, 1, 1, 1)),
        # the strictest agreement is looked for first, so that a looser one takes nothing away
        (
            ["Mheen gain isil 3", "Mheen gain isil 20"],
            ["Mheen gain isil 20", "Mheen gain isil 2"],
            (2, 2, 2, 2, 1),
        ),
        (["Mheen gain isil 3", "Mheen gain sdf 9"], ["Mheen gain sdf 9"], (2, 1, 1, 1, 1)),
    ],
)
def test_counts(wanted, made, expected):
    assert figures([label(x) for x in wanted], [event(x) for x in made]) == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (["Mheen gain isil 3"], (0, 0, 0, 0, 0)),  # excused
        (["Mheen gain sdf 3"], (0, 0, 0, 0, 0)),  # even where it has the side wrong
        (["Sadad gain isil 3"], (0, 1, 0, 0, 0)),
        ([], (0, 0, 0, 0, 0)),
    ],
)
def test_unsure_labels_neither_cost_nor_earn(made, expected):
    assert figures([label("Mheen gain isil 3", sure=False)], [event(x) for x in made]) == expected


def test_a_change_told_once_for_sure_is_sure():
    twice = [label("Mheen gain isil 3", sure=False), label("Mheen gain isil 3")]
    assert figures(twice, []) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("modality", "counts"),
    [
        *((m, 1) for m in ("asserted", "claimed", "Asserted", "", None)),
        *((m, 0) for m in ("denied", "negated", "future", "hypothetical", "attempted")),
    ],
)
def test_only_what_is_told_as_real_counts(modality, counts):
    told = [event("Mheen gain isil 3", modality=modality)]
    assert figures([label("Mheen gain isil 3")], told) == (1, counts, counts, counts, counts)


def test_unnamed_places_do_not_count():
    assert (
        figures([label("Mheen gain isil 3", place=None)], [event("Mheen gain isil 3", place="")]) == (0,) * 5
    )


@pytest.mark.parametrize(
    ("names", "event_names", "same"),
    [
        (("Mheen", ""), ("Mheen", ""), True),
        (("the town of Mheen", ""), ("Mheen", ""), True),
        (("Al-Shaddadi", ""), ("Shaddadi", ""), True),
        (("Maʿarrat al-Nuʿmān", ""), ("Ma'arrat al-Numan", ""), True),
        (("Tadmur", "Palmyra"), ("Palmyra", ""), True),
        (("Palmyra", ""), ("Tadmor", "Palmyra"), True),
        (("Assad Hospital", ""), ("Hospital", ""), True),
        (("Tel Rifaat", ""), ("Rifa", ""), False),
        (("Abu Kamal", ""), ("Abu", ""), False),  # three letters tell nothing
        (("Aleppo", ""), ("Homs", ""), False),
        (("the city", ""), ("The City", ""), True),  # nothing but a noun: the noun is the name
        (("the city", ""), ("the town", ""), False),
    ],
)
def test_same_place(names, event_names, same):
    wanted = dict(zip(("place", "canonical"), names, strict=True))
    assert same_place(wanted, dict(zip(("place", "place_name"), event_names, strict=True))) is same


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("the city of Al-Bab", "bab"),
        ("Al", "al"),
        ("Kuweires air base", "kuweires"),
        ("Hill 108", "108"),
        ("", ""),
    ],
)
def test_core(name, expected):
    assert core(name) == expected


def test_whom_it_was_taken_from_and_how_much_of_it():
    wanted = [
        label("Mheen gain isil<government 3"),
        label("Sadad gain isil<government 3", extent="part"),
        label("Hayyan gain isil 3", extent="part"),
        label("Tabqa gain sdf<isil 3"),  # met by place alone: its loser is not looked at
    ]
    made = [
        event("Mheen gain isil<government 3"),
        event("Sadad gain isil 3"),
        event("Hayyan gain isil<sdf 3", extent="part"),
        event("Tabqa gain government<isil 3"),
    ]
    done = evaluate(wanted, made)
    assert done.score("from_actor", "accuracy") == 1 / 2
    assert done.score("extent", "accuracy") == 2 / 3


def test_by_hand():
    """Two documents: 4 sure labels, 5 events of which 1 is excused; 3 places, 2 events, 1 date right."""
    wanted = [
        label("Mheen gain isil 3", "news_1.txt"),
        label("Mheen gain isil 4", "news_1.txt"),  # told again
        label("Sadad gain isil 3", "news_1.txt"),
        label("Hama gain opposition 3", "page_1.txt"),
        label("Homs gain government 3", "page_1.txt"),
        label("Idlib gain hts 3", "page_1.txt", sure=False),
    ]
    made = [
        event("Mheen gain isil 3", "in/news_1.txt"),
        event("Sadad gain isil 20", "news_1"),
        event("Hama gain hts 3", "page_1.txt"),
        event("Idlib gain hts 3", "page_1.txt"),
        event("Damascus gain government 3", "page_1.txt"),
    ]
    done = evaluate(wanted, made)
    assert {(level, m): done.score(level, m) for level in LEVELS for m in ("precision", "recall", "f1")} == {
        ("place", "precision"): 3 / 4, ("place", "recall"): 3 / 4, ("place", "f1"): 3 / 4,
        ("event", "precision"): 2 / 4, ("event", "recall"): 2 / 4, ("event", "f1"): 2 / 4,
        ("dated", "precision"): 1 / 4, ("dated", "recall"): 1 / 4, ("dated", "f1"): 1 / 4,
    }  # fmt: skip
    assert [done.score("event", "f1", k) for k in ("news", "page")] == [1.0, 0.0]
    assert list(done.scores.columns) == list(SCORE_COLUMNS)
    assert list(done.counts.index) == ["news_1", "page_1"]
    # drawn from two documents, one with all events right and one with none
    event_f1 = done.scores.query("kind == 'all' and level == 'event' and measure == 'f1'").iloc[0]
    assert (event_f1["low"], event_f1["high"], event_f1["hits"], event_f1["of"]) == (0, 1, 2, 4)
    assert "all: 2 documents, 4 labels, 4 events" in str(done)
    with pytest.raises(KeyError, match="no f1 of extent for all"):
        done.score("extent")


def test_documents():
    wanted, made = (
        [label("Mheen gain isil 3")],
        [event("Mheen gain isil 3"), event("Mheen gain isil 3", "b.txt")],
    )
    assert figures(wanted, made) == (1, 2, 1, 1, 1)
    assert figures(wanted, made, docs=["a.txt", ""]) == (1, 1, 1, 1, 1)
    assert list(evaluate(wanted, made, docs=["a", "c"]).counts.index) == ["a", "c"]
    assert figures(wanted, made, docs=[]) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(("doc", "kind"), [("news_1", "news"), ("000_2a", ""), ("story", ""), ("_a", "")])
def test_prefix(doc, kind):
    assert prefix(doc) == kind


def test_nothing_to_score():
    done = evaluate([], [])
    assert done.score("event") == 0
    assert str(done).startswith("all: 0 documents, 0 labels, 0 events")


def test_intervals_hold_the_value_and_shrink_with_more_documents():
    def width(n: int) -> float:
        wanted = [label("Mheen gain isil 3", f"a{i}") for i in range(n)]
        done = evaluate(wanted, [event("Mheen gain isil 3", f"a{i}") for i in range(0, n, 2)])
        row = done.scores.query("level == 'event' and measure == 'recall'").iloc[0]
        assert row["low"] <= row["value"] <= row["high"]
        assert row["value"] == 0.5
        return float(row["high"] - row["low"])

    # a share of a half has a standard error of 0.5 / √n
    assert width(400) == pytest.approx(2 * 1.96 * 0.5 / 20, rel=0.15)
    assert width(100) == pytest.approx(2 * 1.96 * 0.5 / 10, rel=0.15)


def test_the_same_input_gives_the_same_figures():
    wanted = [label("Mheen gain isil 3", f"{k}_{i}") for k in "ab" for i in range(5)]
    made = [event("Mheen gain isil 3", f"{k}_{i}") for k in "ab" for i in range(0, 5, 2)]
    first, second = evaluate(wanted, made), evaluate(wanted[::-1], made[::-1])
    pd.testing.assert_frame_equal(first.scores, second.scores)
    assert set(first.scores["kind"]) == {ALL, "a", "b"}


def test_events_and_frames_score_as_rows_do():
    located = [report("3 gain isil<government @a.txt"), report("9 gain sdf denied @a.txt", at="Mheen")]
    wanted = [label("Khanaser gain isil<government 3", date_from="2016-02-03", date_to="2016-02-03")]
    rows = [event("Khanaser gain isil<government 3", date_start="2016-02-03", date_end="2016-02-03")]
    from geomapper.events_table import events_frame

    for made in (located, [x.event for x in located], events_frame(located)):
        assert evaluate(wanted, made).scores.equals(evaluate(wanted, rows).scores)


# --- files and the command ---


@pytest.fixture
def files(tmp_path):
    wanted = [label("Mheen gain isil 3", "news_1.txt"), label("Hama gain hts 3", "page_1.txt")]
    made = [event("Mheen gain isil 3", "news_1.txt"), event("Homs gain hts 3", "page_1.txt")]
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(x) + "\n" for x in wanted))
    (tmp_path / "events.jsonl").write_text("".join(json.dumps(x) + "\n\n" for x in made))
    pd.DataFrame(made).to_csv(tmp_path / "events.csv", index=False)
    (tmp_path / "manifest.csv").write_text("file,published\nnews_1.txt,2016-05-04\nnews_2.txt,2016-05-04\n")
    return tmp_path


def run(capsys, folder, *arguments: str) -> tuple[int, str, str]:
    words = [str(folder / a) if "." in a else a for a in arguments]
    with pytest.raises(SystemExit) as stop:
        main(["evaluate", *words])
    said = capsys.readouterr()
    return int(stop.value.code or 0), said.out, said.err


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_command(capsys, files, suffix):
    status, out, err = run(capsys, files, "--labels", "labels.jsonl", "--events", f"events.{suffix}")
    assert (status, err) == (0, "")
    assert out == f"{evaluate(files / 'labels.jsonl', files / f'events.{suffix}')}\n"
    assert "all: 2 documents, 2 labels, 2 events" in out
    assert "news: 1 documents, 1 labels, 1 events" in out


def test_command_with_a_manifest(capsys, files):
    assert kinds_of(files / "manifest.csv") == {"news_1": "dated", "news_2": "dated"}
    given = "--labels", "labels.jsonl", "--events", "events.csv", "--manifest", "manifest.csv"
    assert "all: 2 documents, 1 labels, 1 events" in run(capsys, files, *given)[1]


def test_command_writes_a_table(capsys, files):
    given = "--labels", "labels.jsonl", "--events", "events.csv", "-o", "scores.csv"
    assert run(capsys, files, *given) == (0, "", "")
    table = pd.read_csv(files / "scores.csv")
    assert list(table.columns) == list(SCORE_COLUMNS)
    assert table.query("kind == 'all' and level == 'event' and measure == 'f1'")["value"].item() == 0.5


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("labels.jsonl", "{", "line 1 is not JSON"),
        ("labels.jsonl", "[1]", "line 1 is not an object"),
        ("labels.jsonl", '{"doc": "a"}', "label 1: no place, change, actor"),
        ("events.csv", "a,b\n1,2\n", "has no column article_id, place, change, actor"),
        ("manifest.csv", "a,b\n1,2\n", "is not a manifest with columns file and published"),
    ],
)
def test_what_cannot_be_read_is_named(capsys, files, name, text, message):
    (files / name).write_text(text)
    given = "--labels", "labels.jsonl", "--events", "events.csv", "--manifest", "manifest.csv"
    status, out, err = run(capsys, files, *given)
    assert (status, out) == (1, "")
    assert message in err


@pytest.mark.parametrize("name", ["labels.jsonl", "events.csv", "events.parquet", "manifest.csv", "docs.txt"])
def test_a_file_that_is_not_there(files, name, capsys):
    (files / name).unlink(missing_ok=True)
    events = name if name.startswith("events") else "events.jsonl"
    given = ["--labels", "labels.jsonl", "--events", events, "--manifest", "manifest.csv"]
    status, _, err = run(capsys, files, *given, *(["--docs", "docs.txt"] if name == "docs.txt" else []))
    assert status == 1
    assert name in err


def test_labels_must_be_rows_or_a_file(tmp_path):
    with pytest.raises(InputError, match=r"labels .*gone\.jsonl cannot be read"):
        match(tmp_path / "gone.jsonl", [])


# --- against the scorer of the stories that lie beside a checkout ---


@pytest.fixture(scope="module")
def scorer(shared):
    path = shared / "tools" / "score_events.py"
    if not path.is_file() or not (shared / "dev" / "labels.jsonl").is_file():
        pytest.skip("the scorer or the labels of ../shared are not there")

    def score(events, docs) -> dict:
        command = [sys.executable, path, "--labels", shared / "dev" / "labels.jsonl", "--json"]
        command += ["--events", events, "--docs", docs]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    return score


def bent(labels: list[dict], step: int) -> list[dict]:
    """Events made of labels, with every kind of fault in some of them; `step` moves the faults about."""
    made = []
    for n, row in enumerate(labels):
        if not row["place"]:
            continue
        fault = (n * step) % 11
        change = (
            {"gain": "loss", "loss": "gain"}.get(row["change"], row["change"])
            if fault == 1
            else row["change"]
        )
        made.append(
            {
                "article_id": row["doc"],
                "place": row["canonical"] if fault == 2 and row["canonical"] else row["place"],
                "place_name": "" if fault % 2 else row["canonical"] or "",
                "change": change,
                "actor": "isil" if fault == 3 else row["actor"] or "",
                "from_actor": "" if fault == 4 else row["from_actor"] or "",
                "extent": "" if fault == 5 else row["extent"] or "",
                "modality": ("asserted", "claimed", "denied", "", "future")[n % 5],
                "date_start": "" if fault == 6 else "2011-01-01" if fault == 7 else row["date_from"] or "",
                "date_end": row["date_to"] or "",
            }
        )
        if fault in {8, 9}:  # told again, elsewhere or by somebody else
            made.append({**made[-1], "place": "Nowhere" if fault == 8 else row["place"], "actor": "sdf"})
        if fault == 10:
            made.pop()
    return made


@pytest.mark.parametrize("step", [1, 3, 7])
def test_figures_are_those_of_the_scorer(scorer, shared, tmp_path, step):
    source = shared / "dev" / "labels.jsonl"
    labels = [json.loads(line) for line in source.read_text(encoding="utf-8").split("\n") if line]
    made = bent(labels, step)
    names = sorted({row["doc"] for row in labels})
    pd.DataFrame(made).to_csv(tmp_path / "events.csv", index=False)
    for docs in (names, [d for d in names if prefix(d) == "fakes"], names[::step]):
        (tmp_path / "docs.txt").write_text("\n".join(docs))
        theirs = scorer(tmp_path / "events.csv", tmp_path / "docs.txt")
        ours = evaluate(source, tmp_path / "events.csv", docs)
        total = ours.counts[list(COUNTS)].sum()
        for level in LEVELS:
            got = {m: round(ours.score(level, m), 4) for m in ("precision", "recall", "f1")}
            got |= {"hit": total[level], "labels": total["labels"], "predicted": total["predicted"]}
            assert got == theirs[level]
        for level in ("from_actor", "extent"):
            assert round(ours.score(level, "accuracy"), 4) == theirs[f"{level}_accuracy"]
        assert 0.2 < theirs["event"]["f1"] < 0.9  # that there was something to tell apart
