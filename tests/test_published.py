"""The date of publication that a story's own text tells, narrows, or leaves open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomapper.published import infer_published, written_on

STORY = "Government troops took the village of Ain on {day}, a monitor said. Rebels had held it for a year.\n"


def story(head: str, day: str = "Monday", tail: str = "") -> str:
    return f"{head}{STORY.format(day=day)}{tail}"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (story("NewsFebruary 26, 2016\n\nBEIRUT -- ", "Thursday"), "2016-02-26"),
        (story("Troops take Ain\n\n19 Sep 2016 "), "2016-09-19"),
        (story("Troops take Ain - Region - World AFP Sunday 30 Mar 2014 ", "Sunday"), "2014-03-30"),
        (story("Troops take Ain\n\nDate of publication 5 July 2016 ", "Tuesday"), "2016-07-05"),
        (story("Troops take Ain | Paper\n\nLast updated at Jul 262016 BEIRUT ", "Tuesday"), "2016-07-26"),
        (story("AIN, 26 Feb 2016 (Agency) -- ", "Thursday"), "2016-02-26"),
        (story("Published June 12 2016 ", "Sunday"), "2016-06-12"),
        (story("Troops take Ain\n\n12/09/2017 09:03 by desk\n\n", "Tuesday"), "2017-09-12"),
        (story("Troops take Ain\n\n09/12/2017 09:03 by desk\n\n", "Tuesday"), "2017-09-12"),
        (story("Troops take Ain\n\n12/09/2017 09:03 by desk\n\n", "Saturday"), "2017-12-09"),
        (story("30-04-2016 Troops take Ain. ", "Saturday"), "2016-04-30"),
        (story("Troops take Ain\n\n2016-02-26 10:15\n\n", "Thursday"), "2016-02-26"),
        (story("", tail="\n(updated 1935 05.10.2017)"), "2017-10-05"),
        (story("Tuesday 22 November 2016 ", tail="\nLast modified: Thursday 24 November 2016"), "2016-11-22"),
    ],
)
def test_a_dateline_settles_the_date(text: str, want: str) -> None:
    got = infer_published(text)
    assert got.date == date.fromisoformat(want)
    assert got.candidates == (got.date,)
    assert got.how.startswith("dateline: ")


def test_an_address_settles_the_date() -> None:
    got = infer_published(story("", tail="\nhttps://paper.example/world/2016/02/26/ain-falls.html"))
    assert (got.date, got.how) == (date(2016, 2, 26), "url: 2016-02-26")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        # Monday 23 November: two years of the theatre have one.
        (story("Two presidents meet on Nov. 23.\n\n(A. Name / Agency)\n\n"), ["2015-11-23", "2020-11-23"]),
        (story("", "Monday, November 23"), ["2015-11-23", "2020-11-23"]),
        # A picture of Friday 15 September 2017 in a story of a Thursday: soon after.
        (story("A soldier at an airport, Sept. 15, 2017.\n\n", "Thursday"), ["2017-09-21", "2017-09-28"]),
    ],
)
def test_a_day_and_a_weekday_narrow_the_date(text: str, want: list[str]) -> None:
    got = infer_published(text)
    assert got.date is None
    assert [day.isoformat() for day in got.candidates] == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (story("BEIRUT, Feb 26 (Agency) - ", "Friday"), ["2016-02-26", "2021-02-26"]),
        (story("BEIRUT, Feb 26 (Agency) - ", "Thursday"), ["2015-02-26", "2016-02-26", "2021-02-26"]),
        (story("", "Monday, November 23", "It was quiet on Tuesday."), ["2015-11-24", "2020-11-24"]),
    ],
)
def test_an_agency_line_and_other_weekdays(text: str, want: list[str]) -> None:
    got = infer_published(text)
    assert [day.isoformat() for day in got.candidates if day.year in {2015, 2016, 2020, 2021}] == want


def test_the_title_may_tell() -> None:
    got = infer_published(STORY.format(day="Thursday"), title="Daily report, Friday 26 February 2016")
    assert (got.date, got.how) == (date(2016, 2, 26), "title: Friday 26 February 2016")


def test_the_years_of_the_theatre_settle_a_day_and_its_weekday() -> None:
    got = infer_published(story("", "Monday, November 23"), theatre_years=(2011, 2018))
    assert (got.date, got.candidates) == (date(2015, 11, 23), (date(2015, 11, 23),))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            story("", "Sunday", "But on August 6, rebels seized the mill. In mid-July it had been lost."),
            "unknown: the text names days",
        ),
        (story("", "Sunday"), "unknown: the text names weekdays"),
        ("Troops took the village.", "unknown: the text names no day"),
        ("", "unknown: the text names no day"),
        (
            story("In 2014 the war came.\n", tail="The fighting began on 5 March 2014 and spread."),
            "unknown: the text names days",
        ),
        (
            "Battle of Ain\nDate: 2 January 2014 – present\n\nOn 8 March 2014, rebels took the mill.",
            "unknown: ",
        ),
        (
            "![Ain (March 15 2013)](https://pictures.example/Ain_(March_15_2013).svg)\n\nThey left.",
            "unknown: ",
        ),
        (story("Founded 12 March 1967 "), "unknown: "),
    ],
)
def test_what_the_text_does_not_settle_stays_unknown(text: str, why: str) -> None:
    got = infer_published(text)
    assert (got.date, got.candidates) == (None, ())
    assert got.how.startswith(why)


@pytest.mark.parametrize(
    ("name", "settled", "among"),
    [
        ("000_2aef556bcb1dd7d3.txt", "2016-02-26", ["2016-02-26"]),
        ("001_18d329ff980ff8b8.txt", None, ["2015-11-23", "2020-11-23"]),
        ("002_1431156e20cd0360.txt", "2017-09-12", ["2017-09-12"]),
        ("003_9b00dab25d4e3da2.txt", None, ["2017-09-21"]),
        ("004_2b378bade59abd59.txt", None, []),
    ],
)
def test_the_five_stories_without_their_manifest(
    shared: Path, name: str, settled: str | None, among: list[str]
) -> None:
    got = infer_published((shared / "articles" / name).read_text(encoding="utf-8"))
    assert (got.date and got.date.isoformat()) == settled
    assert {date.fromisoformat(day) for day in among} <= set(got.candidates)
    assert bool(got.candidates) == bool(among)
    assert {day.weekday() for day in got.candidates} <= {date.fromisoformat(day).weekday() for day in among}
    if not among:
        assert got.how.startswith("unknown: ")


@pytest.mark.parametrize(
    ("head", "stated", "want"),
    [
        ("Troops take Ain | Paper\n\nLast updated at Jul 262016 BEIRUT ", "2016-07-13", "2016-07-26"),
        ("30-04-2016 Troops take Ain. ", "2016-04-02", "2016-04-30"),
        ("Troops take Ain\n\nDate of publication 5 July 2016 ", "2016-07-06", "2016-07-05"),
        ("BEIRUT ", "2016-07-06", "2016-07-06"),  # no dateline
        ("Last updated at Jul 262016 BEIRUT ", "2016-01-13", "2016-01-13"),  # another time altogether
        ("March 1 2012 Troops enter Ain. ", "2017-04-04", "2017-04-04"),
        ("On 3 July 2016 troops came. ", "2016-07-20", "2016-07-20"),
    ],
)
def test_a_printed_dateline_is_nearer_than_the_day_of_a_list(head: str, stated: str, want: str) -> None:
    assert written_on(story(head), date.fromisoformat(stated)) == date.fromisoformat(want)


def test_a_story_without_any_stated_day_stays_without() -> None:
    assert written_on(story("30-04-2016 Troops take Ain. "), None) is None


PIECES = """Published|updated|News|on|Monday|Nov. 23|23 November|2016|12/09/2017|09:03|.|(Photo)
|29 February 2015|https://a.example/2016/02/31/x|troops took Ain|31 June|–|present"""
pieces = st.lists(st.sampled_from([*PIECES.split("|"), "\n"]), max_size=20).map(" ".join)


@given(text=st.text() | pieces)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_date_of_the_theatre_or_none(text: str) -> None:
    got = infer_published(text, theatre_years=(2011, 2018))
    assert got.how
    assert all(2011 <= day.year <= 2018 for day in got.candidates)
    assert got.date is None or got.candidates == (got.date,)
    assert (got.date is None and not got.candidates) == got.how.startswith("unknown: ")
