"""Whatever an issue is called, it cannot leave its fence, ping anybody, be a command or a marker."""

import re
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gt_convoy.document import metadata
from gt_convoy.domain.bounds import LARGEST_TEXT
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import GiveUp
from gt_convoy.domain.stranded import Stranded
from gt_convoy.domain.waves import stage
from gt_convoy.events.payloads import COMMAND
from gt_convoy.messages import command_answers, convoy_status, landing_notice, reply, waves
from gt_convoy.messages import stranded as stranded_text
from gt_convoy.messages.words import block, clean
from tests.rules.building import HQ, IN_HQ, NOON, Said, convoy, done, issue

GFM = MarkdownIt("gfm-like", {"linkify": False})

TITLES = {
    "backticks": "a ``` b ```` c",
    "a fence": "```\n@everyone\n```",
    "a fence with a carriage return": "x\r```\r@everyone",
    "tildes": "~~~\n@everyone",
    "many backticks": "`" * 250,
    "HTML": "</code></pre><script>alert(1)</script><!-- x",
    "our marker": '<!-- gt-convoy {"v":1,"landed":"1.a"} -->',
    "our marker on its own line": '\n<!-- gt-convoy {"v":1,"answers":"c1"} -->\n',
    "our status": "<!-- gt-convoy:status -->",
    "a mention": "@everyone @acme/core look",
    "a command on its own line": "x\n/gt convoy close 1 --force\n",
    "a command": "/gt convoy close 1 --force",
    "other line ends": "x\u2028/gt a\u2029/gt b\x85/gt c\x0b/gt d\x0c/gt e",
    "a direction override": "\u202ereversed\u202c \u2066isolated\u2069 \u200fmark",
    "control characters": "\x1b[31mred\x1b[0m \x07 \x00 \x9b31m",
    "a reference": "acme/gastown#1 fixes #2",
    "nothing but blanks": " \t\n ",
    "emoji and combining": "🚚👩‍👩‍👧 e\u0301",
    "a lone surrogate": "\ud800",
}


VALUES = st.one_of(st.text(max_size=20), st.integers(), st.floats(allow_nan=False))


def comments(one: Convoy) -> dict[str, str]:
    """Every comment that repeats titles."""
    tracked = [issue for issue in one.tracked if isinstance(issue, Issue)]
    results = [command_answers.Result("gt-1", "added", title=issue.title) for issue in tracked]
    texts = {
        "status": convoy_status.status(one, IN_HQ),
        "dashboard": convoy_status.dashboard([one], IN_HQ, tree=True),
        "created": command_answers.created(one, results, IN_HQ),
        "changed": command_answers.changed(one, results, IN_HQ),
        "still open": command_answers.still_open(one, IN_HQ),
        "waves": waves.text(one, stage(one, IN_HQ), IN_HQ),
        "stranded": stranded_text.text([Stranded(one, tuple(tracked), {})], IN_HQ),
    }
    refs = tuple(convoy_status.refs_of([one]))
    told = {
        name: reply.comment("c1", [(Said("/gt x"), Said(text, refs))], IN_HQ) for name, text in texts.items()
    }
    both = [(Said(f"/gt {one.thread.title}"), Said(text, refs)) for text in texts.values()]
    given_up = landing_notice.given_up(one, GiveUp("joe", one.thread.title, "c1.1"), 1, [["@joe"]])
    notice = landing_notice.notice(one, IN_HQ, "1.a", 1, [["@joe"]])
    return told | {"all at once": reply.comment("c1", both, IN_HQ), "given up": given_up, "notice": notice}


def outside_fences(text: str) -> str:
    """What GitHub shows as text: everything but fenced code and HTML comments."""
    shown = [token for token in GFM.parse(text) if token.type in ("inline", "html_block", "code_block")]
    return "\n".join(token.content for token in shown)


ALLOWED = re.compile(r"<!-- gt-convoy \{.*\} -->|@joe|[\w./-]+#\d+|…|and \d+ more|[\s·]")


def check(one: Convoy) -> None:
    for name, text in comments(one).items():
        assert len(text) <= LARGEST_TEXT, name
        left = ALLOWED.sub("", outside_fences(text))
        assert not left, f"{name}: {left!r} stands outside the fence"
        assert not COMMAND.search(text), name
        assert not re.search(r"(?im)^/(gt|convoy|bd)\b", text), name
        assert sum(metadata.read(line) is not None for line in text.split("\n")[:1]) == 1, name
        assert not set("\u202e\u2066\x1b\x07\0\u2028") & set(text), name


@pytest.mark.parametrize("title", [pytest.param(title, id=name) for name, title in TITLES.items()])
def test_a_title_stays_in_its_fence(title: str) -> None:
    check(
        convoy(
            issue("gt-1", title=title, kind=title),
            done("gt-2", title=title),
            title=title,
            unticked_tasks=[title],
        )
    )


