"""The command line as it is used: what it writes, what it says, and its exit status."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from geomapper import __version__
from geomapper.build import OUTPUTS
from geomapper.cli import main
from geomapper.control import SPELL_COLUMNS
from geomapper.events_table import write_events
from geomapper.model import EVENT_COLUMNS, Place

STORY = (
    "Alliance takes Manbij\n\nBEIRUT, Aug. 12, 2016 (Sample Wire) - The Syrian Democratic Forces captured "
    "the city of Manbij from Islamic State on Friday, the Syrian Observatory for Human Rights said.\n"
)
UNPLACED = STORY.replace("Manbij", "Qwertyville")


def run(capsys, *arguments) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        main([str(a) for a in arguments])
    said = capsys.readouterr()
    return int(stop.value.code or 0), said.out, said.err


@pytest.fixture(scope="module")
def events(samples, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("events") / "events.csv"
    write_events(samples.located, path)
    return path


@pytest.fixture
def story(tmp_path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return path


def test_help_is_quick_and_names_every_command():
    command = [sys.executable, "-c", "from geomapper.cli import main; main(['--help'])"]
    spans = []
    for _ in range(3):
        begun = time.perf_counter()
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        spans.append(time.perf_counter() - begun)
    assert min(spans) < 0.5
    for name in (
        "build", "events", "control", "map", "geocode", "gazetteer", "compare", "audit", "evaluate", "sample",
        "theatre", "plot", "animate", "feed",
    ):  # fmt: skip
        assert f"\n  {name} " in text


def test_build(capsys, tmp_path, events):
    status, out, err = run(capsys, "build", events, "-o", tmp_path / "new" / "out")
    assert (status, err) == (0, "")
    assert out.endswith(f"map: {tmp_path / 'new' / 'out' / 'map.html'}\n")
    assert sorted(p.name for p in (tmp_path / "new" / "out").iterdir()) == sorted(OUTPUTS)
    report = (tmp_path / "new" / "out" / "report.md").read_text()
    assert "| 2017-10-17 | Raqqa | SDF / YPG | Islamic State |" in report


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "geojson"])
def test_events(capsys, tmp_path, story, suffix):
    path = tmp_path / f"out.{suffix}"
    assert run(capsys, "events", story, "-o", path) == (0, "", "")
    if suffix == "geojson":
        rows = pd.DataFrame([f["properties"] for f in json.loads(path.read_text())["features"]])
    else:
        read = {"csv": pd.read_csv, "parquet": pd.read_parquet}.get(
            suffix, lambda p: pd.read_json(p, lines=True)
        )
        rows = read(path)
    assert tuple(rows.columns) == EVENT_COLUMNS
    assert (rows["place"][0], rows["actor"][0], rows["date_start"][0][:10]) == ("Manbij", "sdf", "2016-08-12")


def test_events_from_standard_input_to_standard_output(story):
    command = [
        sys.executable,
        "-c",
        "from geomapper.cli import main; main(['events', '-', '--published', '2016-08-12'])",
    ]
    done = subprocess.run(command, input=STORY.encode(), capture_output=True, check=True)
    lines = done.stdout.decode().splitlines()
    assert lines[0] == ",".join(EVENT_COLUMNS)
    assert ",stdin," in lines[1]


def test_events_as_acled_and_back(capsys, tmp_path, story):
    path = tmp_path / "gains.acled.csv"
    assert run(capsys, "events", story, "-o", path) == (0, "", "")
    assert pd.read_csv(path)["sub_event_type"].tolist() == ["Non-state actor overtakes territory"]
    assert run(capsys, "control", path, "-o", tmp_path / "control.csv")[0] == 0
    assert pd.read_csv(tmp_path / "control.csv")["place_name"].tolist()[-1] == "Manbij"


def test_explain(capsys, story):
    status, out, _ = run(capsys, "events", story, "--explain")
    assert status == 0
    assert "published 2016-08-12" in out
    assert "captured" in out


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "parquet", "fgb", "kml", "csv"])
def test_control(capsys, tmp_path, events, suffix):
    path = tmp_path / f"control.{suffix}"
    assert run(capsys, "control", events, "-o", path, "--on", "2016-01-01") == (0, "", "")
    assert path.stat().st_size > 500


def test_control_to_standard_output(capfdbinary, events):
    with pytest.raises(SystemExit):
        main(["control", str(events)])
    whole = json.loads(capfdbinary.readouterr().out)
    assert set(SPELL_COLUMNS) - {"geometry"} == set(whole["features"][0]["properties"])


def test_control_as_polygons(capsys, tmp_path, events):
    assert run(capsys, "control", events, "--areas", "cells", "-o", tmp_path / "c.geojson")[0] == 0
    kinds = {f["geometry"]["type"] for f in json.loads((tmp_path / "c.geojson").read_text())["features"]}
    assert kinds <= {"Polygon", "MultiPolygon"}


@pytest.mark.parametrize("source", ["events", "control"])
def test_map_from_either_table(capsys, tmp_path, events, source):
    if source == "control":
        run(capsys, "control", events, "-o", tmp_path / "control.gpkg")
    given = events if source == "events" else tmp_path / "control.gpkg"
    status, out, err = run(capsys, "map", given, "-o", tmp_path / "m.html", "--title", "<Mine>")
    assert (status, err) == (0, "")
    assert out == f"map: {tmp_path / 'm.html'}\n"
    page = (tmp_path / "m.html").read_text()
    assert "<Mine>" not in page


def test_geocode(capsys, tmp_path):
    (tmp_path / "names.csv").write_text("name,admin1\nPalmyra,Homs\nZzyzx-on-Nothing,\n", encoding="utf-8")
    status, _, _ = run(capsys, "geocode", "--file", tmp_path / "names.csv", "-o", tmp_path / "out.csv")
    out = pd.read_csv(tmp_path / "out.csv")
    assert status == 0
    assert list(out.columns) == [
        "name", "place_name", "place_id", "latitude", "longitude", "admin1", "country", "feature", "score",
        "n_candidates",
    ]  # fmt: skip
    assert out["latitude"][0] == pytest.approx(34.56, abs=0.05)
    assert out["latitude"].isna().tolist() == [False, True]


def test_what_is_not_found_is_asked_online_only_where_wanted(capsys, tmp_path, monkeypatch):
    asked = []

    def answer(self, name, admin1=""):
        asked.append(name)
        return Place("nominatim:node/1", "Qwertyville", 35.5, 38.5, "settlement", "Raqqa", "SY")

    monkeypatch.setattr("geomapper.geocode.geopy_geocoder.Online.find", answer)
    assert run(capsys, "geocode", "Qwertyville")[1].endswith("Qwertyville,,,,,,,,0.0,0\n")
    assert asked == []
    out = run(capsys, "geocode", "Qwertyville", "Palmyra", "--online", "nominatim")[1]
    assert "Qwertyville,Qwertyville,nominatim:node/1,35.5,38.5,Raqqa,SY,settlement,0.4,1\n" in out
    (tmp_path / "a.txt").write_text(UNPLACED)
    table = run(capsys, "events", tmp_path / "a.txt", "--online", "nominatim")[1]
    assert "nominatim:node/1" in table
    assert asked == ["Qwertyville", "Qwertyville"]
    assert run(capsys, "geocode", "X", "--online", "bing")[::2] == (
        1, "geomapper: no online service 'bing'; there is nominatim\n"
    )  # fmt: skip


def test_compare(capsys, events):
    status, out, _ = run(capsys, "compare", events, "2017-10-01", "2017-12-31")
    assert status == 0
    assert "Raqqa: isil → sdf, 2017-10-17" in out


def test_audit(capsys, tmp_path, events):
    assert run(capsys, "audit", events, "-o", tmp_path / "audit.csv")[0] == 0
    assert "single source" in set(pd.read_csv(tmp_path / "audit.csv")["finding"])


def test_evaluate(capsys, events):
    labels = Path(__file__).parent / "samples_labels.jsonl"
    status, out, _ = run(capsys, "evaluate", "--labels", labels, "--events", events)
    assert status == 0
    assert re.search(r"^dated +\d\.\d{3} \(", out, re.MULTILINE)


@pytest.mark.parametrize(("name", "start"), [("f.json", "{"), ("f.xml", "<?xml")])
def test_feed(capsys, tmp_path, events, name, start):
    assert run(capsys, "feed", events, "-o", tmp_path / name) == (0, "", "")
    assert (tmp_path / name).read_text().startswith(start)


@pytest.mark.parametrize(
    "arguments",
    [
        ("plot", "2016-06-01", "-o", "p.png"),
        ("animate", "--step", "month", "--from", "2017-06-01", "-o", "a.gif"),
    ],
    ids=lambda a: a[0],
)
def test_pictures(capsys, tmp_path, events, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    command, *rest = arguments
    assert run(capsys, command, events, *rest)[0] == 0
    assert (tmp_path / arguments[-1]).stat().st_size > 10_000


def test_packs(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("GEOMAPPER_PACKS", str(tmp_path / "packs"))
    assert "no packs" in run(capsys, "gazetteer", "list")[1]
    row = [
        "1", "Qwertyville", "Qwertyville", "", "35.5", "38.5", "P", "PPL", "SY", "", "09", "", "", "", "0",
        "", "1", "Asia/Damascus", "2020-01-01",
    ]  # fmt: skip
    (tmp_path / "XX.txt").write_text("\t".join(row) + "\n")
    assert "XX: 1 places" in run(capsys, "gazetteer", "add", tmp_path / "XX.txt")[1]
    assert "XX: 1 places" in run(capsys, "gazetteer", "list")[1]
    assert "Qwertyville,Qwertyville" in run(capsys, "geocode", "Qwertyville")[1]
    assert run(capsys, "gazetteer", "remove", "XX")[1] == "XX removed\n"
    assert run(capsys, "gazetteer", "remove", "XX")[0] == 1


def test_theatres(capsys):
    assert "syria: Syria" in run(capsys, "theatre", "list")[1]
    assert "turkey_sna" in run(capsys, "theatre", "show", "syria")[1]


def test_sample(capsys, tmp_path):
    status, out, _ = run(capsys, "sample", tmp_path / "s")
    n = len(list((tmp_path / "s").glob("*.txt")))
    assert (status, out) == (0, f"{n} stories and manifest.csv in {tmp_path / 's'}\n")


# --- what goes wrong ---


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("frobnicate",), 2, "No such command 'frobnicate': see `geomapper --help`"),
        (("events",), 2, "Missing argument 'INPUT': see `geomapper events --help`"),
        (("build", "--reach", "far"), 2, "Invalid value for '--reach'"),
        (("build", "--areas", "blobs"), 2, "Invalid value for '--areas'"),
        (("events", "x", "--published", "soon"), 2, "'soon' is not a day: write it as 2016-02-25"),
        (("events", "x", "-o", "out.docx"), 2, "'out.docx' must end in .csv or"),
        (("geocode",), 2, "give names, or --file"),
        (("events", "gone.txt"), 1, "there is no file or folder gone.txt"),
        (("build", "empty"), 1, "folder empty holds no stories"),
        (("events", "binary.txt"), 1, "binary.txt is not a text file: it holds binary data"),
        (("events", "story.txt", "--theatre", "mars"), 1, "no theatre 'mars'"),
        (("events", "story.txt", "--scheduler", "carrier pigeon"), 1, "no scheduler 'carrier pigeon'"),
        (("events", "story.txt", "--gazetteer", "gone.zip"), 1, "gone.zip"),
        (("compare", "story.txt", "2017-01-01", "2016-01-01"), 1, "the first day is after the second"),
        (("events", "story.txt", "-o", "story.txt/out.csv"), 1, "cannot write"),
        (("build", "story.txt", "-o", "binary.txt"), 1, "cannot write into binary.txt"),
        (("gazetteer", "add", "gone.csv"), 1, "gone.csv"),
    ],
)
def test_one_sentence_and_the_right_status(capsys, tmp_path, monkeypatch, arguments, status, message):
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("story.txt").write_text(STORY)
    Path("binary.txt").write_bytes(b"\0\1\2\3")
    got, out, err = run(capsys, *arguments)
    assert (got, out) == (status, "")
    lines = err.splitlines()
    assert all(line.startswith("geomapper: ") for line in lines)
    assert message in err
    assert len(lines) <= 2  # what could not be read, and that nothing else was there


def test_version(capsys):
    assert run(capsys, "--version") == (0, f"geomapper {__version__}\n", "")
    done = subprocess.run(
        [sys.executable, "-m", "geomapper", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"geomapper {__version__}\n"


def test_without_arguments_the_help_is_shown(capsys):
    status, out, err = run(capsys)
    assert status == 2
    assert "Commands:" in out + err


def test_one_broken_file_among_good_ones(capsys, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY)
    (folder / "broken.txt").write_bytes(b"\0\0\0\0")
    (folder / "undated.txt").write_text("Fighters of the group captured the town of Dabiq on Friday.\n")
    status, out, err = run(capsys, "build", folder, "-o", tmp_path / "out")
    assert status == 0
    assert out.startswith("2 stories")
    assert "broken.txt is not a text file" in err
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(OUTPUTS)
    report = (tmp_path / "out" / "report.md").read_text()
    assert "## Could not be read\n\n- broken.txt" in report
    assert "\n- undated.txt: unknown" in report


def test_a_story_without_known_places(capsys, tmp_path):
    (tmp_path / "a.txt").write_text(UNPLACED)
    report = tmp_path / "out" / "report.md"
    report.parent.mkdir()
    (report.parent / "map.html").write_text("of an earlier run")
    status, _, err = run(capsys, "build", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert status == 1
    hint, reason = err.splitlines()
    assert hint.startswith("geomapper: 1 name stayed unplaced (Qwertyville); `geomapper gazetteer add SY`")
    assert reason == f"geomapper: nothing to map: no event has both a date and a place; see {report}"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(set(OUTPUTS) - {"map.html"})
    assert "- Qwertyville (1)" in report.read_text()


def test_a_failed_run_leaves_the_old_results(capsys, tmp_path, story, monkeypatch):
    run(capsys, "build", story, "-o", tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}

    def fail(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geomapper.map.save_map", fail)
    status, _, err = run(capsys, "build", story, "-o", tmp_path / "out")
    assert (status, err) == (1, f"geomapper: cannot write into {tmp_path / 'out'}: No space left on device\n")
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize("scheduler", ["processes", "dask"])
def test_workers_change_nothing(capsys, tmp_path, scheduler):
    run(capsys, "sample", tmp_path / "s")
    lines = (tmp_path / "s" / "manifest.csv").read_text().splitlines()
    (tmp_path / "s" / "manifest.csv").write_text("\n".join(lines[:4]) + "\n")
    run(capsys, "events", tmp_path / "s", "-o", tmp_path / "one.csv")
    spread = "--workers", "2", "--scheduler", scheduler
    assert run(capsys, "events", tmp_path / "s", "-o", tmp_path / "two.csv", *spread)[0] == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
