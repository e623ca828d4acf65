"""Commands count in newly made comments and opened issues, in plain text, in HQ and rigs: nowhere else."""

import pytest

from gt_convoy_sandbox.faults import DeliveryFault
from tests.story.acts import makes_repository
from tests.town import Town

LIST = "/gt convoy list"
NOT_COMMANDS = {
    "fence": f"```\n{LIST}\n```",
    "longer fence": f"~~~~text\n{LIST}\n~~~\n{LIST}\n~~~~",
    "open fence": f"```\n{LIST}",
    "indented code": f"text:\n\n    {LIST}",
    "one blank before": f" {LIST}",
    "quote": f"> {LIST}",
    "lazy quote": f"> some text\n{LIST}",
    "quote in a list": f"- > {LIST}",
    "list item": f"- {LIST}",
    "HTML comment": f"<!--\n{LIST}\n-->",
    "HTML comment in a line": f"text <!--\n{LIST}\n-->",
    "HTML block": f"<div>\n{LIST}\n</div>",
    "code span": f"`\n{LIST}\n`",
    "in the middle": f"please {LIST}",
    "another word": "/gtconvoy list",
    "mail": f"I agree\n\nOn Fri, 2 Jan 2026 at 10:00, joe <joe@example.org> wrote:\n{LIST}",
    "quoted mail": f"I agree\n\n> On Fri joe wrote:\n> {LIST}",
    "another robot": "/lgtm\n/assign @joe",
}
COMMANDS = {
    "first line": LIST,
    "after text": f"Hello,\n\n{LIST}\n\nthanks",
    "within a paragraph": f"Hello,\n{LIST}\nthanks",
    "CRLF": f"Hello,\r\n\r\n{LIST}\r\nthanks",
    "capitals": "/GT Convoy LIST",
    "short": "/convoy list",
    "trailing blanks": f"{LIST}   ",
    "details": f"<details><summary>More</summary>\n\n{LIST}\n\n</details>",
    "after a fence": f"```\ncode\n```\n{LIST}",
    "after a quote": f"> quoted\n\n{LIST}",
    "above a signature": f"{LIST}\n--\nalice",
    "above a quoted mail": f"{LIST}\n\nOn Fri, 2 Jan 2026 at 10:00, joe <joe@example.org> wrote:\n> hello",
}


def test_no_command_stands_in_code_quotes_comments_and_mails(town: Town) -> None:
    before = len(town.comments("hq-1"))
    for name, text in NOT_COMMANDS.items():
        assert town.comment(text) == "", name
        assert town.reactions(text) == [], name
    assert len(town.comments("hq-1")) == before + len(NOT_COMMANDS)


def test_a_command_stands_in_plain_text(town: Town) -> None:
    for name, text in COMMANDS.items():
        assert "Convoys" in town.comment(text), name


def test_commands_in_an_opened_issue_are_answered_below_it(town: Town) -> None:
    number = town.opens("Please", f"We need this.\n\n{LIST}", repo="acme/gastown")
    (answer,) = town.comments(f"gt-{number}")
    assert '"answers":"i' in answer
    town.edits(f"gt-{number}", body=f"{LIST}\n{LIST} --all")
    assert len(town.comments(f"gt-{number}")) == 1


def test_an_edited_comment_is_not_obeyed_again(town: Town) -> None:
    town.comment("nothing yet")
    made = town.ask("alice", "POST", "/repos/acme/hq/issues/1/comments", body=LIST)
    town.settle()
    before = len(town.comments("hq-1"))
    town.ask("alice", "PATCH", f"/repos/acme/hq/issues/comments/{made['id']}", body=f"{LIST} --all")
    town.settle()
    assert len(town.comments("hq-1")) == before


@pytest.mark.parametrize("then", ["edited", "deleted"])
def test_what_was_edited_or_deleted_before_it_ran_is_dropped(sleepy_town: Town, then: str) -> None:
    with sleepy_town.running() as town:
        late = DeliveryFault(lambda event, _: event == "issue_comment", (0.3,))
        town.sandbox.faults.deliveries.append(late)
        made = town.ask("alice", "POST", "/repos/acme/hq/issues/1/comments", body=LIST)
        path = f"/repos/acme/hq/issues/comments/{made['id']}"
        if then == "edited":
            town.ask("alice", "PATCH", path, body="never mind")
        else:
            town.ask("alice", "DELETE", path)
        town.settle()
        assert not any("answers" in text for text in town.comments("hq-1"))


def test_commands_count_in_hq_and_in_rigs_on_pull_requests_too_and_nowhere_else(town: Town) -> None:
    makes_repository(town, "acme/elsewhere", "An issue")
    town.creates('"Tracked there" acme/elsewhere#1')
    assert "Convoys" in town.comment(LIST, on="gt-1")
    assert "Convoys" in town.comment(LIST, on="gt-6")
    mark = town.mark()
    assert town.comment(LIST, on="acme/elsewhere#1") == ""
    assert town.requests(mark) == []


def test_commands_of_our_own_account_in_our_own_comments_are_not_obeyed(town: Town) -> None:
    marked = f'<!-- gt-convoy {{"v":1,"answers":"c999"}} -->\n{LIST}'
    assert town.comment(marked) == ""
