"""The package as its users get it: public names, a quick import, and a wheel that works on its own."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import geomapper

ROOT = Path(__file__).parents[1]
HEAVY = (
    "pandas",
    "geopandas",
    "shapely",
    "folium",
    "spacy",
    "dask",
    "pyproj",
    "pyarrow",
    "trafilatura",
    "numpy",
)


@pytest.mark.parametrize("name", geomapper.__all__)
def test_every_public_name_is_there(name):
    assert getattr(geomapper, name) is not None
    assert name in dir(geomapper)


def test_a_verb_is_a_function_and_its_module_can_still_be_imported_from():
    import geomapper.compare
    from geomapper.control import on

    assert callable(geomapper.control)
    assert callable(geomapper.compare)
    assert geomapper.on is on
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = geomapper.nonsense


def test_types_are_declared_for_every_public_name():
    tree = ast.parse((ROOT / "geomapper" / "__init__.py").read_text())
    block = next(n for n in tree.body if isinstance(n, ast.If))
    declared = {a.asname or a.name for n in block.body if isinstance(n, ast.ImportFrom) for a in n.names}
    assert declared | {"__version__"} == set(geomapper.__all__)


def test_import_is_quick_and_brings_nothing_heavy():
    code = f"import sys, geomapper, geomapper.cli; print([m for m in {HEAVY} if m in sys.modules])"
    spans = []
    for _ in range(3):
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        spans.append(time.perf_counter() - begun)
    assert done.stdout.strip() == "[]"
    assert min(spans) < 0.5


@pytest.mark.parametrize(
    ("package", "home"),
    [("folium", {"map"}), ("spacy", {"events"}), ("distributed", {"corpus.py"})],
)
def test_heavy_packages_are_imported_in_one_room(package, home):
    rooms = set()
    for path in (ROOT / "geomapper").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if any(n.split(".")[0] == package for n in names):
                rooms.add(path.relative_to(ROOT / "geomapper").parts[0])
    assert rooms == home


def run(*command, cwd: Path, **env: str) -> str:
    # no PYTHONPATH and no packs of the user's: what is run is what was installed
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GEOMAPPER", "VIRTUAL_ENV"))}
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=clean | env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # from a copy, so that no build folder appears in the checkout
    for name in ("geomapper", "pyproject.toml", "README.md", "LICENSE"):
        run("cp", "-r", ROOT / name, folder, cwd=ROOT)
    try:
        run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", folder, cwd=folder)
    except AssertionError as error:
        if "Could not find a version" in str(error) or "ConnectionError" in str(error):
            pytest.skip("no package index can be reached, so no wheel can be built")
        raise
    (built,) = (folder / "dist").glob("*.whl")
    return built


def test_the_wheel_holds_the_data_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {n.split("/")[0] for n in names} == {"geomapper", f"geomapper-{geomapper.__version__}.dist-info"}
    for data in (
        "*.toml",
        "*.gz",
        "*.js",
        "*.css",
        "*.jpg",
        "samples/*.txt",
        "samples/manifest.csv",
        "py.typed",
    ):
        here = {p.relative_to(ROOT).as_posix() for p in (ROOT / "geomapper").rglob(data)}
        assert here
        assert here <= set(names), f"{here - set(names)} missing from the wheel"
    assert not [n for n in names if "__pycache__" in n or n.startswith("tests")]
    assert wheel.stat().st_size < 8_000_000


def test_the_wheel_builds_a_map_in_an_empty_environment(wheel, tmp_path):
    venv = tmp_path / "venv"
    run(sys.executable, "-m", "venv", venv, cwd=tmp_path)
    python = venv / "bin" / "python"
    try:
        run(python, "-m", "pip", "install", "--disable-pip-version-check", "-q", wheel, cwd=tmp_path)
    except AssertionError as error:
        if "Could not find a version" in str(error) or "ConnectionError" in str(error):
            pytest.skip("no package index can be reached: an empty environment cannot be filled")
        raise
    assert "No broken requirements" in run(python, "-m", "pip", "check", cwd=tmp_path)
    home = run(python, "-c", "import geomapper; print(geomapper.__file__)", cwd=tmp_path)
    assert home.startswith(str(venv))
    out = run(venv / "bin" / "geomapper", "build", "-o", "out", cwd=tmp_path, HOME=str(tmp_path))
    assert f"map: {tmp_path / 'out' / 'map.html'}" in out
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "control.geojson", "control.gpkg", "events.csv", "map.html", "report.md"
    ]  # fmt: skip