@given(st.text(alphabet=st.sampled_from("`~\n\r<>!-@/gtx #*_[]()\\|&\u202e "), max_size=40))
def test_any_title_stays_in_its_fence(title: str) -> None:
    check(convoy(issue("gt-1", title=title), title=title, unticked_tasks=[title]))


@given(st.text())
def test_a_cleaned_text_is_one_line_without_controls(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert len(cleaned.splitlines()) <= 1
    cleaned.encode()
    assert cleaned.isprintable() or not set(cleaned) & set(map(chr, [*range(32), *range(127, 160)]))


def test_the_body_repeats_no_title() -> None:
    one = convoy(issue(title="SECRET"), title="SECRET", unticked_tasks=["write the notes"])
    assert "SECRET" not in convoy_status.body_status(one, IN_HQ)


def test_a_landing_of_1500_issues_fits_and_counts_the_rest() -> None:
    tracked = [done(Ref("acme/gastown", n), title="x" * 200) for n in range(1, 1501)]
    many = [[f"@{'p' * 38}{n}" for n in range(40)]]
    text = landing_notice.notice(convoy(*tracked), IN_HQ, "1500.a", 1, many)
    assert len(text) <= LARGEST_TEXT
    assert "Issues (1500):" in text
    listed = text.count("\n  ✓ gt-")
    assert f"\n  … and {1500 - listed} more\n\nDuration: 1h 0m\n```\n" in text
    linked = text.split("\n")[-1].count("acme/gastown#")
    assert text.endswith(f" · … and {1500 - linked} more")
    assert text.count("@pppp") == 40


def test_answers_to_many_commands_fit_into_one_comment() -> None:
    refs = tuple(Ref(HQ, n) for n in range(1, 5000))
    for count in (1, 2, 3, 10, 200, 9000):
        long = "\n".join(f"line {n}" for n in range(60_000 // count))
        answers = [
            (Said(f"/gt convoy status {n}"), Said(long, refs[: 20_000 // count])) for n in range(count)
        ]
        text = reply.comment("c1", answers, IN_HQ)
        assert len(text) <= LARGEST_TEXT
        assert "more" in text


def test_one_endless_word_fits_into_a_comment() -> None:
    for word in ("`" * 60_000, "x" * 60_000):
        text = reply.comment("c1", [(Said("/gt x"), Said(f"{word}: not a reference"))] * 2, IN_HQ)
        assert len(text) <= LARGEST_TEXT
        assert reply.answers(text) == "c1"
        assert word[:1000] in text


def test_no_line_of_ours_begins_like_a_command() -> None:
    assert block("/gt x\n/CONVOY y\n/bd\n/gtx").split("\n")[1:5] == [
        "  /gt x",
        "  /CONVOY y",
        "  /bd",
        "/gtx",
    ]


@given(st.text(alphabet=st.sampled_from("`~\nx <@"), max_size=40))
@example("```\n@everyone\n````\n/gt x")
def test_a_block_is_one_fence_with_the_text_in_it(text: str) -> None:
    (fence,) = GFM.parse(block(text))
    assert (fence.type, fence.info, fence.content) == (
        "fence",
        "text",
        re.sub(r"(?m)^/gt", "  /gt", f"{text}\n"),
    )


@given(st.dictionaries(st.text(max_size=9), VALUES, max_size=4))
@example({"a": "--><!--", "b": '\\"--'})
def test_a_marker_reads_back_and_cannot_be_ended_from_within(values: dict[str, object]) -> None:
    line = metadata.write(values)
    assert metadata.read(line) == values
    assert "--" not in line[4:-3]
    assert line.count(">") == line.count("<") == 1


def test_what_a_newer_version_wrote_into_a_marker_is_kept() -> None:
    values = {"v": 2, "command": "c1.1", "landed": "1.a", "depth": -3, "new": {"a": ["<!--", 1e-7]}}
    assert metadata.read(metadata.for_convoy(metadata.of_convoy(values))) == {**values, "v": 1}


@pytest.mark.parametrize("value", [1, None, ["x"], {"a": 1}, True])
def test_a_value_of_a_wrong_kind_in_a_marker_says_nothing(value: object) -> None:
    read = metadata.of_convoy({"v": 1, "command": value, "landed": value, "abandoned": "yes"})
    assert (read.command, read.landed, read.abandoned) == (None, None, False)


@pytest.mark.parametrize("value", ["", "k", "k x/1", "k 999999/1", 7, None, "k ²/1"])
def test_only_a_whole_key_and_part_make_a_notice(value: object) -> None:
    assert landing_notice.notice_key(metadata.write({"notice": value})) is None
    assert landing_notice.notice_key(f"text\n{metadata.write({'notice': 'k 1/1'})}") is None, (
        "not in the first line"
    )


def test_time_is_told_from_the_creation_to_the_newest_closing() -> None:
    one = convoy(done("gt-1", 10), done("gt-2", 24 * 60 * 3 + 4 * 60 + 5))
    assert one.closed_at == NOON + timedelta(days=3, hours=4, minutes=5)
    assert "\nDuration: 3d 4h\n" in landing_notice.notice(one, IN_HQ, "k", 1, [()])
