from dataclasses import replace
from typing import cast

import pytest

from gt_convoy.config.model import Config
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.repository import _discreet
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.errors import NotFound
from gt_convoy.domain.github_values import Repository
from gt_convoy.domain.issue import State
from gt_convoy.domain.references import Ref
from gt_convoy.messages import convoy_status, issue_lines, landing_notice, reply
from gt_convoy.ports.github import GitHubPort
from tests.rules.building import CONFIG, HQ, Said, after, convoy, issue, planned, read_of, text_of, thread

NEVER = replace(CONFIG, private_titles=False)
RIG, STRANGER = "acme/gastown", "octo/x"


def audience(
    where: str | None, *, config: Config = CONFIG, private: bool = True, hq: bool = True
) -> Audience:
    return config.audience(where, private=private, hq_private=hq)


IN_HQ = audience(HQ)
IN_PUBLIC_HQ = audience(HQ, private=False, hq=False)

# (sentence, the thread's readers, the issue's repository, whether it is private, whether it is shown)
SEEN = [
    ("a public issue anywhere", audience("octo/pub", private=False), STRANGER, False, True),
    ("a public issue in a public HQ", IN_PUBLIC_HQ, RIG, False, True),
    ("a private rig's issue in a private HQ", IN_HQ, RIG, True, True),
    ("in whatever case the rig is written", IN_HQ, "Acme/GasTown", True, True),
    ("a private rig's issue in a public HQ", IN_PUBLIC_HQ, RIG, True, False),
    ("a private stranger's issue in a private HQ", IN_HQ, STRANGER, True, False),
    ("a private rig's issue in HQ, with `never`", audience(HQ, config=NEVER), RIG, True, False),
    ("HQ's own issue in HQ, with `never`", audience(HQ, config=NEVER), HQ, True, True),
    ("a private rig's issue in its own thread", audience(RIG), RIG, True, True),
    ("in its own thread in another case", audience("ACME/Gastown"), RIG, True, True),
    ("in its own thread, with `never`", audience(RIG, config=NEVER), RIG, True, True),
    ("a private rig's issue in another rig's thread", audience("acme/beads"), RIG, True, False),
    ("HQ's private issue in a rig's thread", audience(RIG), HQ, True, False),
    ("a private issue in the asker's own terminal", audience(None), STRANGER, True, True),
    ("in a terminal, with `never`", audience(None, config=NEVER), STRANGER, True, True),
]  # fmt: skip


@pytest.mark.parametrize(("who", "repo", "private", "seen"), [pytest.param(*r, id=name) for name, *r in SEEN])
def test_who_sees_an_issues_title(who: Audience, repo: str, private: bool, seen: bool) -> None:
    one = issue(Ref(repo, 3), title="TITLE", kind="bug", assignees=["amber"], private=private)
    assert who.may_see(one) is seen
    shown = convoy_status.status(convoy(one), who) + landing_notice.notice(convoy(one), who, "k", 1, [()])
    shown += str(convoy_status.convoy_json(convoy(one), who)) + convoy_status.dashboard(
        [convoy(one)], who, tree=True
    )
    for secret in ("TITLE", "amber"):
        assert (secret in shown) is seen
    assert f"{CONFIG.names.show(one.ref)}" in shown, "that it is tracked is no secret"


def test_what_is_hidden_tells_neither_its_reason_nor_that_somebody_is_assigned() -> None:
    one = issue(Ref(STRANGER, 3), private=True, assignees=["amber"])
    dropped = issue(Ref(STRANGER, 4), State.CLOSED, private=True, state_reason="not_planned")
    assert issue_lines.issue_line(one, IN_HQ) == "○ octo/x#3 (private)"
    assert issue_lines.issue_line(dropped, IN_HQ) == "✓ octo/x#4 (private)"
    shown = issue_lines.tracked_json(dropped, IN_HQ)
    assert (shown["state"], shown["state_reason"], shown["title"]) == ("closed", None, None)


def test_the_swarm_has_nobody_who_is_seen_on_hidden_work_alone() -> None:
    hidden = issue(Ref(STRANGER, 3), private=True, assignees=["nux", "amber"])
    assert convoy_status.convoy_json(convoy(hidden, issue(assignees=["amber"])), IN_HQ)["swarm"] == ["amber"]


LINK = [
    ("a public thread and a private HQ", audience("octo/pub", private=False), True),
    ("a public rig and a private HQ", audience(RIG, private=False), True),
    ("a private thread and a private HQ", audience(RIG), False),
    ("a public thread and a public HQ", audience(RIG, private=False, hq=False), False),
    ("a private thread and a public HQ", audience(RIG, hq=False), False),
    ("HQ itself", IN_HQ, False),
    ("a terminal", audience(None, private=False), False),
]


