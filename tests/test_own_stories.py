"""Our own labelled stories, on which the reader's weights are fitted: every label must fit its story."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SIDES = {"government", "opposition", "isil", "hts", "sdf", "turkey_sna", "iraq", "peshmerga", "other"}
CHANGES = {"gain", "loss", "holds", "siege_start", "siege_end", "contested"}


@pytest.mark.parametrize("stripped", [False, True], ids=["as written", "without commas"])
def test_every_label_fits_its_story(stripped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    sys.modules.pop("own_stories", None)
    from own_stories import stories  # type: ignore[import-not-found]

    found = stories(stripped)
    assert len({article.article_id for article, _ in found}) == len(found) >= 300
    wrong = [
        (article.article_id, row["change"], row["place"])
        for article, rows in found
        for row in rows
        if row["sentence"] not in article.text
        or (row["place"] and row["place"] not in article.text)
        or row["change"] not in CHANGES
        or not {row["actor"], row["from_actor"]} <= {*SIDES, None, "-"}
        or (row["date_from"] or "") > (row["date_to"] or "")
    ]
    assert wrong == []
