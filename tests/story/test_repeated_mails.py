"""Who answers by mail gives their own commands, and never those that their mail program repeats."""

import pytest

from tests.town import Town

FORCE = "/gt convoy close {} --force"
# As a mail program makes text of what GitHub showed: without quotes, and with no header that is known.
BELOW = "No, we still need it.\n\nmallory sais:\n\n"

COMMENTS = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments "


@pytest.fixture
def convoy(town: Town) -> str:
    """The number of a convoy of which mallory, who may only read, wants the end."""
    return town.creates('"Deploy" gt-1').removeprefix("hq-")


@pytest.mark.parametrize(
    "header",
    [
        "On Mon, Jan 5, 2026 at 9:00 AM mallory <m@x.org>\nwrote:",
        "Am Mo., 5. Jan. 2026 um 09:00 Uhr schrieb mallory <m@x.org>:",
        "Von: mallory <m@x.org>\nGesendet: Montag, 5. Januar 2026 09:00\nAn: acme/hq\nBetreff: Re: Deploy",
    ],
)
def test_what_a_mail_repeats_is_not_done_with_the_rights_of_who_answers(
    town: Town, convoy: str, header: str
) -> None:
    refused = FORCE.format(convoy)
    assert "has the role" in town.comment(refused, by="mallory")
    answer = town.comment(f"/gt convoy add {convoy} gt-2\n\nSee above.\n\n{header}\n\n{refused}")
    assert "gt-2: added" in answer
    assert town.issue(f"hq-{convoy}")["state"] == "open"
    assert town.comment(f"No.\n\n{header}\n\n{refused}") == ""


@pytest.mark.parametrize(
    "said",
    [FORCE, "```\n" + FORCE + "\n```", "Somebody should type `" + FORCE + "`.", "&#47;" + FORCE[1:]],
)
def test_what_another_person_wrote_is_asked_about_below_other_text(
    town: Town, convoy: str, said: str
) -> None:
    town.comment(said.format(convoy), by="mallory")
    command = FORCE.format(convoy)
    answer = town.comment(BELOW + command)
    assert "give it alone in a new comment" in answer
    assert town.reactions(BELOW + command) == ["eyes", "confused"]
    assert town.issue(f"hq-{convoy}")["state"] == "open"
    assert "is closed without landing" in town.comment(command)


@pytest.mark.parametrize("said", ["a comment", "the opening text"])
def test_what_another_person_wrote_and_edited_away_is_asked_about(town: Town, convoy: str, said: str) -> None:
    command = FORCE.format(convoy)
    thread = int(town.opens("Please", command, by="mallory")) if said == "the opening text" else 1
    path = f"/repos/acme/hq/issues/{thread}"
    if said == "a comment":
        path = f"/repos/acme/hq/issues/comments/{says(town, command)}"
    for text in ("lol", "rofl"):
        town.ask("mallory", "PATCH", path, body=text)
    assert "give it alone in a new comment" in town.comment(BELOW + command, on=f"hq-{thread}")
    assert town.issue(f"hq-{convoy}")["state"] == "open"
    assert "gt-2: added" in town.comment(f"{BELOW}/gt convoy add {convoy} gt-2", on=f"hq-{thread}")


def test_what_we_answered_and_was_deleted_then_may_have_been_any_command(town: Town, convoy: str) -> None:
    command = FORCE.format(convoy)
    comment = says(town, command)
    town.ask("mallory", "DELETE", f"/repos/acme/hq/issues/comments/{comment}")
    assert "give it alone in a new comment" in town.comment(BELOW + command)
    assert town.issue(f"hq-{convoy}")["state"] == "open"
    assert "is closed without landing" in town.comment(command)


def says(town: Town, text: str) -> int:
    """The id of mallory's comment, once it is answered."""
    made = town.ask("mallory", "POST", "/repos/acme/hq/issues/1/comments", body=text)
    town.settle()
    return int(made["id"])


def test_what_opened_the_thread_counts_as_said_in_it(town: Town, convoy: str) -> None:
    thread = town.opens("Please", f"Hello\n\n{FORCE.format(convoy)}", by="mallory")
    assert "not done" in town.comment(BELOW + FORCE.format(convoy), on=f"hq-{thread}")
    assert town.issue(f"hq-{convoy}")["state"] == "open"


def test_a_mail_in_an_opening_text_is_not_obeyed(town: Town, convoy: str) -> None:
    header = "Le lun. 5 janv. 2026 à 09:00, mallory <m@x.org> a écrit :"
    town.opens("Fwd: Deploy", f"What is this?\n\n{header}\n\n{FORCE.format(convoy)}")
    assert town.issue(f"hq-{convoy}")["state"] == "open"


@pytest.mark.parametrize(
    "above",
    ["Error at 10:00 <a@b.c>:", "Am Montag um 9:00 schrieb Joe:", "Notes of 10:30 (j@x.org):"],
)
def test_prose_that_is_a_little_like_a_mails_header_gets_the_question_and_no_silence(
    town: Town, convoy: str, above: str
) -> None:
    assert "give it alone in a new comment" in town.comment(f"{above}\n\n/gt convoy add {convoy} gt-3")


def test_own_commands_below_own_text_are_done(town: Town, convoy: str) -> None:
    town.comment(f"/gt convoy status {convoy}", by="mallory")
    assert "Progress" in town.comment(f"And now?\n/gt convoy status {convoy}")
    assert "gt-2: added" in town.comment(f"On Monday Joe asked:\n\n/gt convoy add {convoy} gt-2")
    assert "already there" in town.comment(f"Once more:\n\n/gt convoy add {convoy} gt-2")


def test_the_thread_is_read_only_for_a_command_below_other_text_that_changes_something(
    town: Town, convoy: str
) -> None:
    def reads(text: str) -> int:
        mark = town.mark()
        town.comment(text)
        return sum(str(one).startswith(COMMENTS) for one in town.requests(mark))

    assert reads(f"/gt convoy watch {convoy} @joe\n\nThanks") == 1
    assert reads(f"Thanks\n\n/gt convoy status {convoy}") == 1
    assert reads(f"Thanks\n\n/gt convoy watch {convoy} @bob") == 2
