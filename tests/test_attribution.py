"""On whose word: the speakers of a claim, and the side that each of them speaks for."""

from __future__ import annotations

import pytest
from reading import Case, answers, cases, read, table

from geomapper.model import Modality


@pytest.mark.parametrize("case", table("reading_sources.txt"))
def test_speakers(case: Case) -> None:
    wanted, came = answers(case)
    assert came == wanted


@pytest.mark.parametrize("case", cases("reading_sources.txt"), ids=lambda c: c.text[:70])
def test_each_speaker_has_one_side(case: Case) -> None:
    for event in read(case.text, case.published):
        assert len(event.claimed_by) == len(event.claimed_by_side) == len(set(event.claimed_by))
        assert not event.claimed_by or event.modality is not Modality.ASSERTED
