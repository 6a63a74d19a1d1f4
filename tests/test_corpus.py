"""Many stories: the same answer in the same order, however the work is spread, and with little under way."""

from __future__ import annotations

from concurrent.futures import Executor, Future

import pytest

from geomapper.corpus import BATCH, _in_order, read_corpus
from geomapper.errors import InputError
from geomapper.model import Article


class Late(Executor):
    """Runs what it was given only when asked for the answer, last first: as untidy as a pool can be."""

    def __init__(self) -> None:
        self.waiting: list = []
        self.most = 0

    def submit(self, work, /, *args, **kwargs):
        future: Future = Future()
        self.waiting.append((future, work, args))
        self.most = max(self.most, len(self.waiting))
        future.result = lambda timeout=None: self._finish(future)  # type: ignore[method-assign]
        return future

    def _finish(self, wanted):
        for future, work, args in reversed(self.waiting):
            if future is wanted:
                self.waiting.remove((future, work, args))
                return work(*args)
        raise AssertionError("asked twice")


@pytest.mark.parametrize("n", [0, 1, BATCH, BATCH * 3 + 1])
def test_stories_come_back_in_order(n):
    stories = [Article(str(i), "") for i in range(n)]
    pool = Late()
    found = list(_in_order(pool, lambda batch: [[a.article_id] for a in batch], stories, ahead=2))
    assert [(a.article_id, e) for a, e in found] == [(str(i), [str(i)]) for i in range(n)]
    assert pool.most <= 2


def test_an_endless_stream_is_read_only_as_far_as_needed():
    taken = 0

    def stream():
        nonlocal taken
        while True:
            taken += 1
            yield Article(str(taken), "")

    next(_in_order(Late(), lambda batch: [[] for _ in batch], stream(), ahead=3))
    assert taken == 3 * BATCH


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"workers": 0}, "workers are 1 or more"),
        ({"workers": 2, "scheduler": "spark"}, "no scheduler 'spark'"),
        ({"scheduler": "tcp://127.0.0.1:1"}, "no Dask scheduler answers at tcp://127.0.0.1:1"),
    ],
)
def test_a_wrong_call_is_said(how, message, monkeypatch):
    monkeypatch.setattr("geomapper.corpus._TIMEOUT", "1s")
    with pytest.raises(InputError, match=message):
        list(read_corpus([Article("a", "text")], **how))


def test_a_running_cluster_gives_the_same():
    from distributed import LocalCluster

    text = "The army captured the town of Khanaser on Thursday.\n"
    stories = [Article(f"{i}", text) for i in range(3)]
    here = list(read_corpus(stories))
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        there = list(read_corpus(stories, scheduler=cluster.scheduler_address))
    assert there == here
    assert all(events for _, events in here)
