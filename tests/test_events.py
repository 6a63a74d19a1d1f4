"""From a sentence to its events: every shape of sentence, every trigger, days, duplicates, ids and offsets."""

# ruff: noqa: E501  (a case is a line)

from __future__ import annotations

from datetime import date

import pytest
from reading import Case, answers, cases, grid, read, table

from geomapper.events import extract, extract_all
from geomapper.model import REAL, Article, Change, Modality

WEDNESDAY = date(2016, 3, 30)


@pytest.mark.parametrize("case", table("reading_shapes.txt", "reading_news.txt", "reading_words.txt"))
def test_shapes(case: Case) -> None:
    wanted, came = answers(case)
    assert came == wanted


# Every trigger of the list of words, in the plainest sentence that it allows: what, and the change that it tells.
GAINS = """
captured · recaptured · seized · retook · took · took over · took back · took control of · took full control of ·
regained · regained control of · reclaimed · won back · overran · liberated · freed · secured · conquered ·
wrested control of · gained control of · established control over · seized control of · is in full control of ·
swept into and captured · has recaptured · have seized · had retaken · has since seized · managed to capture ·
was able to retake · succeeded in taking · completed the capture of · announced the capture of ·
cleared rebels from · drove rebels out of · forced rebels out of · expelled rebels from · ousted rebels from ·
dislodged rebels from · pushed rebels out of · flushed rebels out of · evicted rebels from · purged rebels from
""".replace("\n", " ").split(" · ")  # fmt: skip
LOSSES = """
lost · abandoned · withdrew from · pulled out of · retreated from · surrendered · ceded · evacuated · left · fled ·
lost control of · has withdrawn from · was driven out of · was forced out of · gave up · relinquished
""".replace("\n", " ").split(" · ")  # fmt: skip
SIEGES = "besieged · encircled · surrounded · laid siege to · imposed a siege on · blockaded".split(" · ")
RELIEFS = "broke the siege of · lifted the siege of · ended the siege of · broke a siege on".split(" · ")


@pytest.mark.parametrize("verb", grid("trigger of gain", [v.strip() for v in GAINS]))
def test_triggers_of_gain(verb: str) -> None:
    events = read(f"The Syrian army {verb} Kinsabba on Monday.")
    assert [(e.change, e.actor, e.ref.name, e.when.start) for e in events] == [
        (Change.GAIN, "government", "Kinsabba", date(2016, 3, 28))
    ]


@pytest.mark.parametrize("verb", grid("trigger of loss", [v.strip() for v in LOSSES]))
def test_triggers_of_loss(verb: str) -> None:
    events = read(f"Islamic State {verb} Qaryatayn on Monday.")
    assert [(e.change, e.actor, e.ref.name) for e in events] == [(Change.LOSS, "isil", "Qaryatayn")]


@pytest.mark.parametrize("verb", grid("trigger of siege", SIEGES))
def test_triggers_of_siege(verb: str) -> None:
    events = read(f"Government forces {verb} Madaya on Monday.")
    assert [(e.change, e.actor, e.ref.name) for e in events] == [(Change.SIEGE_START, "government", "Madaya")]


@pytest.mark.parametrize("verb", grid("trigger of relief", RELIEFS))
def test_triggers_of_relief(verb: str) -> None:
    events = read(f"The Syrian army {verb} Nubl on Monday.")
    assert [(e.change, e.actor, e.ref.name) for e in events] == [(Change.SIEGE_END, "government", "Nubl")]


