"""The rules of the fold: what each kind of report does to the history of its place.

Each takes the history and one report, and notes in the history what follows. The order in which reports
arrive is settled before (`order.py`); docs/control.md gives the rules in words.
"""

from __future__ import annotations

from geomapper.control.fights import resume
from geomapper.control.history import (
    CONTESTED,
    GRACE,
    HELD,
    LAPSE,
    REACH_BACK,
    TOUCH,
    UNKNOWN,
    Enemies,
    History,
    Spell,
    spell_of,
)
from geomapper.control.reports import Report


def gain(history: History, report: Report, enemies: Enemies) -> None:
    """A whole gain ends the earlier spell and opens the winner's; a part gain makes the place contested."""
    if report.whole:
        gain_whole(history, report)
    else:
        gain_part(history, report, enemies)


def gain_whole(history: History, report: Report) -> None:
    """The winner holds from here; a gain undone on its own day is a clash; the holder's own gain confirms
    it.
    """
    current = history.current
    if current is None or current.state == UNKNOWN:
        if not history.spells and report.other:
            history.infer(report.other, report.day, report)
        history.open(spell_of(report, report.actor, from_side=_loser(history, report)), report)
    elif current.state == HELD and current.side == report.actor:
        _gain_again(history, current, report)
    elif _undone(history, current, report):
        history.undo(report)
    elif _rival_claims(current, report):
        current.state, current.other, current.disputed = CONTESTED, report.actor, True
        current.support(report)
    else:
        loser = current.side if current.side != report.actor else current.other
        if report.other and report.other not in (loser, current.other):
            loser = report.other
            if current.state == HELD and _days(report) - current.last_report > LAPSE:
                _unreported(history, current, report)
        history.open(spell_of(report, report.actor, from_side=loser), report)


def _unreported(history: History, current: Spell, report: Report) -> None:
    """A place is taken from a side that was not known to hold it, long after the last word of its holder.

    Somebody took it in between: since when, nobody said, so the taker is shown as far back as may be
    inferred.
    """
    lost = current.last_report
    current.end = max(current.start, report.day - REACH_BACK)
    history.infer(report.other, report.day, report, since=max(lost, current.end))


def _loser(history: History, report: Report) -> str:
    """From whom a place was taken: whom the report names, or the last that was known to hold it."""
    if report.other:
        return report.other
    for spell in reversed(history.spells):
        if spell.side and spell.side != report.actor:
            return spell.side
    return ""


def _gain_again(history: History, current: Spell, report: Report) -> None:
    """A gain of what its side holds: the same change told again, or one after a loss that nobody reported."""
    if touches(current, report):
        narrow(history, current, report)
        current.support(report)
    elif report.other and _days(report) - current.last_report > LAPSE:
        _unreported(history, current, report)
        history.open(spell_of(report, report.actor, from_side=report.other), report)
    else:
        current.support(report)


def touches(spell: Spell, report: Report) -> bool:
    """Whether the dates of a report meet those of a spell's beginning, so that both tell one change."""
    earliest = spell.earliest if spell.earliest is not None else spell.latest
    first = report.first if report.first is not None else report.last
    return first - TOUCH <= spell.latest and earliest - TOUCH <= report.last


def narrow(history: History, spell: Spell, report: Report) -> None:
    """Narrows a spell's beginning by a second report of it to the days on which both agree, if any."""
    earliest = spell.earliest if spell.earliest is not None else report.first
    if earliest is not None and report.first is not None:
        earliest = max(earliest, report.first)
    latest = min(spell.latest, report.last)
    if earliest is None or earliest <= latest:
        start = max(min(spell.start, latest), spell.start if earliest is None else earliest)
        before = history.previous
        if before is not None and before.end == spell.start:
            before.end = start
        spell.earliest, spell.latest, spell.start = earliest, latest, start
    else:  # neighbours: the change lies somewhere in both
        spell.earliest = min(x for x in (spell.earliest, report.first) if x is not None)
        spell.latest = max(spell.latest, report.last)


def _undone(history: History, current: Spell, report: Report) -> bool:
    before = history.previous
    return (
        current.start == report.day
        and report.precise
        and before is not None
        and before.end == current.start
        and before.state == HELD
        and before.side == report.actor
        and not before.inferred | current.baseline
    ) or _undone_inferred(history, current, report)


def _undone_inferred(history: History, current: Spell, report: Report) -> bool:
    """The loser of a first report retakes the place on the same day: what was inferred of it goes on."""
    before = history.previous
    return (
        current.start == report.day
        and report.precise
        and before is not None
        and before.inferred
        and before.side == report.actor
        and before.end == current.start
    )


def _rival_claims(current: Spell, report: Report) -> bool:
    """Two sides say of one day that the place is theirs, each on its own word alone, in different stories."""
    return (
        current.state == HELD
        and current.start == report.day
        and report.precise
        and bool(current.reports)
        and all(_own_word(r, current.side) and r.article_id != report.article_id for r in current.reports)
        and _own_word(report, report.actor)
    )


def _own_word(report: Report, side: str) -> bool:
    return report.hedged or (bool(report.speakers) and all(s == side for _, s in report.speakers))


