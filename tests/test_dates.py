"""Time expressions: what is found in a text, and which days are meant."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geomapper.dates import find_dates, governing, mentions_in, resolve, running_at, timeline
from geomapper.model import Precision, When

SHARED = Path(__file__).parents[1].parent / "shared"


def days(text: str) -> tuple[date, date]:
    """ "2016-02-25" or "2016-02-21..2016-02-23" as two days."""
    first, _, last = text.partition("..")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def only(text: str):
    """The one time expression of a text."""
    found = find_dates(text)
    assert len(found) == 1, [m.text for m in found]
    return found[0]


FRIDAY = date(2016, 2, 26)

# A story of Friday 26 February 2016: what it says, the days meant, the precision.
NEWS = [
    # weekdays
    ("troops took the town on Friday", "2016-02-26", "day"),
    ("troops took the town Thursday", "2016-02-25", "day"),
    ("it fell on Saturday", "2016-02-20", "day"),
    ("an offensive late Wednesday", "2016-02-24", "day"),
    ("the assault began early on Thursday", "2016-02-25", "day"),
    ("earlier Wednesday they had left", "2016-02-24", "day"),
    ("they entered after midnight Wednesday", "2016-02-25", "day"),
    ("shortly before midnight on Wednesday", "2016-02-24", "day"),
    ("in Sunday night raids", "2016-02-21", "day"),
    ("on Friday morning", "2016-02-26", "day"),
    ("at dawn on Tuesday", "2016-02-23", "day"),
    ("on Tuesday at dawn", "2016-02-23", "day"),
    ("in the early hours of Tuesday", "2016-02-23", "day"),
    ("on the night of Monday", "2016-02-22", "day"),
    ("overnight Wednesday", "2016-02-24..2016-02-25", "day"),
    ("Mondays fighting", "2016-02-22", "day"),
    ("Monday’s fighting", "2016-02-22", "day"),
    ("held since Tuesday", "2016-02-23", "day"),
    ("by Wednesday they had all of it", "2016-02-22..2016-02-24", "day"),
    ("last Friday", "2016-02-19", "day"),
    ("last Tuesday", "2016-02-23", "day"),
    ("next Monday", "2016-02-29", "day"),
    ("on Tuesday last week", "2016-02-16", "day"),
    ("last week on Thursday", "2016-02-18", "day"),
    ("between Tuesday and Thursday", "2016-02-23..2016-02-25", "day"),
    # today and its neighbours
    ("the army said today", "2016-02-26", "day"),
    ("shells fell yesterday", "2016-02-25", "day"),
    ("yesterdays attack", "2016-02-25", "day"),
    ("the day before yesterday", "2016-02-24", "day"),
    ("talks open tomorrow", "2016-02-27", "day"),
    ("clashes overnight", "2016-02-25..2016-02-26", "day"),
    ("they left last night", "2016-02-25", "day"),
    ("early this morning", "2016-02-26", "day"),
    ("they attacked at dawn", "2016-02-25..2016-02-26", "day"),
    ("they attacked in the early hours", "2016-02-25..2016-02-26", "day"),
    ("as they said earlier in the day", "2016-02-26", "day"),
    # weeks, months and years around the story
    ("seized earlier this week", "2016-02-22..2016-02-26", "week"),
    ("this week", "2016-02-22..2016-02-26", "week"),
    ("last week", "2016-02-15..2016-02-21", "week"),
    ("late last week", "2016-02-18..2016-02-21", "week"),
    ("early last week", "2016-02-15..2016-02-17", "day"),
    ("next week", "2016-02-29..2016-03-06", "week"),
    ("over the weekend", "2016-02-20..2016-02-21", "day"),
    ("last weekend", "2016-02-20..2016-02-21", "day"),
    ("earlier this month", "2016-02-01..2016-02-26", "month"),
    ("last month", "2016-01-01..2016-01-31", "month"),
    ("last months loss of the town", "2016-01-01..2016-01-31", "month"),
    ("late last month", "2016-01-20..2016-01-31", "week"),
    ("at the end of last month", "2016-01-21..2016-01-31", "week"),
    ("earlier this year", "2016-01-01..2016-02-26", "season"),
    ("this year", "2016-01-01..2016-02-26", "season"),
    ("last year", "2015-01-01..2015-12-31", "year"),
    ("late last year", "2015-10-01..2015-12-31", "season"),
    ("early last year", "2015-01-01..2015-03-31", "season"),
    # how long ago
    ("two days ago", "2016-02-24", "day"),
    ("3 days ago", "2016-02-23", "day"),
    ("a day earlier", "2016-02-25", "day"),
    ("the previous day", "2016-02-25", "day"),
    ("the day before", "2016-02-25", "day"),
    ("hours earlier", "2016-02-25..2016-02-26", "day"),
    ("a few hours ago", "2016-02-25..2016-02-26", "day"),
    ("48 hours ago", "2016-02-24", "day"),
    ("a few days ago", "2016-02-20..2016-02-24", "week"),
    ("several days ago", "2016-02-20..2016-02-24", "week"),
    ("a week ago", "2016-02-16..2016-02-22", "week"),
    ("two weeks ago", "2016-02-09..2016-02-15", "week"),
    ("nearly two months ago", "2015-12-11..2016-01-10", "month"),
    ("twenty-five days ago", "2016-02-01", "day"),
    ("two-and-a-half years ago", "2013-01-01..2014-12-31", "year"),
    ("three years ago", "2013-01-01..2013-12-31", "year"),
    ("more than a year ago", "2015-01-01..2015-12-31", "year"),
    # spans up to the story
    ("in recent days", "2016-02-19..2016-02-26", "week"),
    ("in recent weeks", "2016-01-29..2016-02-26", "month"),
    ("in recent months", "2015-11-26..2016-02-26", "season"),
    ("in the past two weeks", "2016-02-12..2016-02-26", "month"),
    ("over the past 24 hours", "2016-02-25..2016-02-26", "day"),
    ("in the last 48 hours", "2016-02-24..2016-02-26", "day"),
    ("in the last few days", "2016-02-20..2016-02-26", "week"),
    ("during the past week", "2016-02-19..2016-02-26", "week"),
    ("for the past three months", "2015-11-26..2016-02-26", "season"),
    ("over the past two years", "2014-02-26..2016-02-26", "year"),
    ("they recently took it", "2016-01-27..2016-02-26", "month"),
    ("for the second day", "2016-02-25..2016-02-26", "day"),
    ("for a third consecutive day", "2016-02-25..2016-02-26", "day"),
    ("in the coming days", "2016-02-26..2016-03-04", "week"),
    # days of a month
    ("On 25 February rebels left", "2016-02-25", "day"),
    ("on February 25", "2016-02-25", "day"),
    ("on Feb. 25", "2016-02-25", "day"),
    ("on the 25th of February", "2016-02-25", "day"),
    ("on the 20th", "2016-02-20", "day"),
    ("on 28 February", "2015-02-28", "day"),
    ("on the 4th of July", "2015-07-04", "day"),
    ("on March 27", "2015-03-27", "day"),
    ("on Thursday 25 February", "2016-02-25", "day"),
    ("Tuesday, November 24", "2015-11-24", "day"),
    ("around 10 February", "2016-02-10", "day"),
    ("between 21 and 22 September", "2015-09-21..2015-09-22", "day"),
    ("on 21–22 September", "2015-09-21..2015-09-22", "day"),
    ("on 3, 4 and 5 May", "2015-05-03..2015-05-05", "day"),
    ("from 3 to 5 May", "2015-05-03..2015-05-05", "day"),
    ("on September 21-23", "2015-09-21..2015-09-23", "day"),
    ("from 28 December to 3 January", "2015-12-28..2016-01-03", "week"),
    ("during the night of 5–6 February", "2016-02-05..2016-02-06", "day"),
    ("on the night of 12 June", "2015-06-12", "day"),
    ("late in the evening on 23 July", "2015-07-23", "day"),
    # months and their parts
    ("it was taken in May", "2015-05-01..2015-05-31", "month"),
    ("in February", "2016-02-01..2016-02-26", "month"),
    ("in March", "2015-03-01..2015-03-31", "month"),
    ("In mid-July they encircled it", "2015-07-10..2015-07-20", "week"),
    ("in early June", "2015-06-01..2015-06-10", "week"),
    ("by early June", "2015-06-01..2015-06-10", "week"),
    ("late September", "2015-09-20..2015-09-30", "week"),
    ("at the beginning of December", "2015-12-01..2015-12-10", "week"),
    ("at the end of July", "2015-07-21..2015-07-31", "week"),
    ("in the first week of January", "2016-01-01..2016-01-07", "week"),
    ("in the second half of October", "2015-10-16..2015-10-31", "month"),
    ("in December last year", "2015-12-01..2015-12-31", "month"),
    ("last December", "2015-12-01..2015-12-31", "month"),
    ("in January this year", "2016-01-01..2016-01-31", "month"),
    ("between May and July 2015", "2015-05-01..2015-07-31", "season"),
    # full dates
    ("on 12 March 2015", "2015-03-12", "day"),
    ("On 12 March 2015 the army", "2015-03-12", "day"),
    ("on March 12 2015", "2015-03-12", "day"),
    ("on March 12, 2015", "2015-03-12", "day"),
    ("12 March 2015: rebels took it", "2015-03-12", "day"),
    ("Thursday 12 Mar 2015", "2015-03-12", "day"),
    ("NewsFebruary 26, 2016", "2016-02-26", "day"),
    ("Last updated at Jul 262015", "2015-07-26", "day"),
    ("25/02/2016", "2016-02-25", "day"),
    ("2016-02-25", "2016-02-25", "day"),
    ("05.10.2015", "2015-10-05", "day"),
    ("11/02/2016", "2016-02-11", "day"),
    ("Dec 2015", "2015-12-01..2015-12-31", "month"),
    ("in August of 2013", "2013-08-01..2013-08-31", "month"),
    ("from 28 September to 16 October 2015", "2015-09-28..2015-10-16", "month"),
    ("5 March – 25 May 2014", "2014-03-05..2014-05-25", "season"),
    # years and seasons
    ("in 2013", "2013-01-01..2013-12-31", "year"),
    ("since 2014", "2014-01-01..2014-12-31", "year"),
    ("divided since mid-2012", "2012-06-01..2012-08-31", "season"),
    ("early 2013", "2013-01-01..2013-03-31", "season"),
    ("late 2015", "2015-10-01..2015-12-31", "season"),
    ("at the end of 2014", "2014-12-01..2014-12-31", "month"),
    ("in the first half of 2014", "2014-01-01..2014-06-30", "season"),
    ("from 2012 to 2014", "2012-01-01..2014-12-31", "year"),
    ("2011–14", "2011-01-01..2014-12-31", "unknown"),
    ("in the summer of 2014", "2014-06-01..2014-08-31", "season"),
    ("in spring 2013", "2013-03-01..2013-05-31", "season"),
    ("last summer", "2015-06-01..2015-08-31", "season"),
    ("in the autumn", "2015-09-01..2015-11-30", "season"),
    ("in late summer 2013", "2013-07-16..2013-08-31", "month"),
]

JUNE = When(date(2014, 6, 12), date(2014, 6, 12), Precision.DAY)

# A narrative without a date of publication that has reached Thursday 12 June 2014.
NARRATIVE = [
    ("The next day rebels took it", "2014-06-13", "day"),
    ("The following day", "2014-06-13", "day"),
    ("by the next day", "2014-06-11..2014-06-13", "day"),
    ("the following morning", "2014-06-13", "day"),
    ("the next evening", "2014-06-13", "day"),
    ("13 days later", "2014-06-25", "day"),
    ("Two days later, they left", "2014-06-14", "day"),
    ("a day after, they left", "2014-06-13", "day"),
    ("two days earlier", "2014-06-10", "day"),
    ("the previous day", "2014-06-11", "day"),
    ("the previous night", "2014-06-11", "day"),
    ("the same day", "2014-06-12", "day"),
    ("On that day", "2014-06-12", "day"),
    ("later that day", "2014-06-12", "day"),
    ("Later in the day", "2014-06-12", "day"),
    ("that evening", "2014-06-12", "day"),
    ("in the evening", "2014-06-12", "day"),
    ("by dawn they had gone", "2014-06-12", "day"),
    ("hours later", "2014-06-12", "day"),
    ("two hours later", "2014-06-12", "day"),
    ("several days later", "2014-06-14..2014-06-18", "week"),
    ("a week later", "2014-06-16..2014-06-22", "week"),
    ("three weeks later", "2014-06-30..2014-07-06", "week"),
    ("a month later", "2014-06-27..2014-07-27", "month"),
    ("a year later", "2015-01-01..2015-12-31", "year"),
    ("within two days", "2014-06-12..2014-06-14", "day"),
    ("over the next two days", "2014-06-13..2014-06-14", "day"),
    ("the following week", "2014-06-13..2014-06-19", "week"),
    ("over the previous 48 hours", "2014-06-10..2014-06-12", "day"),
    ("later that month", "2014-06-12..2014-06-30", "month"),
    ("at the end of the month", "2014-06-21..2014-06-30", "week"),
    ("the next month", "2014-07-01..2014-07-31", "month"),
    ("later in June", "2014-06-12..2014-06-30", "month"),
    ("clashes overnight", "2014-06-12..2014-06-13", "day"),
    ("On Saturday", "2014-06-14", "day"),
    ("the following Monday", "2014-06-16", "day"),
    ("On 25 February", "2014-02-25", "day"),
    ("On 3 January", "2014-01-03", "day"),
    ("by 28 June", "2014-06-26..2014-06-28", "day"),
    ("on the 14th", "2014-06-14", "day"),
    ("on the 30th", "2014-06-30", "day"),
    ("in August", "2014-08-01..2014-08-31", "month"),
    ("from early to mid-September 2014", "2014-09-01..2014-09-20", "month"),
    ("In 2016", "2016-01-01..2016-12-31", "year"),
]

# Words of time that tell no date, and words that only look like time.
NO_DATES = [
    "May God have mercy",
    "the army may march on the city",
    "March on the capital",
    "they march and may fight",
    "the fall of the town",
    "an august visitor on the second floor",
    "2000 men and 2015 fighters held point 908",
    "the Arab Spring of nations",
    "Brigade 93 and Division 17 and hill 853",
    "at 1900 GMT",
    "the town sat by the sun-lit river",
    "after days of clashes for months and three days of fighting",
    "advanced following two days of fighting",
    "March 27,000 people",
    "a 30-day truce of the 1990s",
    "Black Friday and the Sunday Times",
]


@pytest.mark.parametrize(("text", "want", "precision"), NEWS)
def test_expression_in_a_story_of_friday(text: str, want: str, precision: str) -> None:
    when = resolve(only(text), FRIDAY)
    assert ((when.start, when.end), when.precision.value) == (days(want), precision)


@pytest.mark.parametrize(("text", "want", "precision"), NARRATIVE)
def test_expression_in_a_narrative_that_has_reached_12_june(text: str, want: str, precision: str) -> None:
    when = resolve(only(text), None, JUNE)
    assert ((when.start, when.end), when.precision.value) == (days(want), precision)


def test_the_tables_are_as_long_as_promised() -> None:
    assert len({text for text, *_ in NEWS + NARRATIVE}) >= 180


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date(text: str) -> None:
    assert [m.text for m in find_dates(text)] == []


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("It fell on the morning of 26 June 2014 to rebels", ["on the morning of 26 June 2014"]),
        ("By the next day, and since mid-2012, too", ["By the next day", "since mid-2012"]),
        ("On 8 April rebels came; three days later they left.", ["On 8 April", "three days later"]),
        ("on Nov. 23. On Monday", ["on Nov. 23", "On Monday"]),
        ("between 27 and 28 October 2016 and in May", ["between 27 and 28 October 2016", "in May"]),
        ("### Second week\nOn 12 October rebels", ["On 12 October"]),
        ("the last day of February 2018", ["the last day of February 2018"]),
        ("on Friday, 12 February, troops", ["on Friday, 12 February"]),
    ],
)
def test_offsets_cover_the_whole_expression(text: str, want: list[str]) -> None:
    assert [m.text for m in find_dates(text)] == want
    assert all(text[m.start : m.end] == m.text for m in find_dates(text))


@pytest.mark.parametrize(
    ("text", "published", "want"),
    [
        ("Tuesday 12/09/2017", None, "2017-09-12"),
        ("Saturday 12/09/2017", None, "2017-12-09"),
        ("12/09/2017", date(2017, 9, 13), "2017-09-12"),
        ("12/09/2017", None, "2017-09-12"),
        ("09/25/2017", None, "2017-09-25"),
    ],
)
def test_day_and_month_change_places_where_the_weekday_asks(
    text: str, published: date | None, want: str
) -> None:
    assert resolve(only(text), published).start == days(want)[0]


@pytest.mark.parametrize(
    ("text", "published", "year", "want"),
    [
        ("On 25 February", None, 2016, "2016-02-25"),
        ("On 25 February", date(2016, 2, 26), None, "2016-02-25"),
        ("On 25 February", date(2016, 2, 24), None, "2015-02-25"),
        ("On 25 February 2014", date(2016, 2, 24), 2015, "2014-02-25"),
        ("on Thursday 25 February", date(2018, 5, 1), None, "2016-02-25"),
    ],
)
def test_year_of_a_bare_day(text: str, published: date | None, year: int | None, want: str) -> None:
    assert resolve(only(text), published, year=year).start == days(want)[0]


@pytest.mark.parametrize(
    "text",
    ["On 25 February", "on Monday", "the next day", "yesterday", "last week", "in the summer", "on the 5th"],
)
def test_nothing_to_count_from_is_unknown(text: str) -> None:
    when = resolve(only(text), None)
    assert (when.start, when.end, when.precision) == (None, None, Precision.UNKNOWN)


@pytest.mark.parametrize(
    "text", ["a week after the town was retaken", "the day after rebels left", "days before the fall"]
)
def test_a_date_that_counts_from_a_clause_is_unknown_in_news(text: str) -> None:
    assert resolve(only(text), FRIDAY).start is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("before 12 March 2015", None, "2015-03-11"), ("after 12 March 2015", "2015-03-13", "2016-02-26")],
)
def test_before_and_after_are_open(text: str, start: str | None, end: str) -> None:
    when = resolve(only(text), FRIDAY)
    assert (when.start and when.start.isoformat(), when.end and when.end.isoformat()) == (start, end)


def test_a_named_day_after_publication_stays_where_it_is() -> None:
    assert resolve(only("elections on 13 April 2016"), FRIDAY).start == date(2016, 4, 13)


NARRATIVE_TEXT = """\
Battle of the Hill (2014)
Date: 20 December 2013 – 8 February 2014