# Each shape with each verb: the present, the past and the participle.
VERBS = [
    ("captures", "captured", "captured"),
    ("retakes", "retook", "retaken"),
    ("seizes", "seized", "seized"),
    ("takes", "took", "taken"),
    ("overruns", "overran", "overrun"),
    ("liberates", "liberated", "liberated"),
    ("regains", "regained", "regained"),
    ("recaptures", "recaptured", "recaptured"),
    ("secures", "secured", "secured"),
    ("reclaims", "reclaimed", "reclaimed"),
    ("conquers", "conquered", "conquered"),
    ("frees", "freed", "freed"),
]
SHAPES = [
    "The army {took} Salma on Monday.",
    "The army has {taken} Salma.",
    "The army had {taken} Salma by Monday.",
    "Salma was {taken} by the army on Monday.",
    "Salma has been {taken} by the army.",
    "The town of Salma was {taken} by the army.",
    "Salma, {taken} by the army on Monday, lies in ruins.",
    "Salma, which was {taken} by the army on Monday, lies in ruins.",
    "Salma, which the army {took} on Monday, lies in ruins.",
    "The army, which {took} Salma on Monday, moved north.",
    "Soldiers who {took} Salma moved north.",
    "The army moved north, having {taken} Salma.",
    "The army pushed north and {took} Salma.",
    "The army fought hard but {took} Salma on Monday.",
    "On Monday the army {took} the town of Salma.",
    "On Monday, the army {took} Salma in Latakia.",
    "State media said on Monday that the army had {taken} Salma.",
    "The army has since {taken} Salma.",
    "The army finally {took} Salma.",
    "The army quickly {took} the strategic town of Salma.",
    "The army {took} the rebel-held town of Salma.",
    "Army {takes} Salma",
    "Syrian army {takes} town of Salma",
    "Salma {taken} by the army",
    '"We have {taken} Salma," an army officer said.',
    "Fighting ended on Monday when the army {took} Salma.",
    "A week after the army {took} Salma, refugees came home.",
    "The day the army {took} Salma, three men died there.",
    "It was the army that {took} Salma.",
    "The army {took} Salma, Kinsabba and Rabia.",
    "In a separate attack, the army {took} Salma.",
    "The army, backed by Russian jets, {took} Salma.",
    "The army backed by Russian jets {took} Salma.",
    "Meanwhile the army {took} Salma.",
    "The army now controls the area after it {took} Salma.",
    "The officer said the army {took} Salma.",
    "He said troops {took} Salma on Monday.",
    "A military source said that government troops {took} Salma and killed dozens of gunmen.",
    "Government forces {took} Salma on Monday after rebels fled.",
    "Under cover of night, the army {took} Salma.",
    "Both Salma and Rabia were {taken} by the army.",
    "Salma and the nearby village of Rabia were {taken} by the army.",
    "Two days after it {took} Salma, the army rested.",
    "The army says it has {taken} Salma.",
    "The army also {took} Salma.",
    "The army killed 20 rebels and {took} Salma.",
    "The army announced that it had {taken} Salma.",
    "The army was said to have {taken} Salma.",
    "The army is reported to have {taken} Salma.",
    "The town of Salma has reportedly been {taken} by the army.",
    "The army reportedly {took} Salma.",
    "With Salma {taken} by the army, rebels retreated.",
    "Rebels retreated when Salma was {taken} by the army.",
    "The army on Monday {took} Salma.",
    "The army in Latakia {took} Salma.",
    "Dozens died as the army {took} Salma.",
    "Soldiers backed by tanks {took} Salma from rebels.",
    "The army overnight {took} Salma.",
    "Army troops on Monday morning {took} Salma, a town in Latakia.",
]  # fmt: skip


@pytest.mark.parametrize(
    "text", grid("shape", [s.format(takes=a, took=b, taken=c) for s in SHAPES for a, b, c in VERBS])
)
def test_shape_with_every_verb(text: str) -> None:
    events = [e for e in read(text) if e.modality in REAL and e.change is Change.GAIN]
    assert {(e.actor, e.ref.name) for e in events if e.ref.name == "Salma"} == {("government", "Salma")}
    assert {e.ref.name for e in events} <= {"Salma", "Rabia", "Kinsabba"}
    assert {e.extent for e in events} == {"whole"}


