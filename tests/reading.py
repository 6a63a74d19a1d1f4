"""Cases for the reader: stories of a sentence or two with the events that they report, in plain text files.

A line is a story (`¶` is a paragraph break, `⏎` a line break); the indented lines below it are its events:

    Rebels in Daraya lost Moadamiya to the army.
      gain government<opposition Moadamiya (part, denied)

change, side (`<` the side it came from), place as written, then in brackets what is not asserted and whole.
A place `?2 village near Azaz` is two unnamed villages. `by SANA [government]` behind it names the speakers
and whom each speaks for, `by nobody` that there is none. An event `unreal` lets any event pass that the text
does not say happened. A line `== name 2016-03-01` opens a group and dates its stories (`-`: no date).

reading_faults.txt lists what the reader still gets wrong, by cause: these are expected to fail, and a test
says so when one of them is mended.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from geomapper.model import REAL, Article, Change, Event

_HERE = Path(__file__).parent
_QUIET = {Change.HOLDS, Change.CONTESTED}  # counted only where a case asks for them


@dataclass(frozen=True)
class Case:
    group: str
    published: date | None
    text: str
    events: tuple[str, ...]


@cache
def cases(file: str) -> tuple[Case, ...]:
    """The cases of one file of tests/, in order."""
    out: list[Case] = []
    group, day = "", None
    text, events = "", []

    def close() -> None:
        if text:
            out.append(Case(group, day, text.replace("¶", "\n\n").replace("⏎", "\n"), tuple(events)))

    for raw in (_HERE / file).read_text(encoding="utf-8").splitlines():
        if not raw.strip() or raw.startswith("# "):
            continue
        if raw.startswith("  "):
            events.append(raw.strip())
        else:
            close()
            text, events = "", []
            if raw.startswith("== "):
                _, group, when = raw.split()
                day = None if when == "-" else date.fromisoformat(when)
            else:
                text = raw
    close()
    return tuple(out)


def read(text: str, published: date | None = date(2016, 3, 30)) -> list[Event]:
    """The events of a story."""
    from geomapper.events import extract

    return extract(Article("case", text, "", published, "manifest"))


def told(event: Event) -> str:
    """An event as a case writes it."""
    ref = event.ref
    name = ref.name
    if not name:
        name = f"?{ref.n_places or 1} {ref.kind}" + (f" near {ref.near}" if ref.near else "")
    sides = event.actor + (f"<{event.from_actor}" if event.from_actor else "")
    marks = [m for m in (event.extent, str(event.modality)) if m not in {"whole", "asserted"}]
    return f"{event.change} {sides or '-'} {name}" + (f" ({', '.join(marks)})" if marks else "")


def said(event: Event) -> list[str]:
    """Who says so, each with the side that he speaks for."""
    return [f"{name} [{side}]" for name, side in zip(event.claimed_by, event.claimed_by_side, strict=True)]


@cache
def faults() -> dict[str, str]:
    """Why the reader gets a case wrong, for each case of which that is known: key -> reason."""
    out: dict[str, str] = {}
    reason = ""
    for line in (_HERE / "reading_faults.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            reason = line[3:]
        elif line.strip() and not line.startswith("# "):
            out[line] = reason
    return out


def key(group: str, text: str) -> str:
    """How reading_faults.txt names a case."""
    return f"{group} | {text}".replace("\n\n", "¶").replace("\n", "⏎")


def _marks(name: str) -> list[pytest.MarkDecorator]:
    reason = faults().get(name)
    return [pytest.mark.xfail(strict=True, reason=reason)] if reason else []


def table(*files: str) -> list[ParameterSet]:
    """The cases of some files as parameters of a test."""
    return [
        pytest.param(case, id=f"{case.group}: {case.text[:70]}", marks=_marks(key(case.group, case.text)))
        for file in files
        for case in cases(file)
    ]


def grid(group: str, rows: Sequence[str] | Sequence[tuple[Any, ...]]) -> list[ParameterSet]:
    """Rows of a test as its parameters; the first cell names a row."""
    cells = [(row,) if isinstance(row, str) else row for row in rows]
    return [pytest.param(*row, marks=_marks(key(group, str(row[0])))) for row in cells]


def answers(case: Case) -> tuple[list[str], list[str]]:
    """What a case expects and what the reader says, sorted; from whom counts only where a case tells it."""
    wanted = sorted(e for e in case.events if e != "unreal")
    asked = {w.split()[0] for w in wanted}
    bare = {w for w in wanted if "<" not in w}
    spoken = any(" by " in w for w in wanted)
    came = []
    for event in read(case.text, case.published):
        if event.change in _QUIET and str(event.change) not in asked and "holds" not in case.group:
            continue
        if event.modality not in REAL and "unreal" in case.events:
            continue
        line = told(event)
        if spoken:
            line += " by " + (", ".join(said(event)) or "nobody")
        without = re.sub(r"<\S+", "", line, count=1)
        came.append(without if without in bare else line)
    return wanted, sorted(came)