It was fought over a hill.

## Background
In March 2011 protests began.

## Battle
On 28 December, rebels took the mill. The next day, the army retook it. That evening it rained. By 2 January,
the army had the bridge, which it had lost on 5 June 2013. It also took the farm.

Three days later, both left. Meanwhile, the army took the well.

### February 2014
On 3 February, rebels came back. On 25 November 2012, they had built the mill. Rebels took the hill.
"""


@pytest.mark.parametrize(
    ("sentence", "want"),
    [
        ("It was fought", "2013-12-20..2014-02-08"),
        ("rebels took the mill", "2013-12-28"),
        ("the army retook it", "2013-12-29"),
        ("That evening it rained", "2013-12-29"),
        ("had the bridge", "2014-01-02"),
        ("It also took the farm", "2014-01-02"),
        ("both left", "2014-01-05"),
        ("the army took the well", "2014-01-05"),
        ("rebels came back", "2014-02-03"),
        ("Rebels took the hill", "2014-02-03"),
    ],
)
def test_the_running_date_of_a_narrative(sentence: str, want: str) -> None:
    line = timeline(NARRATIVE_TEXT, None)
    at = NARRATIVE_TEXT.index(sentence)
    reached = running_at(line, at)
    assert reached is not None
    assert (reached.start, reached.end) == days(want)


@pytest.mark.parametrize(
    ("heading", "text", "want"),
    [
        ("Offensive (March 2016)", "On 14 March, troops took it.", "2016-03-14"),
        ("Date: 25 June 2016 – 11 September 2016", "On 1 July, troops took it.", "2016-07-01"),
        ("Date: 28 December 2013 – 5 January 2014", "On 3 January, troops took it.", "2014-01-03"),
        ("## June 2014", "On 10 June, troops took it.", "2014-06-10"),
        ("### 2017: New assaults", "In March, troops took it.", "2017-03-01..2017-03-31"),
    ],
)
def test_headings_and_infoboxes_give_the_year(heading: str, text: str, want: str) -> None:
    story = f"{heading}\n\n{text}"
    start = story.index(text)
    when = governing(timeline(story, None), start, len(story))
    assert (when.start, when.end) == days(want)


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("lost the mill", "2014-11-20"),
        ("won it back", "2014-12-18"),
        ("rebels took the hill", "2015-03-01..2015-05-31"),
        ("the army took most of it", "2015-06-01..2015-08-31"),
        ("it was over", "2015-11-02"),
    ],
)
def test_a_date_without_a_year_goes_on_from_the_last_or_is_of_the_title(words: str, want: str) -> None:
    text = (
        "Battle of the Hill (2015)\n\nRebels, who lost the mill on November 20, 2014, came again, and on "
        "December 18 they won it back.\n\nIn the spring rebels took the hill. Over the summer the army took "
        "most of it.\n\nOn 2 November it was over."
    )
    at = text.index(words)
    start, end = max(text.rfind(". ", 0, at), text.rfind("\n", 0, at)) + 1, text.find(".", at)
    when = governing(timeline(text, None), start, end, at)
    assert (when.start, when.end) == days(want)


TITLED = [  # days of the title, what comes before, the sentence, its days
    ("2019", "It was part of the war.", "It ended on 20 October.", "2019-10-20"),
    ("2019", "It lasted until October 2019.", "In the spring they took it.", "2019-03-01..2019-05-31"),
    ("2019", "It lasted until October 2019.", "Over the summer they took it.", "2019-06-01..2019-08-31"),
    ("2015", "They left on 14 November 2014.", "On 21 December they came back.", "2015-12-21"),
    (
        "May – June 2015",
        "They left in November 2013.",
        "By 3 April they were near.",
        "2015-04-01..2015-04-03",
    ),
    ("May – June 2015", "They left in April 2014.", "On 11 May they took it.", "2015-05-11"),
    ("May – June 2015", "It ended in June 2015.", "On 27 October they lost it.", "2015-10-27"),
]


@pytest.mark.parametrize(("span", "before", "sentence", "want"), TITLED)
def test_the_days_of_the_title_settle_the_year(span: str, before: str, sentence: str, want: str) -> None:
    story = f"Battle of Zalin ({span})\n\n{before}\n\n{sentence}"
    start = story.index(sentence)
    when = governing(timeline(story, None), start, len(story))
    assert (when.start, when.end) == days(want)


def test_the_title_gives_the_year() -> None:
    line = timeline("On 14 March, troops took it.", None, title="Palm offensive (2016)")
    assert line.dated[0].when.start == date(2016, 3, 14)


@pytest.mark.parametrize(
    ("text", "at", "want"),
    [
        ("Troops took the town.", "took", "2016-02-24..2016-02-26"),
        ("Troops took the town on Tuesday.", "took", "2016-02-23"),
        ("On Tuesday rebels took A. The next day the army retook it.", "retook", "2016-02-24"),
        ("On 12 January rebels cut the road; 13 days later they seized the hill.", "seized", "2016-01-25"),
        ("On 12 January rebels cut the road; 13 days later they seized the hill.", "cut", "2016-01-12"),
        (
            "Troops captured the hill, held for the past two years by rebels.",
            "captured",
            "2016-02-24..2016-02-26",
        ),
        ("Troops on Monday took the town that had been besieged since 2013.", "took", "2016-02-22"),
    ],
)
def test_the_governing_date_of_a_sentence(text: str, at: str, want: str) -> None:
    offset = text.index(at)
    start = max(text.rfind(". ", 0, offset) + 2, 0) if ". " in text[:offset] else 0
    when = governing(timeline(text, FRIDAY), start, len(text), offset)
    assert (when.start, when.end) == days(want)


def test_news_forgets_the_running_date_after_a_sentence() -> None:
    text = "On Tuesday rebels took A. It rained. The army fought. The next day was quiet."
    line = timeline(text, FRIDAY)
    assert running_at(line, text.index("It rained")) is not None
    assert running_at(line, text.index("The army")) is None
    assert mentions_in(line, text.index("The next"), len(text))[0].when.start is None


@pytest.mark.parametrize(
    ("text", "words", "want"),
    [
        ("Rebels took the camp on Tuesday, a day after it was lost.", "a day after", "2016-02-22"),
        ("Rebels left on 12 February, two days before the army came.", "two days before", "2016-02-14"),
        ("Rebels took the mill early Tuesday the day after it was lost.", "the day after", "2016-02-22"),
    ],
)
def test_a_clause_counts_from_the_date_before_it(text: str, words: str, want: str) -> None:
    found = [d for d in timeline(text, FRIDAY).dated if d.mention.text == words]
    assert (found[0].when.start, found[0].when.end) == days(want)


TWO_YEARS = """\
Operations in the west (2015–2016)

