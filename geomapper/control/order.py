"""The order of one place's reports: by day, and within coarse dates by what makes the history hang
together.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations

from geomapper.control.history import TOUCH
from geomapper.control.reports import Report, day_of

COARSE = 7  # days: a longer interval is placed among the better dated reports inside it
MOST_PERMUTED = 4  # sides that gain one place on one day


def in_order(reports: Sequence[Report]) -> list[Report]:
    """Reports of one place, sorted, as the fold takes them.

    Two things a sort by day cannot know. On one day several sides may gain a place: their order is that in
    which stories tell it, and what agrees with who held it before. And a change "in 2016" has surely
    happened by the end of 2016, which is where it stands, unless better dated reports of that year fit
    together only with it before them: then it stands there, and overrides none of them. A loss told as
    coarsely ("nine months after X was expelled") is the gain of that time that has its taker.
    """
    if len(reports) < 2:
        return list(reports)
    reports = _with_takers(reports)
    fine = [r for r in reports if not _coarse(r)]
    ordered = _same_days(fine)
    if len(fine) == len(reports):
        return ordered
    coarse = [r for r in reports if _coarse(r)]
    coarse.sort(key=lambda r: (r.last - r.first if r.first is not None else 10**6, r.last, r.event_id))
    for report in coarse:
        slot = _slot(ordered, report)
        before = ordered[slot - 1] if slot else None
        report = _between(before, report, ordered[slot] if slot < len(ordered) else None)
        ordered.insert(slot, report)
    return ordered


def _coarse(report: Report) -> bool:
    return report.change in ("gain", "holds") and (
        report.first is None or report.last - report.first > COARSE
    )


def _with_takers(reports: Sequence[Report]) -> list[Report]:
    """The reports, each coarse loss right behind the nearest whole gain that can be the same change."""
    out = list(reports)
    for loss in reports:
        first, last = loss.first, loss.last
        if loss.change != "loss" or not loss.actor or first is None or last - first <= COARSE:
            continue
        apart = {  # days between each gain and the days of the loss
            r: max(first - r.day, r.day - last, 0) for r in reports if _takes(r, loss.actor)
        }
        gain = min(apart, key=lambda r: apart[r], default=None)
        if gain is not None and apart[gain] <= COARSE:
            out.remove(loss)
            at_gain = loss._replace(first=gain.first, last=gain.last, day=gain.day)
            out.insert(out.index(gain) + 1, at_gain)
    return out


def _takes(report: Report, loser: str) -> bool:
    """Whether a well dated report gives the whole place to another side, from the loser or from nobody."""
    gained = report.change == "gain" and report.whole and not report.denied and not _coarse(report)
    return gained and report.actor != loser and report.other in {"", loser}


def _same_days(reports: list[Report]) -> list[Report]:
    """Puts the whole gains of one day in order; all else stays as sorted."""
    result: list[Report] = []
    i = 0
    while i < len(reports):
        j = i + 1
        while j < len(reports) and reports[j].day == reports[i].day:
            j += 1
        day = reports[i:j]
        if j - i > 1:
            gains = [r for r in day if r.change == "gain" and r.whole and not r.denied]
            if len({r.actor for r in gains}) > 1:
                rest_before = [
                    r for r in day if r not in gains and r.change != "loss" and r.change != "siege_end"
                ]
                rest_after = [r for r in day if r not in gains and r.change in ("loss", "siege_end")]
                day = rest_before + _sequence(gains, _holder(result)) + rest_after
        result.extend(day)
        i = j
    return result


def _holder(reports: list[Report]) -> str:
    for report in reversed(reports):
        if report.whole and report.change in ("gain", "holds") and not report.denied:
            return report.actor
    return ""


def _sequence(gains: list[Report], holder: str) -> list[Report]:
    """The gains of one day side by side, in the order that contradicts stories and the earlier holder
    least.
    """
    sides = sorted({r.actor for r in gains}, key=lambda s: min(gains.index(r) for r in gains if r.actor == s))
    if len(sides) > MOST_PERMUTED:
        return gains
    last_told: dict[str, dict[str, int]] = {}
    for r in gains:
        told = last_told.setdefault(r.article_id, {})
        told[r.actor] = max(told.get(r.actor, -1), r.offset)
    spans = {s: max(r.last for r in gains if r.actor == s) for s in sides}
    taken_from = {(r.other, r.actor) for r in gains if r.other}

    def cost(order: tuple[str, ...]) -> int:
        total = 0
        for told in last_told.values():
            for i, early in enumerate(order):
                for late in order[i + 1 :]:
                    if early in told and late in told and told[early] > told[late]:
                        total += 4
        total += sum(spans[early] > spans[late] for early, late in pairwise(order))
        before = holder
        for side in order:
            if side == before:
                total += 2
            if before and any(to == side for _, to in taken_from) and (before, side) not in taken_from:
                total += 1
            before = side
        return total

    best = min(permutations(sides), key=cost)  # the first of equals: the order of publication
    return _apart([r for side in best for r in gains if r.actor == side])


def _apart(gains: list[Report]) -> list[Report]:
    """Gains of one day in order, those on the next day that may have happened then and follow another
    side's.
    """
    first = gains[0]
    return [r._replace(day=r.day + 1) if r.last > r.day and r.actor != first.actor else r for r in gains]


def _slot(ordered: list[Report], report: Report) -> int:
    """Where among ordered reports a coarse one stands: the latest of the places that contradict least."""
    low, high = 0, len(ordered)
    while high > 0 and ordered[high - 1].day > report.last:
        high -= 1
    first = report.first
    if first is None:
        low = 0
    else:
        low = high
        while low > 0 and ordered[low - 1].day >= first:
            low -= 1
    best, best_cost = high, 10
    for slot in range(high, low - 1, -1):
        cost = _misfit(ordered, slot, report)
        if cost < best_cost:
            best, best_cost = slot, cost
    return best


def _misfit(ordered: list[Report], slot: int, report: Report) -> int:
    """How badly a coarse report fits between its neighbours; less is better."""
    before = _nearest(ordered, range(slot - 1, -1, -1))
    after = _nearest(ordered, range(slot, len(ordered)))
    cost = 0
    if before is not None:
        same = before.actor == report.actor
        inside = report.first is None or before.day >= report.first - TOUCH
        if same:
            # the same change told coarsely, or a gain of what its side already holds
            cost += -2 if inside or report.change == "holds" else 1
        elif report.change == "holds" or (report.other and report.other != before.actor):
            cost += 1
        elif inside and before.article_id == report.article_id and before.offset > report.offset:
            cost += 1  # the story tells the other later
        if before.change == "gain" and not report.whole and inside:
            cost += 3  # a part, told coarsely, does not unsettle a whole gain of that time
    if after is not None and after.change == "gain" and after.day <= report.last:
        if after.other == report.actor:
            cost -= 1
        elif after.other or after.actor == report.actor:
            cost += 1
        if after.article_id == report.article_id and after.offset < report.offset:
            cost += 1  # the story tells it later
    return cost


def _nearest(ordered: list[Report], indices: range) -> Report | None:
    for i in indices:
        report = ordered[i]
        if report.whole and report.change in ("gain", "holds") and not report.denied:
            return report
    return None


def _between(before: Report | None, report: Report, after: Report | None) -> Report:
    """A coarse report, dated by where it stands: after what it follows, before what follows it."""
    first, last = report.first, report.last
    floor = before.day if before is not None else 0
    if after is not None:
        last = min(last, max(after.day - 1, floor))
    if before is not None and first is not None and first <= floor and before.actor != report.actor:
        first = floor + 1
    if first is not None:
        first = min(first, last)
    return report._replace(first=first, last=last, day=max(day_of(first, last), floor))
