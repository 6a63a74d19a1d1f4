"""Whether a text says that it happened: the seven values, from the grammar around a trigger."""

from __future__ import annotations

import pytest
from reading import Case, answers, cases, grid, read, table

from geomapper.model import REAL, Change


@pytest.mark.parametrize("case", table("reading_modality.txt"))
def test_modality(case: Case) -> None:
    wanted, came = answers(case)
    assert came == wanted


def test_every_value_has_cases() -> None:
    found = {
        word
        for c in cases("reading_modality.txt")
        for e in c.events
        for word in e.strip(")").split()
        if "(" in e
    }
    for value in ("negated", "denied", "attempted", "future", "hypothetical"):
        assert value in {w.strip("(),") for w in found}


NEGATIONS = ("did not capture", "didn't capture", "didn’t capture", "didnt capture", "never captured")
AUXILIARIES = ("has not captured", "hasn't captured", "hasn’t captured", "hasnt captured", "had not captured")
MODALS = ("could not capture", "cannot capture", "won't capture", "won’t capture", "will not capture")


@pytest.mark.parametrize("verb", grid("spelt", [*NEGATIONS, *AUXILIARIES, *MODALS]))
def test_no_spelling_of_not_lets_a_change_through(verb: str) -> None:
    for place in ("Palmyra", "the town of Mahin"):
        assert [e for e in read(f"The Syrian army {verb} {place}.") if e.modality in REAL] == []


# Each frame with each verb: the infinitive and the -ing form.
FORMS = [
    ("capture", "capturing"),
    ("retake", "retaking"),
    ("seize", "seizing"),
    ("take control of", "taking control of"),
    ("storm", "storming"),
    ("overrun", "overrunning"),
    ("drive rebels out of", "driving rebels out of"),
]
NOT_SO = [
    "The army tried to {take} Salma.",
    "The army has failed to {take} Salma.",
    "The army was unable to {take} Salma.",
    "The army vowed to {take} Salma.",
    "The army hopes to {take} Salma.",
    "The army plans to {take} Salma.",
    "The army is trying to {take} Salma.",
    "The army wants to {take} Salma.",
    "The army will {take} Salma.",
    "The army would {take} Salma.",
    "The army could {take} Salma.",
    "The army might {take} Salma soon.",
    "The army is about to {take} Salma.",
    "The army is set to {take} Salma.",
    "The army is determined to {take} Salma.",
    "The army launched an attack to {take} Salma.",
    "The army launched an operation to {take} Salma on Monday.",
    "The army began a campaign to {take} Salma.",
    "The army started an offensive to {take} Salma from rebels.",
    "The army made an attempt to {take} Salma.",
    "The army abandoned plans to {take} Salma.",
    "The army has no plans to {take} Salma.",
    "The army was ordered to {take} Salma.",
    "The army needs to {take} Salma.",
    "The army must {take} Salma.",
    "The army refused to {take} Salma.",
    "The army is expected to {take} Salma.",
    "The army is likely to {take} Salma.",
    "The army threatened to {take} Salma.",
    "The army prepared to {take} Salma.",
    "The army is poised to {take} Salma.",
    "The army is in a position to {take} Salma.",
    "An army offensive to {take} Salma began on Monday.",
    "Fighting to {take} Salma goes on.",
    "The army sent tanks to {take} Salma.",
    "The army gathered in Latakia to {take} Salma.",
    "It took the army years to prepare to {take} Salma.",
    "If the army were to {take} Salma, rebels would flee.",
    "The army did not {take} Salma.",
    "The army didn't {take} Salma.",
    "The army failed again to {take} Salma on Monday.",
    "Russia urged the army to {take} Salma.",
    "The battle to {take} Salma has begun.",
    "The army asked for help to {take} Salma.",
    "The army has the means to {take} Salma.",
    "The goal is to {take} Salma.",
    "Efforts to {take} Salma have stalled.",
    "There are fears that the army will {take} Salma.",
    "Rebels fear the army may {take} Salma.",
    "The army has long sought to {take} Salma.",
    "The army is struggling to {take} Salma.",
    "The army repeatedly attempted to {take} Salma.",
    "The army came close to {taking} Salma.",
    "The army is close to {taking} Salma.",
    "The army is bent on {taking} Salma.",
    "The army is on the verge of {taking} Salma.",
    "The army aims at {taking} Salma.",
    "The army has no hope of {taking} Salma.",
    "The army was prevented from {taking} Salma.",
    "The army is focusing on {taking} Salma.",
    "The army is considering {taking} Salma.",
    "An attack aimed at {taking} Salma began.",
    "The army advanced with the aim of {taking} Salma.",
    "The army has a chance of {taking} Salma.",
    "The army stopped short of {taking} Salma.",
    "The army denied {taking} Salma.",
    "The army withdrew without {taking} Salma.",
    "Instead of {taking} Salma, the army went home.",
    "The army spoke of {taking} Salma within days.",
    "Before {taking} Salma, the army will rest.",
    "The army dreams of {taking} Salma.",
    "Rebels prevented the army from {taking} Salma.",
    "Rebels stopped the army {taking} Salma.",
    "The army insists on {taking} Salma.",
    "The army is far from {taking} Salma.",
    "The army ruled out {taking} Salma.",
    "The army is interested in {taking} Salma.",
    "The offensive is a step towards {taking} Salma.",
    "The army's hopes of {taking} Salma have faded.",
]  # fmt: skip
SO = [
    "The army managed to {take} Salma.",
    "The army was able to {take} Salma.",
    "The army went on to {take} Salma.",
    "The army succeeded in {taking} Salma on Monday.",
    "The army advanced, {taking} Salma.",
    "After {taking} Salma, the army moved north.",
    "The army moved north after {taking} Salma on Monday.",
    "By {taking} Salma, the army cut the road.",
    "The army is now in Rabia after {taking} Salma.",
    "The army celebrated {taking} Salma.",
    "Reinforcements helped the army {take} Salma on Monday.",
    "Air strikes allowed the army to {take} Salma on Monday.",
    "The army returned on Monday to {take} Salma.",
    "The army was credited with {taking} Salma.",
    "Rebels accused the army of {taking} Salma.",
    "The army announced {taking} Salma.",
]  # fmt: skip


@pytest.mark.parametrize("frame", grid("not so", NOT_SO))
def test_what_did_not_happen_changes_nothing(frame: str) -> None:
    texts = [frame.format(take=take, taking=taking) for take, taking in FORMS]
    changes = {Change.GAIN, Change.LOSS}
    assert [t for t in texts if any(e.modality in REAL and e.change in changes for e in read(t))] == []


@pytest.mark.parametrize("frame", grid("so", SO))
def test_what_did_happen_counts(frame: str) -> None:
    missed = []
    for take, taking in FORMS:
        if take == "storm":  # who storms a town may be thrown back
            continue
        text = frame.format(take=take, taking=taking)
        if ("government", "Salma") not in {(e.actor, e.ref.name) for e in read(text) if e.modality in REAL}:
            missed.append(text)
    assert missed == []