They comprise the loss of the town in May 2015 and its recapture the following winter.

## Loss
In October 2014 rebels took the mill, and on the 13th of that month the army left.

In spring, the pace quickened. On 10 April 2015 rebels took the farm; on 15 April the well fell.
"""


@pytest.mark.parametrize(
    ("words", "want"),
    [("on the 13th", "2014-10-13"), ("On 10 April", "2015-04-10"), ("on 15 April", "2015-04-15")],
)
def test_a_full_date_sets_the_year_that_a_narrative_goes_on_in(words: str, want: str) -> None:
    line = timeline(TWO_YEARS, None)
    found = next(d for d in line.dated if d.mention.text.startswith(words))
    assert (found.when.start, found.when.end) == days(want)


UNDATED = """\
Troops advanced on Sunday, state media said on Monday. The war began with protests in March 2011.

In mid-July rebels were encircled. But on August 6 they reopened a road, and hours later it was cut. In
April 2014 they had come. They fought on Sunday.
"""


def test_an_undated_report_dates_only_what_names_its_year() -> None:
    line = timeline(UNDATED, None)
    dated = {d.mention.text: d.when.start for d in line.dated if d.when.start}
    assert dated == {"in March 2011": date(2011, 3, 1), "In\nApril 2014": date(2014, 4, 1)}
    assert line.fresh is None


def test_days_that_a_report_may_be_of_widen_its_dates() -> None:
    line = timeline(
        "Troops took the mill late Wednesday.", None, candidates=[date(2017, 9, 21), date(2017, 9, 28)]
    )
    assert (line.dated[0].when.start, line.dated[0].when.end) == days("2017-09-20..2017-09-27")
    assert line.fresh is not None
    assert (line.fresh.start, line.fresh.end) == days("2017-09-19..2017-09-28")


def test_days_years_apart_date_nothing() -> None:
    line = timeline(
        "Troops took the mill on Monday.", None, candidates=[date(2015, 11, 23), date(2020, 11, 23)]
    )
    assert (line.dated[0].when.start, line.fresh) == (None, None)


dates = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31))
SPOKEN = """
    on in by since the a of last next this past early late mid - – , . 1 2 12 25 31 99 2014 2016 1999
    12/09/2017
    May March june Feb. Monday Sunday's night dawn midnight day days week weeks month year ago later
    earlier after before between and to from same following previous today overnight two several few summer
    winter first end second straight within hours recent coming over # took it 2nd th 262016 9999 Date:
