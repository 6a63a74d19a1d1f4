"""Stories are read from every kind of file, dated, and one broken file does not stop the others."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomapper.articles import make_article, read_articles
from geomapper.errors import InputError

STORY = "Convoy reaches Azaz\n\nAZAZ, 3 May 2016 -- Aid trucks entered the town.\n"
PAGE = """<!doctype html><html><head><title>Bridge reopens | The Wire</title>
<meta property="og:site_name" content="The Wire">
<meta property="article:published_time" content="2016-03-02T08:00Z">
</head><body><nav>Home | World</nav><article><h1>Bridge reopens</h1><p>The bridge over the river reopened on
Wednesday after engineers cleared the last of the rubble from its northern end, town officials said.</p>
<p>Traffic was light through the morning, and a second lane follows within the week, they said.</p></article>
<footer>All rights reserved</footer></body></html>"""


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", STORY.encode(), STORY),
        ("a.md", STORY.encode(), STORY),
        ("a.txt.gz", gzip.compress(STORY.encode()), STORY),
        ("bom.txt", b"\xef\xbb\xbf" + STORY.encode(), STORY),
        ("utf16.txt", STORY.encode("utf-16"), STORY),
        ("cp1252.txt", "The army\x92s gain".encode("latin-1"), "The army’s gain"),
        ("crlf.txt", STORY.replace("\n", "\r\n").encode(), STORY),
        ("arabic.txt", "حلب تحت الحصار".encode(), "حلب تحت الحصار"),
    ],
    ids=["txt", "md", "gz", "bom", "utf16", "cp1252", "crlf", "arabic"],
)
def test_text_is_kept_whole(tmp_path, name, content, expected):
    (article,) = read_articles(write(tmp_path / name, content))
    assert (article.article_id, article.text) == (name, expected)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (STORY, "Convoy reaches Azaz"),
        ("Links\n\nBreaking News\n\nTroops enter Tadef\n\nThe army said so.", "Troops enter Tadef"),
        ("Azaz quiet\n\nNothing moved on Monday, residents said.", "Azaz quiet"),
        ("BEIRUT -- The army took a hill on Monday.\n\nMore fighting followed.", ""),
        ("News, 26 February 2016\n\nThe army took a hill.", ""),
        ("No blank line follows\nthis heading, so it is text.", ""),
    ],
)
def test_title_is_the_headline(tmp_path, text, title):
    assert read_articles(write(tmp_path / "a.txt", text))[0].title == title


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".csv", ".csv.gz", ".parquet"])
def test_tables(tmp_path, suffix):
    rows = [
        {"id": "x1", "text": "First,\n“a” story.", "title": "One", "published": "2016-05-03", "source": "W"},
        {"id": "x2", "text": "Second.", "title": "", "published": "", "source": ""},
    ]
    path = tmp_path / f"t{suffix}"
    if suffix == ".parquet":
        pd.DataFrame(rows).to_parquet(path)
    else:
        lines = "\n".join(map(json.dumps, rows))
        plain = lines if "json" in suffix else pd.DataFrame(rows).to_csv(index=False)
        write(path, gzip.compress(plain.encode()) if suffix.endswith(".gz") else plain)
    one, two = read_articles(path)
    assert (one.article_id, one.text, one.title, one.source) == ("x1", "First,\n“a” story.", "One", "W")
    assert (one.published, one.published_by) == (date(2016, 5, 3), "column")
    assert (two.published, two.published_by.split(":")[0]) == (None, "unknown")


@pytest.mark.parametrize(
    ("row", "published"),
    [
        ({"article_id": "a", "body": "Text.", "date": "2016-05-03T10:00:00Z"}, date(2016, 5, 3)),
        ({"ID": 7, "Text": "Text.", "Published": "20160503"}, date(2016, 5, 3)),
    ],
)
def test_columns_under_other_names(tmp_path, row, published):
    (article,) = read_articles(write(tmp_path / "t.jsonl", json.dumps(row)))
    assert (article.text, article.published) == ("Text.", published)


def test_page(tmp_path):
    (article,) = read_articles(write(tmp_path / "p.html", PAGE))
    assert article.title == "Bridge reopens"
    assert (article.published, article.published_by, article.source) == (date(2016, 3, 2), "html", "The Wire")
    assert "engineers cleared" in article.text
    assert "rights reserved" not in article.text


@pytest.mark.parametrize(
    ("dateline", "published"),
    [("", None), ("AZAZ, 3 May 2016 -- ", date(2016, 5, 3))],
    ids=["none", "dateline"],
)
def test_a_page_that_states_no_date_is_dated_by_its_text_or_not_at_all(tmp_path, dateline, published):
    bare = re.sub(r"<meta[^>]*>", "", PAGE).replace("<p>The", f"<p>{dateline}The", 1)
    page = bare.replace("All rights", "Copyright 2019. Updated January 2, 2020. All rights")
    (article,) = read_articles(write(tmp_path / "p.html", page))
    assert article.published == published
    assert f"\n\n{dateline}The bridge" in article.text


@pytest.mark.parametrize(
    ("manifest", "argument", "expected", "by"),
    [
        ("2016-05-04", None, date(2016, 5, 4), "manifest"),
        ("2016-05-04", date(2016, 6, 1), date(2016, 5, 4), "manifest"),
        ("", date(2016, 6, 1), date(2016, 6, 1), "argument"),
        ("", None, date(2016, 5, 3), "dateline"),
    ],
)
def test_where_the_date_comes_from(tmp_path, manifest, argument, expected, by):
    write(tmp_path / "a.txt", STORY)
    write(tmp_path / "not-named.txt", STORY)
    write(
        tmp_path / "manifest.csv", f"file,published,source,title,url\na.txt,{manifest},Wire,Mine,http://x/\n"
    )
    (article,) = read_articles(tmp_path, published=argument)
    assert (article.published, article.published_by.split(":")[0]) == (expected, by)
    assert (article.source, article.title, article.url) == ("Wire", "Mine", "http://x/")


def test_folder_is_read_in_order_with_its_subfolders(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "a.txt", "sub/a.txt", "picture.png", ".hidden/c.txt"):
        write(tmp_path / name, STORY)
    assert [a.article_id for a in read_articles(tmp_path)] == ["a.txt", "b.txt", "sub/a.txt"]


BROKEN = [
    ("binary.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "binary.txt is not a text file: it holds binary data"),
    ("noise.txt", bytes(range(1, 32)) * 20, "noise.txt is not a text file: it holds binary data"),
    ("empty.txt", b" \n", "empty.txt is empty"),
    ("cut.txt.gz", gzip.compress(b"a story" * 99)[:-12], "cut.txt.gz cannot be read: Compressed file ended"),
    ("bad.jsonl", b'{"text": ', "bad.jsonl is not JSON lines: line 1"),
    ("list.jsonl", b"[1, 2]", "list.jsonl is not JSON lines: line 1 holds no object"),
    ("other.csv", b"name,age\nx,3\n", "other.csv is not a table of stories: it has no column text"),
    ("bad.parquet", b"PAR1 not really", "bad.parquet is not a Parquet table"),
    ("bare.html", b"<html><body></body></html>", "bare.html holds no story"),
    ("blank.jsonl", b'{"id": "b", "text": " "}', "b has no text"),
]


@pytest.mark.parametrize(("name", "content", "message"), BROKEN, ids=[b[0] for b in BROKEN])
def test_a_broken_file_is_named_and_the_rest_is_read(tmp_path, name, content, message):
    write(tmp_path / "a.txt", STORY)
    write(tmp_path / name, content)
    write(tmp_path / "z.txt", STORY)
    problems: list[str] = []
    articles = read_articles(tmp_path, on_problem=problems.append)
    assert [a.article_id for a in articles] == ["a.txt", "z.txt"]
    assert len(problems) == 1
    assert problems[0].startswith(message)


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda d: d / "missing.txt", "there is no file or folder"),
        (lambda d: d, "holds no stories"),
        (lambda d: write(d / "x.docx", b"PK"), "x.docx is none of"),
        (lambda d: write(d / "x.txt", b"\0\1\2"), "no story could be read from .*binary"),
        (lambda d: write(d / "manifest.csv", b"name\nx\n").parent, "names no stories"),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_nothing_to_read_is_an_error(tmp_path, prepare, message):
    with pytest.raises(InputError, match=message):
        read_articles(prepare(tmp_path))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("gone.txt,2016-05-03", "gone.txt is named in manifest.csv but is not there"),
        ("../outside.txt,2016-05-03", "../outside.txt is named in manifest.csv but lies outside its folder"),
        ("a.txt,yesterday", "a.txt is said to be published on 'yesterday', which is not a day"),
    ],
)
def test_a_wrong_row_of_the_manifest_is_named(tmp_path, row, message):
    write(tmp_path / "a.txt", STORY)
    write(tmp_path / "b.txt", STORY)
    write(tmp_path / "manifest.csv", f"file,published\n{row}\nb.txt,2016-05-03\n")
    problems: list[str] = []
    assert read_articles(tmp_path, on_problem=problems.append)[-1].article_id == "b.txt"
    assert [p[: len(message)] for p in problems] == [message]


@pytest.mark.parametrize(
    ("raw", "text"),
    [(STORY.encode(), STORY), (b'{"text": "One."}\n', "One."), (gzip.compress(STORY.encode()), STORY)],
    ids=["text", "json", "gz"],
)
def test_standard_input(monkeypatch, raw, text):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert read_articles("-")[0].text == text


def test_make_article():
    assert make_article(STORY, published="2016-05-04").published == date(2016, 5, 4)
    assert make_article(STORY).published == date(2016, 5, 3)
    address = "https://example.org/2016/05/05/azaz-trucks"
    assert make_article("The town was taken.", url=address).published == date(2016, 5, 5)
    assert make_article(STORY, url=address).published == date(2016, 5, 3)
    with pytest.raises(InputError, match="is not a day"):
        make_article(STORY, published="soon")
    with pytest.raises(InputError, match="no text"):
        make_article(" ")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_story_or_one_sentence(tmp_path_factory, raw):
    path = write(tmp_path_factory.mktemp("any") / "x.txt", raw)
    problems: list[str] = []
    try:
        (article,) = read_articles(path, on_problem=problems.append)
        assert article.text.strip()
    except InputError:
        assert len(problems) == 1


def test_the_five_stories_without_their_manifest(shared, tmp_path):
    for path in sorted((shared / "articles").glob("*.txt")):
        write(tmp_path / path.name[:3], path.read_bytes()).rename(tmp_path / path.name)
    found = [(a.article_id[:3], a.published, a.published_candidates) for a in read_articles(tmp_path)]
    day = datetime.date
    assert found[0] == ("000", day(2016, 2, 26), (day(2016, 2, 26),))
    assert found[1] == ("001", None, (day(2015, 11, 23), day(2020, 11, 23)))
    assert found[2] == ("002", day(2017, 9, 12), (day(2017, 9, 12),))
    assert found[3][1] is None
    assert all(d.strftime("%A") == "Thursday" and d > day(2017, 9, 15) for d in found[3][2])
    assert found[4] == ("004", None, ())