@pytest.mark.parametrize(
    ("text", "days"),
    grid("days", [
        ("Rebels captured Zalin on Monday.", ["Zalin 03-28..03-28"]),
        ("Rebels captured Zalin on Wednesday.", ["Zalin 03-30..03-30"]),
        ("Rebels captured Zalin on 12 March.", ["Zalin 03-12..03-12"]),
        ("Rebels captured Zalin.", ["Zalin 03-28..03-30"]),
        ("The army captured Zalin late on Tuesday.", ["Zalin 03-29..03-29"]),
        ("The army captured Zalin yesterday.", ["Zalin 03-29..03-29"]),
        ("The army captured Zalin last week.", ["Zalin 03-21..03-27"]),
        ("The army retook Zalin on Sunday, two days after losing it to rebels.", ["Zalin 03-25..03-25", "Zalin 03-27..03-27"]),
        ("The army retook Zalin on Sunday, a day after rebels captured it.", ["Zalin 03-26..03-26", "Zalin 03-27..03-27"]),
        ("When rebels captured Zalin in 2014, the army fled.", ["Zalin 2014-01-01..2014-12-31"]),
        ("Islamic State captured Palmyra in May 2015, and the army retook it on Sunday.", ["Palmyra 2015-05-01..2015-05-31", "Palmyra 03-27..03-27"]),
        ("The army, which lost Zalin in February, captured Morek on Monday.", ["Morek 03-28..03-28", "Zalin 02-01..02-29"]),
        ("Rebels took Zalin on Friday after seizing Masasneh on Thursday.", ["Masasneh 03-24..03-24", "Zalin 03-25..03-25"]),
        ("The army captured Rabia on Thursday. On Sunday it took Salma.", ["Rabia 03-24..03-24", "Salma 03-27..03-27"]),
        ("On 18 February the army captured Kinsabba. The next day army units took Shillif.", ["Kinsabba 02-18..02-18", "Shillif 02-19..02-19"]),
        ("Since mid-2014, when rebels captured Morek, the road has been closed.", ["Morek 2014-06-01..2014-08-31"]),
        ("Before Islamic State captured Mahin last year, the army had a depot there.", ["Mahin 2015-01-01..2015-12-31"]),
        ("A meeting on Tuesday discussed Zalin, which rebels captured on 12 March.", ["Zalin 03-12..03-12"]),
        ("In May 2015 the Army of Conquest took Ariha, and in June 2015 the YPG took Suluk.", ["Ariha 2015-05-01..2015-05-31", "Suluk 2015-06-01..2015-06-30"]),
        ("Rebels captured Zalin on Monday and two days later the army retook Morek.", ["Zalin 03-28..03-28", "Morek 03-30..03-30"]),
        ("The army took Zalin a week after it captured Morek.", ["Zalin 03-28..03-30", "Morek 03-20..03-26"]),
        ("The victory came two weeks after rebels captured Zalin.", ["Zalin 03-13..03-19"]),
        ("Troops took Zalin which rebels had held for the past three years.", ["Zalin 03-28..03-30"]),
        ("Troops recaptured Zalin which was held by rebels over the past two years.", ["Zalin 03-28..03-30"]),
        ("Rebels are pressing an offensive that began on February 3. They captured Zalin.", ["Zalin 03-28..03-30"]),
        ("Israel captured the Golan Heights in the 1967 Arab-Israeli war.", ["Golan Heights 1967-06-05..1967-06-10"]),
        ("Rebels took Zalin on March 26 and Morek a day or so afterwards.", ["Zalin 03-26..03-26", "Morek 03-27..03-27"]),
        ("On Monday Zalin was cleared by the army and a day later the last rebel lines crumbled.", ["Zalin 03-28..03-28"]),
        ("The army says it has liberated Zalin, ending the rule that rebels proclaimed three years ago.", ["Zalin 03-28..03-30"]),
        ("Homs, 30 March 2016 - The army captured Zalin.", ["Zalin 03-28..03-30"]),
        ("30 March 2016 The army took Zalin.", ["Zalin 03-28..03-30"]),
        ("Kurdish fighters, who took Menagh on 10 February, captured Tal Rifaat five days later.", ["Menagh 02-10..02-10", "Tal Rifaat 02-15..02-15"]),
    ]),
)  # fmt: skip
def test_days(text: str, days: list[str]) -> None:
    def short(day: date | None) -> str:
        assert day is not None
        return f"{day:%m-%d}" if day.year == 2016 else f"{day:%Y-%m-%d}"

    came = [f"{e.ref.name} {short(e.when.start)}..{short(e.when.end)}" for e in read(text) if e.change in {Change.GAIN, Change.LOSS}]  # fmt: skip
    assert sorted(came) == sorted(days)


