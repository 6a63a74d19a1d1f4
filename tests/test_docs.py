"""The documents cannot forget a command, name a file that is not there, or show code that does not run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geomapper import theatre
from geomapper.cli import line, pictures, tables
from geomapper.control import SPELL_COLUMNS
from geomapper.model import EVENT_COLUMNS

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = {**line.COMMANDS, **pictures.COMMANDS, **tables.COMMANDS}


@pytest.mark.parametrize("command", [*COMMANDS, *tables.GROUPS])
def test_readme_names_every_command(command):
    assert f"`geomapper {command} " in README


def test_readme_names_no_command_that_is_not_there():
    named = set(re.findall(r"^(?:\| `)?geomapper ([a-z]+) ", README, re.MULTILINE))
    assert named <= {*COMMANDS, *tables.GROUPS}


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.name)
def test_links_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


@pytest.mark.parametrize(
    ("name", "columns"),
    [("event-table.md", set(EVENT_COLUMNS)), ("control.md", set(SPELL_COLUMNS) - {"geometry"})],
)
def test_every_column_is_explained(name, columns):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    cells = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    assert columns <= {word for cell in cells for word in re.findall(r"[a-z_0-9]+", cell)}


def test_the_code_of_the_readme_runs(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    space: dict[str, object] = {}
    exec(code, space)
    assert len(space["control"]) > 20  # type: ignore[arg-type]
    assert capsys.readouterr().err == ""


def test_the_example_theatre_can_be_loaded(tmp_path):
    (text,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "theatres.md").read_text(), re.DOTALL)
    (tmp_path / "example.toml").write_text(text)
    war = theatre.load(tmp_path / "example.toml")
    assert war.side_ids == ("army", "rebels")
    assert war.baseline == (("Example City", "army"),)


def test_changelog_has_this_version():
    from geomapper import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()
