"""The history of one place while it is folded: its spells, and the few things that can be done to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from geomapper.control.reports import Report

HELD, CONTESTED, UNKNOWN, BESIEGED, CLASH = "held", "contested", "unknown", "besieged", "clash"

Enemies = dict[str, str]  # whom a side most often faced

TOUCH = 1  # days: reports of one change whose dates lie this close are one change
GRACE = (
    7  # days after a change within which a contrary statement is stale or disputes it, and changes nothing
)
REACH_BACK = 30  # days for which an inferred holder is shown before the change that names it
FIGHTING = 14  # days after the last report of fighting for which a place counts as contested
LAPSE = 30  # days without a report after which a side that regains a place must have lost it unreported


@dataclass(slots=True)
class Spell:
    """A stretch of time in which a place was in one state. Days are ordinals, `end` is the first day after
    it.
    """

    side: str
    state: str
    other: str
    start: int
    earliest: int | None  # None where nothing bounds it
    latest: int
    end: int | None = None
    from_side: str = ""
    inferred: bool = False
    passing: bool = False  # contested by a report of fighting alone: lapses when no further report comes
    disputed: bool = False
    last_report: int = 0
    reports: list[Report] = field(default_factory=list)
    baseline: bool = False

    def support(self, report: Report) -> None:
        """Takes one more report as evidence."""
        self.reports.append(report)
        self.last_report = max(self.last_report, report.last)


@dataclass(slots=True)
class History:
    """Spells of control in order, sieges beside them, and the reports that changed nothing."""

    spells: list[Spell] = field(default_factory=list)
    sieges: list[Spell] = field(default_factory=list)
    clashes: list[Spell] = field(default_factory=list)
    unused: list[tuple[Report, str]] = field(default_factory=list)

    @property
    def current(self) -> Spell | None:
        """The open spell, or None where nothing is known."""
        if self.spells and self.spells[-1].end is None:
            return self.spells[-1]
        return None

    @property
    def previous(self) -> Spell | None:
        """The spell before the open one."""
        return self.spells[-2] if len(self.spells) > 1 else None

    def open(self, spell: Spell, report: Report) -> None:
        """Ends the open spell where the new one begins, and opens that."""
        current = self.current
        if current is not None:
            current.end = spell.start
            if current.start >= spell.start:  # it never lasted a day
                self.spells.pop()
                self._fleeting(current, spell)
        spell.support(report)
        self.spells.append(spell)

    def undo(self, report: Report) -> None:
        """Takes back the open spell, which did not last the day: the one before goes on, and a clash is
        noted.
        """
        undone = self.spells.pop()
        before = self.spells[-1]
        self._fleeting(undone, before)
        before.end = None
        before.support(report)

    def infer(self, side: str, until: int, report: Report, since: int | None = None) -> None:
        """Adds the holder that a report names for the time before it, as far back as may be shown."""
        start = until - REACH_BACK if since is None else since
        spell = Spell(side, HELD, "", start, since, until, until, inferred=True)
        spell.support(report)
        spell.last_report = until
        if start < until:
            self.spells.append(spell)

    def _fleeting(self, spell: Spell, after: Spell) -> None:
        """Keeps what is told of a spell that did not last the day: a clash, or evidence for the next."""
        if spell.state == HELD and spell.side != after.side and not spell.inferred and not spell.baseline:
            spell.state, spell.end = CLASH, spell.start
            self.clashes.append(spell)
        else:
            after.reports[:0] = spell.reports


def spell_of(report: Report, side: str, state: str = HELD, other: str = "", from_side: str = "") -> Spell:
    """A new spell that begins with a report, on the day that the history gives it."""
    return Spell(side, state, other, report.day, report.first, report.last, from_side=from_side)