@pytest.mark.parametrize(("who", "link"), [pytest.param(*r, id=name) for name, *r in LINK])
def test_in_a_thread_more_public_than_hq_the_answer_is_a_link_and_no_more(who: Audience, link: bool) -> None:
    assert who.link_only is link
    if who.repo is None:
        return
    refs = (Ref(HQ, 12), Ref(RIG, 1))
    for ok in (True, False):
        told = Said("hq-cv-12: SECRET", refs, ok=ok)
        text = reply.comment("c1", [(Said("/gt convoy add 12 gt-1 xx-9"), told)], who)
        assert ("SECRET" in text) is not link
        assert ("acme/gastown#1" in text) is not link
        if link:
            what = "Done" if ok else "Partly refused"
            assert text.split("\n")[1:] == [f"{what}: https://github.com/acme/hq/issues/12"]
    if link:
        listed = reply.comment("c1", [(Said("/gt convoy list"), Said("SECRET"))] * 2, who)
        assert listed.split("\n\n") == [listed.split("\n\n")[0], "Done: https://github.com/acme/hq"]
        assert "SECRET" not in listed


def test_what_was_typed_wrong_is_told_everywhere() -> None:
    wrong = Said("xx-9: unknown prefix 'xx'", ok=False, of_words=True)
    text = reply.comment("c1", [(Said("/gt x"), wrong)], audience("octo/pub", private=False))
    assert "unknown prefix 'xx'" in text


class Repositories:
    """All of GitHub that is asked here: which repository has which id."""

    def __init__(self, ids: dict[str, int]) -> None:
        self.ids = ids

    def repository(self, repo: str) -> Repository:
        if repo not in self.ids:
            raise NotFound(repo)
        return Repository(self.ids[repo], repo, private=True)


MOVED = [
    ("to a private repository of strangers", IN_HQ, "octo/secret", {"octo/pub": 1}, False),
    ("from a repository that is gone", IN_HQ, "octo/secret", {}, False),
    ("to a private rig, in a public HQ", IN_PUBLIC_HQ, RIG, {"octo/pub": 1}, False),
    ("to a private rig, in a private HQ", IN_HQ, RIG, {"octo/pub": 1}, True),
    ("with its whole repository, which has a new name", IN_HQ, "octo/secret", {"octo/pub": 77}, False),
]


@pytest.mark.parametrize(("who", "to", "ids", "named"), [pytest.param(*r, id=name) for name, *r in MOVED])
def test_a_new_place_is_named_where_its_readers_may_look(
    who: Audience, to: str, ids: dict[str, int], named: bool
) -> None:
    old, there = Ref("octo/pub", 3), issue(Ref(to, 3), private=True, repo_id=77)
    context = AppContext(CONFIG, cast(GitHubPort, Repositories(ids)))
    where = thread(body=text_of(["- [ ] octo/pub#3"]))
    text = after(where, planned(read_of(where, _discreet(context, {old: there}, who), who))).body
    assert (f"- [ ] {to}#3\n" in text) is named
    assert ("octo/pub#3 cannot be read" in text) is not named


RENAMED = [
    ("a private rig, in a private HQ", IN_HQ, {RIG: 77}, True),
    ("a private rig whose old name is another's by now", IN_HQ, {RIG: 78}, False),
    ("a private rig, in a public HQ", IN_PUBLIC_HQ, {RIG: 77}, False),
    ("a private rig, in a private HQ with `never`", audience(HQ, config=NEVER), {RIG: 77}, False),
]


@pytest.mark.parametrize(("who", "ids", "named"), [pytest.param(*r, id=name) for name, *r in RENAMED])
def test_a_new_name_is_written_where_its_readers_may_look_into_the_repository(
    who: Audience, ids: dict[str, int], named: bool
) -> None:
    old, there = Ref(RIG, 3), issue(Ref("acme/new-name", 3), private=True, repo_id=77)
    context = AppContext(CONFIG, cast(GitHubPort, Repositories(ids)))
    where = thread(body=text_of([f"- [ ] {RIG}#3"]))
    text = after(where, planned(read_of(where, _discreet(context, {old: there}, who), who))).body
    assert ("new-name" in text) is named


def test_the_swarm_is_in_the_order_of_what_is_seen() -> None:
    hidden = issue(Ref(STRANGER, 3), private=True, assignees=["amber"])
    seen = issue(assignees=["joe", "amber"])
    assert convoy_status.convoy_json(convoy(hidden, seen), IN_HQ)["swarm"] == ["joe", "amber"]
