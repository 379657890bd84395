from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import feedparser
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feeds.atom import ATOM, NEVER, TOMBSTONES, write
from app.feeds.changes import change_entry
from app.feeds.commitments import observation_entry
from app.feeds.corrections import correction_entry
from app.feeds.entries import Entry, Feed, permanent_id
from app.feeds.findings import finding_entry
from tests.factories import feed_items as make
from tests.support.golden import assert_golden_xml
from tests.support.json_feed import SMALLER_THAN

URL = f"{make.BASE}/feeds/findings.atom"


def feed_of(entries: list[Entry], *, more: bool = False, cursor: str | None = None) -> Feed:
    return Feed(
        stream="findings",
        title="Rejoinder: findings",
        description="What the editors found.",
        site="Rejoinder",
        publisher="The Editors",
        base=make.BASE,
        home=f"{make.BASE}/",
        url=URL,
        entries=entries,
        more=more,
        cursor=cursor,
    )


def entry_of(number: int, text: str = "words") -> Entry:
    html = f"<p>{text}</p>"
    entry = finding_entry(make.finding(id=f"finding{number:05}"), make.BASE)
    return msgspec.structs.replace(entry, html=html, text=text, cursor=f"after{number}")


def root_of(entry: Entry) -> Element:
    return fromstring(write(feed_of([entry])).body)  # noqa: S314  # our own bytes


def test_golden_atom():
    entries = [
        finding_entry(make.finding(), make.BASE),
        finding_entry(make.finding(id="findingback3", retracted="We misread the order of <May>."), make.BASE),
        change_entry(make.change(), make.BASE),
        correction_entry(make.correction(), make.BASE),
        observation_entry(make.observation(due="FY2012", done="2021-09", source=None), make.BASE),
    ]
    assert_golden_xml("feeds/findings.atom.xml", write(feed_of(entries, more=True, cursor="here")).body)


def test_feedparser_reads_what_was_written():
    read = feedparser.parse(write(feed_of([entry_of(1), entry_of(2)], more=True, cursor="here")).body)
    assert not read.bozo
    assert read.version == "atom10"
    assert (read.feed.id, read.feed.title, read.feed.author) == (URL, "Rejoinder: findings", "The Editors")
    links = {one.rel: one.href for one in read.feed.links}
    assert links == {
        "self": f"{URL}?cursor=here",
        "first": URL,
        "next": f"{URL}?cursor=after2",
        "alternate": f"{make.BASE}/",
    }
    assert [one.id for one in read.entries] == [permanent_id("finding", f"finding0000{number}") for number in (1, 2)]
    assert all(one.updated and one.author and one.content[0].type == "text/html" for one in read.entries)


def test_a_retracted_entry_is_a_tombstone_with_its_reason():
    entry = finding_entry(make.finding(retracted="We <erred>."), make.BASE)
    root = root_of(entry)
    (stone,) = root.findall(f"{{{TOMBSTONES}}}deleted-entry")
    assert stone.attrib == {"ref": entry.id, "when": entry.modified}
    assert stone.findtext(f"{{{TOMBSTONES}}}comment") == "We <erred>."
    assert root.findall(f"{{{ATOM}}}entry") == []


def test_an_empty_feed_has_a_moment_and_ends():
    written = write(feed_of([]))
    read = feedparser.parse(written.body)
    assert (read.bozo, read.entries, read.feed.updated, written.next_url) == (False, [], NEVER, None)


@pytest.mark.parametrize("mark", ["x", "<", "漢", "😀", "\x01", "\ufffe", '"', "]]>", "\x0b&"])
def test_any_word_of_a_page_stays_well_formed_and_small(mark):
    written = write(feed_of([entry_of(1, mark * 300_000), entry_of(2, mark)]))
    assert len(written.body) < SMALLER_THAN
    read = feedparser.parse(written.body)
    assert not read.bozo
    assert "The whole text" in read.entries[0].content[0].value


@given(st.text(), st.text())
def test_every_text_can_be_written(title, text):
    entry = msgspec.structs.replace(entry_of(1), title=title, text=text, html="", url=text, tags=[title])
    root = root_of(entry)
    assert root.find(f"{{{ATOM}}}entry/{{{ATOM}}}title") is not None
