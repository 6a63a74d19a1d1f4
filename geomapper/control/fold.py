"""Reports of one place → its spells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from geomapper.control import fights, rules
from geomapper.control.history import Enemies, History, Spell
from geomapper.control.order import in_order
from geomapper.control.reports import Report

RULES: dict[str, Callable[[History, Report, Enemies], None]] = {
    "gain": rules.gain,
    "loss": rules.loss,
    "holds": rules.holds,
    "contested": fights.contested,
    "siege_start": fights.siege_start,
    "siege_end": fights.siege_end,
}

FAR_FUTURE = 10**7  # an ordinal after every date


def fold(reports: Sequence[Report], enemies: Enemies, baseline: Spell | None = None) -> History:
    """The history that the reports of one place add up to, whatever order they came in.

    `reports` are sorted by `reports.sort_key`; `enemies` says whom a side most often faced; `baseline` is
    the spell with which the theatre starts.
    """
    history = History()
    if baseline is not None:
        history.spells.append(baseline)
    for report in in_order(reports):
        fights.lapse(history, report.day)
        if report.denied:
            rules.denial(history, report)
        else:
            RULES[report.change](history, report, enemies)
            if history.sieges:
                fights.end_siege_by_control(history)
                fights.name_the_besieged(history)
    fights.lapse(history, FAR_FUTURE)
    _drop_of_no_day(history)
    return history


def _drop_of_no_day(history: History) -> None:
    """Sieges and spells that did not last a day are none; what told of them is listed."""
    for spells in (history.sieges, history.spells):
        for spell in spells:
            if spell.end is not None and spell.end <= spell.start:
                history.unused.extend((r, "lasted no day by other reports") for r in spell.reports)
        spells[:] = [s for s in spells if s.end is None or s.end > s.start]