@pytest.mark.parametrize(
    ("text", "days"),
    grid("days of a narrative", [
        ("On 3 May 2015, rebels attacked. By the next day they held the mill. The army took Zalin.", ["Zalin 2015-05-04..2015-05-04"]),
        ("In early May 2015 rebels attacked and within days captured Zalin.", ["Zalin 2015-05-01..2015-05-10"]),
        ("On 3 May 2015, it rained. After three days, the army captured Zalin, undoing the gains of 2014.", ["Zalin 2015-05-06..2015-05-06"]),
        ("On 3 May 2015, rebels took Morek, the next day, the army took Zalin.", ["Morek 2015-05-03..2015-05-03", "Zalin 2015-05-04..2015-05-04"]),
        ("In May 2014 rebels left. As the army fled on 13 May, rebels took Zalin.", ["Zalin 2014-05-13..2014-05-13"]),
        ("On 3 May 2015 it rained. Zalin (which rebels had captured after the army raided their camp in June 2014) was shelled.", ["Zalin 2014-06-01..2014-06-30"]),
        ("It began in late May 2015 and ended with the capture of Zalin by rebels on 15 June.", ["Zalin 2015-06-15..2015-06-15"]),
        ("Rebels recaptured Zalin on 7 July 2015, and the Morek base on 8 July.", ["Zalin 2015-07-07..2015-07-07", "Morek base 2015-07-08..2015-07-08"]),
        ("In May 2015 rebels took Zalin on the 4th, Morek itself on the 6th.", ["Zalin 2015-05-04..2015-05-04", "Morek 2015-05-06..2015-05-06"]),
        ("On 23 May 2015 it began. On the first day rebels took Zalin; on 24 May, they rested.", ["Zalin 2015-05-23..2015-05-23"]),
        ("On 8 March 2018 Turkish forces advanced, capturing Morek, Suran and, two days later, Zalin.", ["Morek 2018-03-08..2018-03-08", "Suran 2018-03-08..2018-03-08", "Zalin 2018-03-10..2018-03-10"]),
        ("On 12 March 2018 rebels took Morek and, the next day, the town of Zalin.", ["Morek 2018-03-12..2018-03-12", "Zalin 2018-03-13..2018-03-13"]),
        ("On 25 May 2015 rebels took Morek. Four days after that, they captured Zalin.", ["Morek 2015-05-25..2015-05-25", "Zalin 2015-05-29..2015-05-29"]),
        ("Battle of Zalin (2019)\n\nThe army attacked. On 20 October it captured Zalin.", ["Zalin 2019-10-20..2019-10-20"]),
        ("On 12 June 2014, two days after the fall of Mosul, ISIL captured Morek.", ["Mosul 2014-06-10..2014-06-10", "Morek 2014-06-12..2014-06-12"]),
        ("Zalin was retaken by the army by 19 January 2016, and on 9 February Morek and Salma.", ["Zalin 2016-01-17..2016-01-19", "Morek 2016-02-09..2016-02-09", "Salma 2016-02-09..2016-02-09"]),
        ("It began on 16 May 2016; on 17 May Zalin was taken by the army, and on the 19th, when rebels had fled, the rest.", ["Zalin 2016-05-17..2016-05-17"]),
        ("By 7 May 2017 the army had left. Since the end of 2013, rebels encircled Morek and captured Zalin.", ["Zalin 2013-12-01..2013-12-31"]),
    ]),
)  # fmt: skip
def test_days_of_a_narrative(text: str, days: list[str]) -> None:
    came = [f"{e.ref.name} {e.when.start}..{e.when.end}" for e in read(text, None) if e.change in {Change.GAIN, Change.LOSS}]  # fmt: skip
    assert sorted(came) == sorted(days)


