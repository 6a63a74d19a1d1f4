"""Reports of one place → its spells."""

from __future__ import annotations

from collections.abc import Sequence

from geomapper.control import rules
from geomapper.control.history import History, Spell
from geomapper.control.order import in_order
from geomapper.control.reports import Report

FAR_FUTURE = 10**7  # an ordinal after every date


def fold(reports: Sequence[Report], enemies: dict[str, str], baseline: Spell | None = None) -> History:
    """The history that the reports of one place add up to, whatever order they came in.

    `reports` are sorted by `reports.sort_key`; `enemies` says whom a side most often faced; `baseline` is
    the spell with which the theatre starts.
    """
    history = History()
    if baseline is not None:
        history.spells.append(baseline)
    for report in in_order(reports):
        rules.lapse(history, report.day)
        if report.denied:
            rules.denial(history, report)
        else:
            rules.RULES[report.change](history, report, enemies)
            if history.sieges:
                rules.end_siege_by_control(history)
    rules.lapse(history, FAR_FUTURE)
    _drop_of_no_day(history)
    return history


def _drop_of_no_day(history: History) -> None:
    """Sieges and spells that did not last a day are none; what told of them is listed."""
    for spells in (history.sieges, history.spells):
        for spell in spells:
            if spell.end is not None and spell.end <= spell.start:
                history.unused.extend((r, "lasted no day by other reports") for r in spell.reports)
        spells[:] = [s for s in spells if s.end is None or s.end > s.start]
