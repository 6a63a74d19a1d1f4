"""One story → its events: candidate sentences, syntax, roles, modality, attribution, co-reference.

The modules, in the order in which they are best read (their words stand in `lexicon.toml`):

- what words tell: `text` cuts a story into sentences, `headlines` among them are written small; `names`,
  `sides` and `backers` find who is named, `cast` whom that means, `triggers` what could report a change,
  `places` where, as `mentions`, by `place_names`, `name_runs` and `descriptions`; `localities` and
  `references` say what "Aleppo district" and "the town" stand for. A `line` is a sentence with all that.
- what grammar tells: `masks` and `syntax` parse what can hold an event, which is a `reading`; `candidates`
  pair triggers with places, by `frames`, `copulas`, `fits` and `cues`. A `document` is a story with all that.
- what the story tells: `reader` goes from sentence to sentence with a `scene`; `roles` say who, by `phrases`
  and `fallback`; `modality` whether, `when` on which days, `attribution` who says so, `surroundings` where.
- what comes of it: `scorer` says how likely it is, by the fitted `weights`, `assemble` makes events of it and
  `joining` one event of each change, `statements` adds who holds what, `explanation` tells why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from geomapper.model import Article, Event
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    from geomapper.events.document import Document
    from geomapper.gazetteer import Gazetteer

_BATCH = 64  # stories that are parsed together


def extract(
    article: Article, gazetteer: Gazetteer | None = None, theatre: Theatre | None = None
) -> list[Event]:
    """The events of one story, in the order of their sentences.

    `gazetteer` tells which names are known places (None: the bundled one), `theatre` who plays (None: Syria).
    A story without any event gives an empty list. Raises MissingExtra where no English model is installed.
    """
    return next(extract_all([article], gazetteer, theatre))[1]


def extract_all(
    articles: Iterable[Article], gazetteer: Gazetteer | None = None, theatre: Theatre | None = None
) -> Iterator[tuple[Article, list[Event]]]:
    """Each story with its events, in order; stories are parsed together in batches, which is faster."""
    from geomapper.events.document import documents

    theatre = theatre or _theatre()
    known = known_names(gazetteer or _gazetteer(), theatre)
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == _BATCH:
            yield from _read(documents(batch, theatre, known), theatre)
            batch = []
    if batch:
        yield from _read(documents(batch, theatre, known), theatre)


def _read(docs: Sequence[Document], theatre: Theatre) -> Iterator[tuple[Article, list[Event]]]:
    from geomapper.events.assemble import events_of
    from geomapper.events.reader import proposals
    from geomapper.events.scorer import scored
    from geomapper.events.statements import statements
    from geomapper.events.weights import weights

    model = weights()
    for doc in docs:
        found = events_of(doc, scored(doc, proposals(doc, model.who), model), model.threshold)
        events = sorted([*found, *statements(doc, theatre, found)], key=lambda e: (e.char_start, e.event_id))
        yield doc.article, events


def explain(
    article: Article, gazetteer: Gazetteer | None = None, theatre: Theatre | None = None
) -> list[str]:
    """Why each sentence of a story counts or does not: a line for each candidate, with what weighed most."""
    from geomapper.events.document import documents
    from geomapper.events.explanation import explained

    theatre = theatre or _theatre()
    doc = documents([article], theatre, known_names(gazetteer or _gazetteer(), theatre))[0]
    return explained(doc)


def known_names(gazetteer: Gazetteer, theatre: Theatre) -> Callable[[str], bool]:
    """A function that tells whether a name is a place in one of the theatre's countries; answers are kept."""
    countries = set(theatre.countries)

    @lru_cache(maxsize=100_000)
    def known(name: str) -> bool:
        return any(place.country in countries for place in gazetteer.candidates(name))

    return known


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    from geomapper import gazetteer

    return gazetteer.load()


def _theatre() -> Theatre:
    from geomapper import theatre

    return theatre.load()


__all__ = ["explain", "extract", "extract_all", "known_names"]
