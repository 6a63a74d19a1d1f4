"""The rules of the fold for fighting and sieges: states that pass, and leave the holder in place.

Each takes the history and one report, and notes in the history what follows, as in `rules.py`.
"""

from __future__ import annotations

from geomapper.control.history import (
    BESIEGED,
    CONTESTED,
    FIGHTING,
    HELD,
    LAPSE,
    REACH_BACK,
    UNKNOWN,
    Enemies,
    History,
    Spell,
    spell_of,
)
from geomapper.control.reports import Report


def contested(history: History, report: Report, enemies: Enemies) -> None:
    """Fighting in or for a place: contested while reports of it come, then its holder's again."""
    current = history.current
    if current is None or current.state == UNKNOWN:
        side, other = (report.other, report.actor) if report.other else (report.actor, "")
        spell = spell_of(report, side, CONTESTED, other)
        spell.passing = True
        history.open(spell, report)
    elif current.state == CONTESTED:
        if not current.other and report.actor != current.side:
            current.other = report.actor
        current.support(report)
    else:
        attacker = report.actor if report.actor != current.side else report.other
        spell = spell_of(report, current.side, CONTESTED, attacker)
        spell.passing = True
        history.open(spell, report)


def lapse(history: History, day: int) -> None:
    """Ends a fight of which no more was heard by a day; its holder, who was not reported to lose it, goes
    on.
    """
    current = history.current
    if current is not None and current.passing and day > current.last_report + FIGHTING:
        resume(history, current, current.last_report + FIGHTING + 1, None)


def resume(history: History, current: Spell, day: int, report: Report | None) -> None:
    """The holder of before a fight goes on as before."""
    before = history.previous
    if current.start >= day and report is not None and before is not None and before.side == current.side:
        history.undo(report)
        return
    if before is None or before.state != HELD or before.side != current.side:
        current.end = max(day, current.start)
        if report is not None:
            history.open(spell_of(report, current.side), report)
        return
    spell = Spell(
        before.side, HELD, "", day, current.start, day, from_side=before.from_side, inferred=report is None
    )
    spell.reports = list(before.reports)
    spell.last_report = before.last_report
    history.spells[-1].end = day
    history.spells.append(spell)
    if report is not None:
        spell.support(report)


def siege_start(history: History, report: Report, enemies: Enemies) -> None:
    """Opens a siege beside control: its side is the besieged, its other side the besieger."""
    current = history.current
    if history.sieges and history.sieges[-1].end is None:
        history.sieges[-1].support(report)
        return
    inside = report.other or (current.side if current and current.side != report.actor else "")
    siege = spell_of(report, inside, BESIEGED, report.actor)
    siege.support(report)
    history.sieges.append(siege)


def siege_end(history: History, report: Report, enemies: Enemies) -> None:
    """Ends the siege; of one that was never reported, as much is shown as an inferred holder gets."""
    if history.sieges and history.sieges[-1].end is None:
        siege = history.sieges[-1]
        siege.end = max(report.day, siege.start)
        siege.support(report)
        return
    start = report.day - REACH_BACK
    if history.sieges:
        start = max(start, history.sieges[-1].end or start)
    siege = Spell(report.actor, BESIEGED, report.other, start, None, report.day, report.day, inferred=True)
    siege.support(report)
    history.sieges.append(siege)


def end_siege_by_control(history: History) -> None:
    """A siege is over where the besieger takes the place, or the besieged are gone."""
    if not history.sieges or history.sieges[-1].end is not None or not history.spells:
        return
    siege, current = history.sieges[-1], history.spells[-1]
    taken = current.state == HELD and current.side == siege.other
    gone = current.state == UNKNOWN or (current.state == HELD and siege.side not in ("", current.side))
    if current.start >= siege.start and (taken or gone):
        siege.end = max(current.start, siege.start)


def name_the_besieged(history: History) -> None:
    """A place of which one side holds a part is shared with the other side of the siege just before."""
    current = history.current
    if current is None or current.state != CONTESTED or current.other:
        return
    siege = history.sieges[-1]
    others = [side for side in (siege.side, siege.other) if side and side != current.side]
    if others and (siege.end is None or current.start - siege.end <= LAPSE):
        current.other = others[0]