"""
spoken = st.lists(st.sampled_from([*SPOKEN.split(), "\n", "\n\n"]), max_size=30).map(" ".join)


@given(
    text=st.text() | spoken,
    published=st.none() | dates,
    running=st.none() | dates,
    year=st.none() | st.integers(1990, 2040),
)
@example(text="9999 years ago", published=date(2016, 2, 26), running=None, year=None)
@example(text="9999 days later", published=None, running=date(2040, 12, 31), year=None)
@example(text="on 29 February", published=date(2015, 3, 1), running=None, year=None)
@settings(max_examples=400, deadline=None)
def test_any_text_gives_exact_offsets_and_sound_intervals(
    text: str, published: date | None, running: date | None, year: int | None
) -> None:
    reached = None if running is None else When(running, running, Precision.DAY)
    end = 0
    for mention in find_dates(text):
        assert text[mention.start : mention.end] == mention.text != ""
        assert mention.start >= end
        end = mention.end
        when = resolve(mention, published, reached, year)
        if when.start and when.end:
            assert when.start <= when.end
        if published and not mention.future and when.end and not (mention.year or mention.year2):
            assert when.end <= published


@given(text=st.text() | spoken, published=st.none() | dates)
@settings(max_examples=200, deadline=None)
def test_any_text_has_a_timeline(text: str, published: date | None) -> None:
    line = timeline(text, published)
    assert [d.mention for d in line.dated] == find_dates(text)
    when = governing(line, 0, len(text))
    assert when.start is None or when.end is None or when.start <= when.end
    if published and not line.dated:
        assert (when.start, when.end) == (published - timedelta(days=2), published)


@pytest.mark.parametrize(
    "piece",
    [
        "12 ",
        "the ",
        "May 5 ",
        "in the early hours of ",
        "5 and ",
        "January ",
        "two or ",
        "\n ",
        "Ab",
        "-",
        "x",
        "1",
    ],
)
def test_time_is_linear(piece: str) -> None:
    def cost(n: int) -> float:
        best = float("inf")
        for again in range(3):
            text = piece * n + " " * again  # another text each time: what was found once is remembered
            begin = time.process_time()
            timeline(text, None)
            best = min(best, time.process_time() - begin)
        return best

    # Eight times the text: quadratic work would cost 64 times as much.
    assert cost(16_000) < 24 * max(cost(2_000), 0.002)


def test_dates_need_no_parser() -> None:
    code = "import sys, geomapper.dates; sys.exit('spacy' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(not (SHARED / "dev").is_dir(), reason="the labelled texts of ../shared/dev are not here")
def test_dates_named_in_labelled_sentences_are_right() -> None:
    path = Path(__file__).parents[1] / "benchmarks" / "dates.py"
    spec = importlib.util.spec_from_file_location("benchmark_dates", path)
    assert spec is not None
    assert spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    counts = benchmark.count(SHARED / "dev")
    for kind in ("news", "narrative"):
        right, wrong = counts[kind, "one date", True], counts[kind, "one date", False]
        assert right / (right + wrong) > 0.9
