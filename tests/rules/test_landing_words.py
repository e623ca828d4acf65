"""What is said of a convoy that is complete and has not landed, and of one that landed without a merge."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Convoy, Lands, Marker
from gt_convoy.domain.effects import Notice, Remark, Update
from gt_convoy.domain.issue import Issue, LinkedPull, State
from gt_convoy.domain.landing import Verdict
from gt_convoy.domain.requests import Land
from gt_convoy.messages import command_answers, convoy_status, landing_notice, landing_words
from tests.rules.building import (
    CONFIG,
    IN_HQ,
    convoy,
    done,
    issue,
    planned,
    pull,
    read_of,
    text_of,
    thread,
    unmerged,
)

PUBLIC_HQ = CONFIG.audience("acme/hq")
CLOSED, MERGED, HAND = Lands
VAULT = pull("acme/vault#9", private=True)
GIVEN_UP = replace(issue("gt-31", State.CLOSED), is_pull=True)

# (sentence, the issue, who reads it, what is said)
UNMERGED: list[tuple[str, Issue, Audience, str]] = [
    ("one", unmerged("gt-5", pull()), IN_HQ, "gt-5 is closed, but its pull request gt-31 is not merged"),
    (
        "two",
        unmerged("gt-5", pull(), pull("octo/x#3")),
        IN_HQ,
        "gt-5 is closed, but its pull requests gt-31 and octo/x#3 are not merged",
    ),
    (
        "an open one beside one that was given up",
        unmerged("gt-5", pull(), pull("gt-32", "open")),
        IN_HQ,
        "gt-5 is closed, but its pull request gt-32 is not merged",
    ),
    (
        "an open one beside a merged one",
        unmerged("gt-5", pull(how="merged"), pull("gt-32", "open")),
        IN_HQ,
        "gt-5 is closed, but its pull request gt-32 is not merged",
    ),
    (
        "five",
        unmerged("gt-5", *(pull(f"gt-{n}") for n in range(31, 36))),
        IN_HQ,
        "gt-5 is closed, but its pull requests gt-31, gt-32, gt-33 and 2 more are not merged",
    ),
    ("a pull request", GIVEN_UP, IN_HQ, "gt-31 is closed, but not merged"),
    (
        "a private one, where all may read",
        unmerged("gt-5", VAULT),
        PUBLIC_HQ,
        "gt-5 is closed, but a pull request that closes it is not merged",
    ),
    (
        "a private one beside a public one",
        unmerged("gt-5", VAULT, pull()),
        PUBLIC_HQ,
        "gt-5 is closed, but its pull request gt-31 is not merged",
    ),
    ("of a private issue", replace(unmerged("gt-5"), private=True), PUBLIC_HQ, "gt-5 (private)"),
]


@pytest.mark.parametrize(
    ("one", "audience", "said"), [pytest.param(*row, id=name) for name, *row in UNMERGED]
)
def test_what_is_not_merged_is_named_for_those_who_may_see_it(
    one: Issue, audience: Audience, said: str
) -> None:
    assert landing_words.unmerged(one, audience, audience.names.show) == said
    held = convoy(one, lands=MERGED)
    assert convoy_status.status(held, audience).endswith(f"\n  Held: {said}.")
    assert f"\n  {said}\n" in command_answers.still_open(held, audience)
    for word in ("vault", "#9") if audience is PUBLIC_HQ else ():
        assert word not in convoy_status.status_line(held, audience)


def test_the_body_names_it_in_code_where_nothing_becomes_a_link() -> None:
    line = convoy_status.status_line(convoy(unmerged("gt-5"), lands=MERGED), IN_HQ)
    said = "acme/gastown#5 is closed, but its pull request `acme/gastown#31` is not merged"
    assert line.endswith(f"· held: {said}")


@pytest.mark.parametrize("lands", [CLOSED, HAND])
def test_where_merging_does_not_count_nothing_is_held(lands: Lands) -> None:
    one = convoy(unmerged("gt-5"), lands=lands)
    assert "held" not in convoy_status.status_line(one, IN_HQ)
    assert one.may_land


WAITING = convoy(done(), lands=HAND, marker=Marker(owner="joe"))


def without_a_note(author: str, command: str | None = None) -> Convoy:
    return replace(WAITING, marker=Marker(command=command), thread=replace(WAITING.thread, author=author))


# (sentence, the convoy, who lands it)
OWNERS: list[tuple[str, Convoy, str | None]] = [
    ("who said so", WAITING, "joe"),
    ("a person who opened it by hand", without_a_note("amber"), "amber"),
    ("nobody: the app opened it", without_a_note("gt-convoy[bot]"), None),
    ("nobody: a command made it, by a person's token", without_a_note("machine", "c1.1"), None),
]


@pytest.mark.parametrize(("one", "owner"), [pytest.param(*row, id=name) for name, *row in OWNERS])
def test_the_owner_of_a_convoy(one: Convoy, owner: str | None) -> None:
    assert one.owner == owner
    who = f"@{owner}" if owner else "somebody who may write to HQ"
    assert f"Complete, waits for {who} (/gt convoy land hq-cv-12)." in convoy_status.status(one, IN_HQ)
    said = convoy_status.status_line(one, IN_HQ).rpartition(" · ")[2]
    inline = MarkdownIt().parseInline(said)[0].children or []
    code = [token.content for token in inline if token.type == "code_inline"]
    assert code == [*([f"@{owner}"] if owner else []), "/gt convoy land hq-cv-12"]


def test_where_not_all_may_read_hq_the_owner_is_not_named() -> None:
    elsewhere = CONFIG.audience("acme/gastown", private=False, hq_private=True)
    assert "joe" not in convoy_status.status(WAITING, elsewhere)
    assert "joe" not in command_answers.lands(WAITING, elsewhere, already=False)


ISSUES_PULL = "gt-1 is closed, but its pull request gt-31 is not merged"
SOME_PULL = "gt-1 is closed, but a pull request that closes it is not merged"
# (sentence, what landed, who reads the notice, what it says of those)
TOLD: list[tuple[str, Sequence[Issue], Audience, list[str]]] = [
    ("one merged, one without any", [unmerged("gt-1", pull(how="merged")), done("gt-2")], IN_HQ, []),
    ("one unmerged", [unmerged(), done("gt-2")], IN_HQ, [ISSUES_PULL]),
    ("a pull request", [GIVEN_UP], IN_HQ, ["gt-31 is closed, but not merged"]),
    ("a private issue", [replace(unmerged(), private=True)], PUBLIC_HQ, []),
    ("a private pull request", [unmerged("gt-1", VAULT)], PUBLIC_HQ, [SOME_PULL]),
]


@pytest.mark.parametrize(("landed", "audience", "said"), [pytest.param(*row, id=name) for name, *row in TOLD])
def test_the_notice_says_what_landed_without_a_merge(
    landed: Sequence[Issue], audience: Audience, said: list[str]
) -> None:
    lines = landing_notice.notice(convoy(*landed), audience, "1.a", 1, [["@joe"]]).split("\n")
    head = "Not merged (counted as not planned):"
    assert (head in lines) is bool(said)
    if said:
        first = lines.index(head) + 1
        assert lines[first : first + len(said) + 1] == [*(f"  {line}" for line in said), ""]
    assert "vault" not in "\n".join(lines)


def test_many_that_were_not_merged_still_fit_into_one_notice() -> None:
    pulls = [pull(f"octo/{'x' * 90}#{n}") for n in range(1, 11)]
    landed = [unmerged(f"gt-{n}", *pulls) for n in range(1, 600)]
    text = landing_notice.notice(convoy(*landed), IN_HQ, "1.a", 1, [["@joe"]])
    assert len(text) < 65_536
    assert "Duration:" in text


BY_HAND = thread(body=text_of(["- [ ] gt-1"], marker=Marker(lands=HAND, owner="joe")))


def test_an_owner_is_told_once_and_anew_when_something_else_is_complete() -> None:
    remark, update = planned(read_of(BY_HAND, [done("gt-1", 10)]))
    assert isinstance(remark, Remark)
    assert isinstance(update, Update)
    assert update.verdict is Verdict.WAIT_FOR_OWNER
    assert remark.text.split("\n")[1] == "@joe"
    (again,) = planned(read_of(BY_HAND, [done("gt-1", 10)]), said=remark.about)
    assert again == update
    later, _ = planned(read_of(BY_HAND, [done("gt-1", 11)]), said=remark.about)
    assert isinstance(later, Remark)


def test_its_word_lands_it_without_a_remark() -> None:
    notice, update = planned(read_of(BY_HAND, [done("gt-1")]), request=Land())
    assert isinstance(notice, Notice)
    assert isinstance(update, Update)
    assert update.verdict is Verdict.LAND
    assert update.change.open is False


@pytest.mark.parametrize("pulls", [[pull()], [pull(how="open")]], ids=["given up", "open"])
def test_by_no_word_lands_what_a_merge_holds(pulls: list[LinkedPull]) -> None:
    where = thread(body=text_of(["- [ ] gt-1"], marker=Marker(lands=MERGED)))
    (update,) = planned(read_of(where, [unmerged("gt-1", *pulls)]), request=Land())
    assert isinstance(update, Update)
    assert update.verdict is Verdict.UPDATE
    assert update.change.open is None
