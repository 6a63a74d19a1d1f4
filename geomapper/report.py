"""What a run found, as a page of Markdown: what was read, what changed hands, what could not be settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from geomapper.compare import NO_REPORT
from geomapper.inputs import Events
from geomapper.model import REAL, LocatedEvent
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    import geopandas as gpd

_MOST = 40  # lines of a list; the tables beside the report hold all


def unplaced(located: Iterable[LocatedEvent]) -> Counter[str]:
    """Names that no place was found for, with how often each was met; unnamed places have none."""
    names = (x.event.ref.name or x.event.ref.near for x in located if x.place is None)
    return Counter(name for name in names if name)


def pack_hint(located: Iterable[LocatedEvent], theatre: Theatre) -> str:
    """One line on the names that stayed unplaced and the pack that would help; empty where there are none."""
    from geomapper.gazetteer import packs

    located = list(located)
    missing = unplaced(located)
    if not missing:
        return ""
    names = ", ".join(name for name, _ in missing.most_common(3))
    line = f"{_count(len(missing), 'name')} stayed unplaced ({names}{', …' if len(missing) > 3 else ''})"
    # the country in which the same stories' other places lie, if it has no pack yet
    stories = {x.event.article_id for x in located if x.place is None}
    near = Counter(x.place.country for x in located if x.place and x.event.article_id in stories)
    there = {pack.name.upper() for pack in packs.list_packs()}
    wanted = [c for c, _ in near.most_common() if c in theatre.countries] + list(theatre.countries[:1])
    country = next((c for c in wanted if c not in there), "")
    if not country:
        return f"{line}; `geomapper audit` lists them with the nearest spellings"
    return f"{line}; `geomapper gazetteer add {country}` adds the villages of {country} from GeoNames"


def report(events: Events, control: gpd.GeoDataFrame, theatre: Theatre) -> str:
    """The report of a run as Markdown; the same input gives the same text."""
    located = events.located
    return "\n".join(
        [
            f"# {theatre.name}: what the stories tell",
            "",
            *_counts(events, control),
            *_undated(events),
            *_list("Could not be read", events.problems),
            *_changes(control, theatre),
            *_list("Names without a place", _unplaced_lines(located), pack_hint(located, theatre)),
            *_list("Left out of the map, and why", _left_out(control)),
        ]
    )


def _counts(events: Events, control: gpd.GeoDataFrame) -> list[str]:
    located = events.located
    real = sum(x.event.modality in REAL for x in located)
    dated = sum(s.published is not None for s in events.stories)
    precision = Counter(x.geo_precision for x in located if x.place is not None)
    stories = len(events.stories) or len({x.event.article_id for x in located})
    return [
        f"- {_count(stories, 'story', 'stories')}"
        + (f", {dated} of them with a date of publication" if events.stories else ""),
        f"- {_count(len(located), 'event')}: {real} asserted or claimed, {len(located) - real} denied, "
        "planned, attempted or supposed, which the map leaves alone",
        f"- places: {precision[1]} exact, {precision[2]} near, {precision[3]} regions, "
        f"{sum(x.place is None for x in located)} not found",
        f"- {_count(len(control), 'spell')} of control in {_count(control['place_id'].nunique(), 'place')}",
        "",
    ]


def _undated(events: Events) -> list[str]:
    lines = []
    for story in events.stories:
        if story.published is None:
            days = " or ".join(d.isoformat() for d in story.published_candidates)
            lines.append(f"{_cell(story.article_id)}: {days or 'unknown'} ({_cell(story.published_by)})")
    return _list("Stories whose date is not settled", lines)


def _changes(control: gpd.GeoDataFrame, theatre: Theatre) -> list[str]:
    """Spells that began with a report, in the order of their days."""
    begun = control[~control["inferred"]].sort_values(["start", "place_name", "state"])
    if begun.empty:
        return ["## What changed hands", "", "Nothing that could be dated and placed.", ""]
    names = {side.id: side.short for side in theatre.sides} | {"": "unknown", NO_REPORT: ""}
    earlier = _holders_before(control)
    out = [
        "## What changed hands",
        "",
        "| from | place | holder | before | status | sources |",
        "|---|---|---|---|---|---|",
    ]
    for row in begun.itertuples():
        who = names.get(row.side, row.side)
        if row.state != "held":
            who = f"{who} ({row.state}{', ' + names.get(row.other_side, '') if row.other_side else ''})"
        before = names.get(earlier[row.Index], earlier[row.Index])
        cells = (f"{row.start:%Y-%m-%d}", _cell(row.place_name), who, before, row.status, str(row.n_sources))
        out.append(f"| {' | '.join(cells)} |")
    return [*out, ""]


def _holders_before(control: gpd.GeoDataFrame) -> dict[int, str]:
    """For each spell, by its index, the side that held the place until then, as far as reports tell."""
    out: dict[int, str] = {}
    last: dict[str, str] = {}
    spells = control[control["state"].isin(["held", "contested", "unknown"])]
    for row in spells.sort_values(["start", "place_id"]).itertuples():
        out[row.Index] = row.from_side or last.get(row.place_id, NO_REPORT)
        last[row.place_id] = row.side
    return {index: out.get(index, NO_REPORT) for index in control.index}


def _unplaced_lines(located: Sequence[LocatedEvent]) -> list[str]:
    return [f"{_cell(name)} ({times})" for name, times in sorted(unplaced(located).items())]


def _left_out(control: gpd.GeoDataFrame) -> list[str]:
    rows = control.attrs.get("left_out", ())
    return [_cell(f"{r['place']} {r['date']}: {r['reason']} ({r['article_id']})") for r in rows]


def _list(title: str, lines: Sequence[str], note: str = "") -> list[str]:
    if not lines:
        return []
    more = [f"- and {len(lines) - _MOST} more"] if len(lines) > _MOST else []
    return [f"## {title}", "", *([note, ""] if note else []), *(f"- {x}" for x in lines[:_MOST]), *more, ""]


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _cell(text: str) -> str:
    """A text from a story inside Markdown: on one line, and no markup."""
    text = " ".join(text.split())
    for mark in "\\|<>`*_[]":
        text = text.replace(mark, "\\" + mark)
    return text