@pytest.mark.parametrize(
    "case", [*cases("reading_shapes.txt"), *cases("reading_sides.txt")], ids=lambda c: c.text[:60]
)
def test_nothing_happens_after_it_was_printed(case: Case) -> None:
    for event in read(case.text, case.published):
        if event.modality in REAL and case.published and event.when.start:
            assert event.when.start <= case.published
            assert event.when.end is None or event.when.start <= event.when.end


@pytest.mark.parametrize(
    ("text", "wanted"),
    grid(
        "one event",
        [
            (  # a title and its lead
                "IS seizes Mahin\n\nIslamic State fighters seized the town of Mahin on Sunday.",
                ["gain isil Mahin: 0..15 17..75"],
            ),
            (  # a title without a day and a lead with one that is long past
                "Syrian army recaptures Kinsabba\n\nThe Syrian army recaptured Kinsabba on Thursday.",
                ["gain government Kinsabba: 0..31 33..81"],
            ),
            (
                "Rebels took Zalin on Monday. A resident said the rebels had captured Zalin and Masasneh.",
                ["gain opposition Zalin: 0..28 29..88", "gain opposition Masasneh: 29..88"],
            ),
            (  # three changes of one place within three days
                "The army took Zalin on Monday. Rebels retook Zalin on Tuesday. The army captured Zalin again on Wednesday.",
                [
                    "gain government Zalin: 0..30",
                    "gain opposition Zalin: 31..62",
                    "gain government Zalin: 63..106",
                ],
            ),
            (  # whoever lost it, the taker's gain tells it
                "Islamic State lost Shaddadi. The SDF captured Shaddadi on Friday.",
                ["gain sdf Shaddadi: 0..28 29..65"],
            ),
            (
                "Islamic State lost Shaddadi on Friday. The SDF captured Shaddadi on Friday.",
                ["gain sdf Shaddadi: 0..38 39..75"],
            ),
            (  # years apart
                "Islamic State captured Palmyra in May 2015. Islamic State captured Palmyra again on Monday.",
                ["gain isil Palmyra: 0..43", "gain isil Palmyra: 44..91"],
            ),
            (  # a caption that a page prints again without its day
                "March 1 2012 Rebels seize the army's Zalin base after a week of shelling.\n\n"
                "Rebels seize the army's Zalin base after a week of shelling.",
                ["gain opposition Zalin base: 0..73 75..135"],
            ),
            (  # what a report looks back to without a day
                "Rebels captured Zalin on March 12. Aid reached the town after rebels captured Zalin.",
                ["gain opposition Zalin: 0..34 35..84"],
            ),
            (  # denial and claim are two things
                "Rebels captured Zalin on Monday. The army did not capture Zalin.",
                ["gain opposition Zalin: 0..32"],
            ),
        ],
    ),
)
def test_one_event_for_each_change_with_all_its_sentences(text: str, wanted: list[str]) -> None:
    came = []
    for e in read(text):
        if e.modality in REAL and e.change in {Change.GAIN, Change.LOSS}:
            spans = sorted({(e.char_start, e.char_end), *e.evidence})
            came.append(f"{e.change} {e.actor} {e.ref.name}: " + " ".join(f"{a}..{b}" for a, b in spans))
    assert sorted(came) == sorted(wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    grid(
        "one event of a narrative",
        [
            (  # a heading tells what stands below it
                "On 3 May 2015, it rained.\n\n## Capture of Zalin\n\nOn 9 May, the attack began. On 12 May, rebels took Zalin.",
                ["gain opposition Zalin 2015-05-12"],
            ),
            (
                "On 3 May 2015, rebels took Zalin. On 20 June, following the capture of Zalin by rebels, talks began.",
                ["gain opposition Zalin 2015-05-03"],
            ),
            (
                "On 3 May 2015, rebels took Zalin. On 20 June, the army shelled Zalin, which rebels had captured.",
                ["gain opposition Zalin 2015-05-03"],
            ),
            (  # who says that he had taken it tells news
                "On 3 May 2015, rebels took Zalin. On 6 May, the army retook Zalin. On 20 June, rebels announced that they had captured Zalin.",
                [
                    "gain government Zalin 2015-05-06",
                    "gain opposition Zalin 2015-05-03",
                    "gain opposition Zalin 2015-06-20",
                ],
            ),
        ],
    ),
)  # fmt: skip
def test_what_a_narrative_looks_back_to_is_no_new_event(text: str, wanted: list[str]) -> None:
    came = [
        f"{e.change} {e.actor} {e.ref.name} {e.when.start}"
        for e in read(text, None)
        if e.modality in REAL and e.change in {Change.GAIN, Change.LOSS}
    ]
    assert sorted(came) == sorted(wanted)


