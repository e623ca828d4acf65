"""Which of `tests.story` are told with emulate: all that need only a town, but for UNTOLD."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.emulate import emulate_acts

FOLDER = Path(__file__).parent.parent / "story"
TOWNS = {"town", "sleepy_town"}
FIXTURES = TOWNS | {"monkeypatch", "caplog"}

# The stories of every run; the others are slow. A name may be cut short.
EVERY_RUN = (
    "test_add_and_remove.test_each_reference_is_answered_for_itself",
    "test_add_and_remove.test_adding_an_open_issue_to_a_landed_convoy_reopens_it",
    "test_add_and_remove.test_removing_the_last_open_issue_lands_the_convoy",
    "test_close_and_reopen.test_by_force_its_subscribers_hear_the_reason_once",
    "test_create.test_the_convoy_is_an_issue_of_hq",
    "test_create.test_pull_requests_are_tracked",
    "test_hand_edits.test_an_emptied_text_is_restored",
    "test_help_and_mistakes.test_a_mistyped_command_is_answered",
    "test_landing.",
    "test_lessons.test_a_convoy_lands_across_owners",
    "test_lessons.test_deliveries_that_come_twice",
    "test_rig_status.test_it_is_printed_as_the_contract_shows",
    "test_sling.test_slung_work_gets_a_convoy",
    "test_status_and_list.test_in_a_comment_the_same_text",
    "test_watch.test_whoever_may_read_hq",
    "test_where_commands_count.test_no_command_stands_in_code",
    "test_where_commands_count.test_what_was_edited_or_deleted",
)
UNTOLD: dict[str, tuple[str, ...]] = {
    "emulate deletes no issue": (
        "test_add_and_remove.test_what_cannot_be_read_any_more",
        "test_moves_and_losses.test_a_deleted_issue",
        "test_moves_and_losses.test_what_is_lost_after_the_landing",
        "test_status_and_list.test_the_status_of_a_convoy_is_printed",
        "test_status_and_list.test_a_convoy_that_waits",
    ),
    "emulate transfers no issue": (
        "test_moves_and_losses.test_a_transferred_issue",
        "test_moves_and_losses.test_an_issue_that_moved",
        "test_moves_and_losses.test_what_a_transferred_issue",
        "test_moves_and_losses.test_a_convoy_that_left_hq",
    ),
    "emulate tells of no renaming: see test_moves": ("test_moves_and_losses.test_a_renamed_repository",),
    "emulate keeps no history of texts": (
        "test_hand_edits.test_a_text_that_was_emptied_while",
        "test_privacy.test_in_a_private_hq_the_titles",  # the terminal cannot tell whose the text is
        "test_lines_that_wait.",
    ),
    "emulate has no sub-issues, no dependencies, and no pull requests that close issues": (
        "test_epics.",
        "test_how_issues_stand.",
        "test_landing_merged.",
        "test_waking.",
        "test_budgets.test_a_blocker",
        "test_budgets.test_a_linked_pull_request",
        "test_budgets.test_a_new_blocker",
        "test_budgets.test_the_waves",
        "test_launch.test_an_epic",
        "test_sling.test_a_blocked_one",
        "test_sling.test_a_blocker_that",
        "test_sling.test_an_epic",
        "test_sling.test_of_a_private_issue",
        "test_stage.test_a_chain",
        "test_stage.test_it_writes_nothing",
        "test_stranded.test_what_an_issue_of_the_convoy_blocks",
        "test_stranded.test_what_waits_in_a_circle",
    ),
    "emulate's teams give no role, and anybody sees them": (
        "test_privacy.test_a_secret_team",
        "test_watch.test_a_secret_team",
        "test_watch.test_a_team",
        "test_who_may.test_an_effective_role",
    ),
    "emulate has no accounts but those it starts with": (
        "test_sling.test_an_agents_account",
        "test_sling.test_an_issue_with_ten_assignees",
        "test_sling.test_whoever_has_it_among_others",
        "test_watch.test_more_than_forty",
        "test_watch.test_so_are_those_who_hear",
    ),
    "emulate takes any token, and tells each that it may do all": (
        "test_terminal.test_what_is_missing_or_wrong",
        "test_terminal.test_with_a_reader_s_token",
    ),
    "emulate's clock is the machine's": (
        "test_late_commands.",
        "test_lessons.test_the_notice_is_printed",
    ),
    "emulate locks no thread for machines, and switches off no issues": (
        "test_moves_and_losses.test_what_single_sign_on",
        "test_moves_and_losses.test_where_issues_are_switched_off",
        "test_refused.",
        "test_standing_still.",
    ),
    "emulate's requests are not counted a person": ("test_strangers.test_what_20_comments",),
    "emulate's times have milliseconds": ("test_status_and_list.test_the_json_of_a_convoy",),
    "it changes the sandbox's records behind its back": (
        "test_hand_edits.test_two_writers_that_meet",
        "test_launch.test_whom_github_silently",
        "test_moves_and_losses.test_a_rig_that_is_gone",
        "test_moves_and_losses.test_what_becomes_readable_again",
    ),
}


@dataclass(frozen=True)
class Story:
    """A test of `tests.story`; one with parameters is as many stories."""

    name: str
    module: Any
    test: Callable[..., None]
    values: Mapping[str, Any] = field(default_factory=dict)

    def tell(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        """Run it with this folder's fixtures and acts."""
        for act in (emulate_acts.makes_repository, emulate_acts.gives_role):
            monkeypatch.setattr(self.module, act.__name__, act, raising=False)
        names = inspect.signature(self.test).parameters.keys() - self.values.keys()
        self.test(**{name: request.getfixturevalue(name) for name in names}, **self.values)


def untold(name: str) -> bool:
    """Whether this story cannot be told with emulate."""
    return any(name.startswith(given) for names in UNTOLD.values() for given in names)


def params() -> list[Any]:
    """The stories that are told, for pytest."""
    told = (story for story in stories() if not untold(story.name))
    return [pytest.param(story, id=story.name, marks=_marks(story.name)) for story in told]


def stories() -> Iterator[Story]:
    """All that need only a town."""
    for file in sorted(FOLDER.glob("test_*.py")):
        module = import_module(f"tests.story.{file.stem}")
        for name, test in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("test_") and test.__module__ == module.__name__:
                yield from _expanded(f"{file.stem}.{name}", module, test)


def _expanded(name: str, module: Any, test: Callable[..., None]) -> Iterator[Story]:
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    chosen = {mark.args[0]: list(mark.args[1]) for mark in marks}
    needed = inspect.signature(test).parameters.keys() - chosen.keys()
    if not needed & TOWNS or needed - FIXTURES:
        return
    if not chosen:
        yield Story(name, module, test)
    for key, values in chosen.items():
        for value in values:
            yield Story(f"{name}-{getattr(value, '__name__', value)}", module, test, {key: value})


def _marks(name: str) -> list[pytest.MarkDecorator]:
    return [] if name.startswith(EVERY_RUN) else [pytest.mark.slow]
