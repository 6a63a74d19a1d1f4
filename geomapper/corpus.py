"""Many stories → their located events, on one core, on all of this machine's, or on a Dask cluster.

The same functions as for one story; the answer is the same, in the same order, however it is spread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from geomapper.errors import InputError, MissingExtra
from geomapper.model import Article, LocatedEvent

if TYPE_CHECKING:
    from geomapper.gazetteer import Gazetteer
    from geomapper.theatre import Theatre

BATCH = 64  # stories that travel to a worker together
_AHEAD = 3  # batches a worker: enough that none waits, few enough that memory stays small

_TIMEOUT = "10s"  # to reach a Dask scheduler

Story = tuple[Article, list[LocatedEvent]]


def locate_stories(
    articles: Iterable[Article], theatre: Theatre | None = None, gazetteer: Gazetteer | None = None
) -> Iterator[Story]:
    """Each story with its located events, in order; an event whose place was not found stays without one."""
    from geomapper import theatre as theatres
    from geomapper.events import extract_all
    from geomapper.gazetteer import load
    from geomapper.geocode import locate

    war = theatre or theatres.load()
    places = gazetteer or load(theatre=war)
    for article, events in extract_all(articles, places, war):
        yield article, list(locate(events, places, war, article))


def read_corpus(
    articles: Iterable[Article],
    *,
    theatre: str = "syria",
    gazetteer: Sequence[str | Path] = (),
    workers: int = 1,
    scheduler: str = "processes",
) -> Iterator[Story]:
    """`locate_stories`, spread over `workers` processes; stories come back in the order in which they went.

    `theatre` is a name or a TOML file and `gazetteer` extra place files, both read once by each worker.
    `scheduler` is "processes" (this machine), "dask" (a local Dask cluster) or the address of one that runs
    ("tcp://host:8786"). Only a few batches are under way at a time, so `articles` may be an endless iterator.
    Raises InputError for a wrong scheduler and MissingExtra where Dask is not installed.
    """
    work = partial(_work, str(theatre), tuple(str(path) for path in gazetteer))
    if workers < 1:
        raise InputError(f"workers are 1 or more, not {workers}")
    if scheduler == "processes" and workers == 1:
        # the parser batches by itself, and one story at a time keeps the progress moving
        yield from locate_stories(articles, *_setting(str(theatre), tuple(map(str, gazetteer))))
        return
    with _executor(scheduler, workers) as executor:
        yield from _in_order(executor, work, articles, workers * _AHEAD)


def _in_order(
    executor: Executor, work: Callable[[list[Article]], list[list[LocatedEvent]]],
    articles: Iterable[Article], ahead: int,
) -> Iterator[Story]:  # fmt: skip
    waiting: deque[tuple[list[Article], Future[list[list[LocatedEvent]]]]] = deque()
    stream = iter(articles)
    while batch := list(islice(stream, BATCH)):
        waiting.append((batch, executor.submit(work, batch)))
        if len(waiting) >= ahead:
            sent, future = waiting.popleft()
            yield from zip(sent, future.result(), strict=True)
    while waiting:
        sent, future = waiting.popleft()
        yield from zip(sent, future.result(), strict=True)


def _work(theatre: str, gazetteer: tuple[str, ...], batch: list[Article]) -> list[list[LocatedEvent]]:
    return [events for _, events in locate_stories(batch, *_setting(theatre, gazetteer))]


@lru_cache(maxsize=2)
def _setting(theatre: str, gazetteer: tuple[str, ...]) -> tuple[Theatre, Gazetteer]:
    """Theatre and places, loaded once a process: they are larger than the stories that would carry them."""
    from geomapper import theatre as theatres
    from geomapper.gazetteer import load

    war = theatres.load(theatre)
    return war, load(*map(Path, gazetteer), theatre=war)


def _executor(scheduler: str, workers: int) -> AbstractContextManager[Executor]:
    if scheduler == "processes":
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        # spawned, not forked: forks of a process with threads (a notebook, a progress bar) can hang
        return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    if scheduler == "dask" or "://" in scheduler:
        return _dask(scheduler, workers)
    raise InputError(f"no scheduler {scheduler!r}: processes, dask, or an address such as tcp://host:8786")


@contextmanager
def _dask(scheduler: str, workers: int) -> Iterator[Executor]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise MissingExtra("the Dask scheduler needs `pip install 'geomapper[dask]'`") from error
    if scheduler != "dask":
        try:
            client = Client(scheduler, timeout=_TIMEOUT)
        except (OSError, ValueError) as error:
            raise InputError(f"no Dask scheduler answers at {scheduler}: {error}") from error
        with client:
            yield client.get_executor()
        return
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor()