STORY = (
    "Army retakes Kinsabba\n\nThe Syrian army recaptured the town of Kinsabba from rebels on Thursday, state media said."
    " It also took two villages near Salma.\n\nRebels denied losing Rabia. Islamic State besieged Deir al-Zor.\n"
    "Rebel-held Douma was shelled."
)


def test_offsets_point_at_the_sentence() -> None:
    events = read(STORY)
    assert events
    for e in events:
        assert STORY[e.char_start : e.char_end] == e.sentence
        assert e.trigger in e.sentence
        for start, end in e.evidence:
            assert 0 <= start < end <= len(STORY)
            assert (start, end) != (e.char_start, e.char_end)
            assert STORY[start:end] == STORY[start:end].strip()


def test_ids_are_stable_and_differ() -> None:
    first, again = read(STORY), read(STORY)
    assert first == again
    assert len({e.event_id for e in first}) == len(first)
    other = extract(Article("other", STORY, "", WEDNESDAY, "manifest"))
    assert not {e.event_id for e in other} & {e.event_id for e in first}


def test_a_story_reads_the_same_alone_and_among_others() -> None:
    texts = [c.text for c in cases("reading_shapes.txt")][:90]
    articles = [Article(f"a{n}", t, "", WEDNESDAY, "manifest") for n, t in enumerate(texts)]
    forth = {a.article_id: e for a, e in extract_all(articles)}
    back = {a.article_id: e for a, e in extract_all(articles[::-1])}
    assert forth == back
    for a in articles[::9]:
        assert extract(a) == forth[a.article_id]


def test_stories_come_back_in_order() -> None:
    articles = [Article(f"a{n}", "Rebels captured Zalin.", "", WEDNESDAY, "manifest") for n in range(130)]
    assert [a.article_id for a, _ in extract_all(articles)] == [a.article_id for a in articles]


def test_a_claim_has_its_word() -> None:
    (event,) = read("The army captured Rabia, SANA said.")
    assert (event.modality, event.claimed_by, event.claimed_by_side) == (
        Modality.CLAIMED,
        ("SANA",),
        ("government",),
    )


def test_a_story_about_shares() -> None:
    (event,) = [
        e
        for e in read("Islamic State controls 40 percent of Syria, the Observatory said.")
        if e.change is Change.SHARE
    ]
    assert (event.actor, event.share, event.ref.name) == ("isil", 0.4, "Syria")
