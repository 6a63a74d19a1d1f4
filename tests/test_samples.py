"""What the sample stories report is what comes out of them, and so for the five stories beside a checkout."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from geopy.distance import geodesic

from geomapper.articles import read_articles
from geomapper.build import build, samples_folder, write_samples
from geomapper.control import control, on
from geomapper.errors import OutputError
from geomapper.events_table import write_events
from geomapper.export import control_geojson
from geomapper.inputs import read_events_from
from geomapper.model import REAL, Change, LocatedEvent

LABELS = [json.loads(x) for x in (Path(__file__).parent / "samples_labels.jsonl").read_text().splitlines()]
SURE = [x for x in LABELS if x["sure"]]
MOVES = {"gain", "loss", "siege_start", "siege_end"}


def spelled(label):
    return f"{label['doc'][:-4]} {label['change']} {label['actor']}"


def reported(events: list[LocatedEvent], label: dict) -> list[LocatedEvent]:
    """Events of the label's story with its change, actor and, to 5 km, its place."""
    at = label["latitude"], label["longitude"]
    return [
        x
        for x in events
        if x.event.article_id == label["doc"]
        and x.event.modality in REAL
        and x.event.change == label["change"]
        and x.event.actor == label["actor"]
        and x.latitude is not None
        and geodesic((x.latitude, x.longitude), at).km <= 5
    ]


@pytest.mark.parametrize("label", SURE, ids=spelled)
def test_what_a_sample_reports_is_found(samples, label):
    found = reported(list(samples.located), label)
    assert found, f"{label['sentence']!r} gave no such event"
    first, last = (date.fromisoformat(label[k]) for k in ("date_from", "date_to"))
    event = found[0].event
    assert event.when.start is not None
    assert event.when.end is not None
    assert event.when.start <= last
    assert event.when.end >= first
    assert (event.when.end - event.when.start).days <= (last - first).days + 7


def test_nothing_else_changes_hands(samples):
    def is_told(x):
        here = (x.event.article_id, x.event.change, x.event.actor)
        return any(
            (label["doc"], label["change"], label["actor"]) == here
            and (x.latitude is None or geodesic((x.latitude, x.longitude), spot(label)).km < 25)
            for label in LABELS
        )

    def spot(label):
        return label["latitude"], label["longitude"]

    extra = [
        (x.event.article_id, x.event.change.value, x.event.actor, x.event.ref.name)
        for x in samples.located
        if x.event.modality in REAL and x.event.change in MOVES and not is_told(x)
    ]
    assert extra == []


@pytest.mark.parametrize(
    ("place", "day", "side"),
    [
        ("Raqqa", "2013-12-01", "opposition"),
        ("Raqqa", "2014-06-01", "isil"),
        ("Raqqa", "2018-01-01", "sdf"),
        ("Palmyra", "2015-12-01", "isil"),
        ("Palmyra", "2016-06-01", "government"),
        ("Palmyra", "2017-01-10", "isil"),
        ("Palmyra", "2018-01-01", "government"),
        ("Khanaser", "2016-02-24", "isil"),
        ("Khanaser", "2016-02-25", "government"),
        ("Idlib", "2016-01-01", "opposition"),
        ("Idlib", "2018-01-01", "hts"),
        ("Mosul", "2016-01-01", "isil"),
        ("Mosul", "2018-01-01", "iraq"),
        ("Afrin", "2018-04-01", "turkey_sna"),
        ("Sinjar", "2016-01-01", "peshmerga"),
    ],
)
def test_who_held_what(samples, place, day, side):
    label = next(x for x in LABELS if x["place"] == place)
    now = on(control(samples.located), day)
    near = [
        row.side
        for row in now[now["state"].eq("held")].itertuples()
        if geodesic((row.latitude, row.longitude), (label["latitude"], label["longitude"])).km <= 5
    ]
    assert near == [side]


def test_the_samples_are_what_they_promise():
    with (samples_folder() / "manifest.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 15
    assert {r["file"] for r in rows} == {p.name for p in samples_folder().glob("*.txt")}
    assert {x["doc"] for x in LABELS} == {r["file"] for r in rows}
    assert {x["actor"] for x in SURE if x["change"] == "gain"} >= {
        "government", "opposition", "isil", "sdf", "turkey_sna", "hts", "iraq"
    }  # fmt: skip
    for article in read_articles(samples_folder()):
        assert article.published_by == "manifest"
        assert article.text.startswith(article.title + "\n\n")
        assert article.published is not None
        assert f" {article.published.day}, {article.published.year} (" in article.text


def test_write_samples(tmp_path):
    files = write_samples(tmp_path / "new")
    assert {f.name: f.read_bytes() for f in files} == {
        p.name: p.read_bytes() for p in samples_folder().iterdir() if p.suffix in {".txt", ".csv"}
    }
    assert write_samples(tmp_path / "new") == files
    (tmp_path / "new" / "manifest.csv").write_text("mine")
    with pytest.raises(OutputError, match="another file"):
        write_samples(tmp_path / "new")


def test_any_order_gives_the_same_bytes(samples):
    events = list(samples.located)
    want = control_geojson(control(events))
    for seed in range(3):
        random.Random(seed).shuffle(events)
        assert control_geojson(control(events)) == want


# --- the five stories that lie beside a checkout ---


def score(shared: Path, labels: Path, events: Path) -> str:
    command = [sys.executable, shared / "tools" / "score_events.py", "--labels", labels, "--events", events]
    return subprocess.run([*command, "--show", "misses"], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def five(shared):
    return read_events_from(shared / "articles")


def test_the_five_stories_are_read_without_a_fault(shared, five, tmp_path):
    write_events(five.located, tmp_path / "events.csv")
    report = score(shared, shared / "articles" / "labels.jsonl", tmp_path / "events.csv")
    assert "dated  precision 1.000  recall 1.000  F1 1.000" in report, report


def test_what_the_five_stories_do_not_report_changes_no_hands(shared, five):
    quiet = [json.loads(x) for x in (shared / "articles" / "not_events.jsonl").read_text().splitlines()]
    labels = [json.loads(x) for x in (shared / "articles" / "labels.jsonl").read_text().splitlines()]
    told = {(x["doc"], x["place"], x["actor"]) for x in labels}
    moved = {
        (x.event.article_id, x.event.ref.name, x.event.actor)
        for x in five.located
        if x.event.modality in REAL and x.event.change in {Change.GAIN, Change.LOSS}
    }
    assert {(doc, place) for doc, place, _ in moved - told} & {(q["doc"], q["place"]) for q in quiet} == set()


def test_places_of_the_five_stories_are_right_to_5_km(shared, five):
    labels = [json.loads(x) for x in (shared / "articles" / "labels.jsonl").read_text().splitlines()]
    off = []
    for label in labels:
        if not label["sure"] or label["change"] not in ("gain", "loss") or not label["place"]:
            continue
        if label.get("latitude") is not None and not reported(list(five.located), label):
            off.append((label["doc"], label["place"], label["actor"]))
    assert off == []


def test_build_gives_the_same_bytes_twice_and_in_any_order_of_files(tmp_path):
    write_samples(tmp_path / "turned")
    head, *rows = (tmp_path / "turned" / "manifest.csv").read_text().splitlines()
    (tmp_path / "turned" / "manifest.csv").write_text("\n".join([head, *reversed(rows)]) + "\n")
    build(None, tmp_path / "one")
    build(tmp_path / "turned", tmp_path / "two")
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
