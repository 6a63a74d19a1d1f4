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
        rules.lapse(history, report.last)
        if report.denied:
            rules.denial(history, report)
        else:
            rules.RULES[report.change](history, report, enemies)
            if history.sieges:
                rules.end_siege_by_control(history)
    rules.lapse(history, FAR_FUTURE)
    return history