def gain_part(history: History, report: Report, enemies: Enemies) -> None:
    """A part changed hands: contested between holder and winner until a whole gain settles it."""
    current = history.current
    if current is None or current.state == UNKNOWN:
        holder = _loser(history, report) or enemies.get(report.actor, "")
        if not history.spells and report.other:
            history.infer(report.other, report.day, report)
        if holder:
            history.open(spell_of(report, holder, CONTESTED, report.actor), report)
        else:
            history.open(spell_of(report, report.actor, CONTESTED), report)
    elif report.actor in (current.side, current.other):
        settled = current.state == HELD and report.other and _days(report) - current.last_report > GRACE
        if settled and report.other != current.side:
            history.open(spell_of(report, current.side, CONTESTED, report.other), report)
        else:
            current.support(report)
            current.passing = False
    else:
        holder = current.side or report.other
        history.open(spell_of(report, holder, CONTESTED, report.actor), report)


def loss(history: History, report: Report, enemies: Enemies) -> None:
    """A loss with no taker leaves the holder unknown; told beside the winner's gain it admits that gain."""
    current = history.current
    loser = report.actor or report.other or (current.side if current else "")
    if not loser:
        history.unused.append((report, "a loss of nobody named, where no holder is known"))
    elif current is None and not report.whole:
        history.open(spell_of(report, loser, CONTESTED), report)
    elif current is None:
        if not history.spells:
            history.infer(loser, report.day, report)
        history.open(spell_of(report, "", UNKNOWN, from_side=loser), report)
    elif current.state == UNKNOWN:
        current.support(report)
    elif not report.whole:
        if current.side == loser and current.state == HELD:
            history.open(spell_of(report, loser, CONTESTED), report)
        else:
            current.support(report)
    elif loser == current.side and current.state == HELD:
        before = history.previous
        if current.start == report.day and report.precise and before and before.state == HELD:
            history.undo(report)
        else:
            history.open(spell_of(report, "", UNKNOWN, from_side=loser), report)
    elif current.state == CONTESTED and loser in (current.side, current.other):
        _contest_left(history, current, loser, report)
    elif abs(report.day - current.start) <= GRACE or current.from_side == loser:
        current.support(report)
    else:
        history.unused.append((report, f"{loser} loses what it is not known to hold"))


def _contest_left(history: History, current: Spell, loser: str, report: Report) -> None:
    """One of two leaves a contested place: the other, who was in it, holds it, marked as inferred."""
    stays = current.other if loser == current.side else current.side
    if stays:
        spell = spell_of(report, stays, from_side=loser)
        spell.inferred = True
        history.open(spell, report)
    else:
        history.open(spell_of(report, "", UNKNOWN, from_side=loser), report)


def holds(history: History, report: Report, enemies: Enemies) -> None:
    """Confirms the holder, opens the first known spell, or contradicts."""
    current = history.current
    if current is None or current.state == UNKNOWN:
        _holds_first(history, current, report, enemies)
    elif report.actor == current.side or (report.actor == current.other and current.state == CONTESTED):
        _holds_still(history, current, report)
    elif _about_before(history, current, report):
        _holds_before(history, current, report)
    elif report.day - current.start <= GRACE or report.day - current.last_report <= TOUCH:
        # Another story of the same days says otherwise: both are kept, neither wins.
        current.disputed = True
        current.reports.append(report)
    else:
        state = HELD if report.whole else CONTESTED
        side, other = (report.actor, "") if report.whole else (current.side, report.actor)
        spell = spell_of(report, side, state, other, from_side=current.side if report.whole else "")
        spell.earliest = min(current.last_report, report.day)
        history.open(spell, report)


def _holds_first(history: History, unknown: Spell | None, report: Report, enemies: Enemies) -> None:
    if report.whole:
        spell = spell_of(report, report.actor)
    else:
        spell = spell_of(report, report.actor, CONTESTED, report.other or enemies.get(report.actor, ""))
    # It was so by then; since when, nobody has said.
    spell.earliest = unknown.start if unknown else None
    history.open(spell, report)


def _holds_still(history: History, current: Spell, report: Report) -> None:
    if current.passing and report.whole and report.actor == current.side:
        resume(history, current, report.day, report)
    elif current.state == CONTESTED and report.whole and report.day - current.last_report > LAPSE:
        history.open(spell_of(report, report.actor, from_side=current.other), report)
    else:
        current.support(report)


def _about_before(history: History, current: Spell, report: Report) -> bool:
    """Whether a contrary statement speaks of the time before the change: by its date, or told in the same
    story.
    """
    if report.first is None or report.first <= current.start:
        return True
    same_story = any(r.article_id == report.article_id for r in current.reports)
    return same_story and report.day - current.start <= GRACE


def _holds_before(history: History, current: Spell, report: Report) -> None:
    if not current.from_side:
        current.from_side = report.actor
    before = history.previous
    if before is not None and before.side == report.actor:
        before.reports.append(report)
    elif before is None and not current.baseline and report.whole:
        start = current.start - REACH_BACK
        if report.first is not None and report.first < current.start:
            start = report.first
        spell = Spell(report.actor, HELD, "", start, None, start, current.start)
        spell.support(report)
        spell.last_report = current.start
        spell.inferred = report.first is None or report.first >= current.start
        history.spells.insert(len(history.spells) - 1, spell)
    else:
        history.unused.append((report, "speaks of a time before the last change"))


def denial(history: History, report: Report) -> None:
    """A side denies a gain of these days: the spell stays, disputed."""
    current = history.current
    if (
        current is not None
        and report.change == "gain"
        and current.side == report.actor
        and -TOUCH <= report.day - current.start <= GRACE
    ):
        current.disputed = True
        current.reports.append(report)
    else:
        history.unused.append((report, "denies what the map does not show"))


def _days(report: Report) -> int:
    return report.first if report.first is not None else report.day
