"""Between any two writes the app may die, or GitHub fail: tried again, nothing is twice and nothing lost."""

import pytest

from gt_convoy_sandbox.faults import Answer, RequestFault
from tests.story.acts import assignees
from tests.town import Town

CRASHES = [(nth, after) for nth in range(1, 6) for after in (False, True)]


def fails_at(town: Town, nth: int, *, after: bool) -> None:
    """The `nth` write from now on, the person's own left out, fails: instead of being done, or `after` it."""
    met = [0]

    def matches(method: str, path: str) -> bool:
        if method == "GET" or path.endswith("/graphql"):
            return False
        met[0] += 1
        return met[0] == nth + 1

    town.sandbox.faults.requests[:] = [RequestFault(matches, Answer(502), after=after)]


@pytest.mark.parametrize("command", ["create", "sling"])
def test_a_convoy_is_made_and_answered_once(town: Town, command: str) -> None:
    for n, (nth, after) in enumerate(CRASHES):
        before = town.convoys()
        issue = town.opens(f"Crate {n}", "", repo="acme/gastown")
        words = f'convoy create "Deploy {n}"' if command == "create" else "sling"
        fails_at(town, nth, after=after)
        answer = town.comment(f"/gt {words} gt-{issue}{' @joe' if command == 'sling' else ''}")
        town.sandbox.faults.requests.clear()
        assert answer, (nth, after)
        (made,) = set(town.convoys()) - set(before)
        assert f"hq-cv-{made}" in answer
        assert f"- [ ] acme/gastown#{issue}" in town.body(f"hq-{made}")
        if command == "sling":
            assert assignees(town, f"gt-{issue}") == ["joe"]
    answers = [text for text in town.comments("hq-1") if '"answers"' in text.split("\n")[0]]
    assert len(answers) == len(CRASHES)


def test_a_landing_tells_once_and_closes(town: Town) -> None:
    for nth in (1, 2):
        for after in (False, True):
            issue = town.opens("Crate", "", repo="acme/gastown")
            hq = town.creates(f'"Deploy" gt-{issue}')
            fails_at(town, nth, after=after)
            town.closes(f"gt-{issue}")
            town.sandbox.faults.requests.clear()
            assert len(town.notices(hq)) == 1, (nth, after)
            assert town.issue(hq)["state"] == "closed"
            assert town.labels(hq) == {"convoy", "convoy:landed"}


def test_giving_up_is_told_once(town: Town) -> None:
    for nth, after in CRASHES:
        hq = town.creates('"Deploy" gt-1')
        fails_at(town, nth, after=after)
        assert town.comment(f"/gt convoy close {hq} --force --reason enough"), (nth, after)
        town.sandbox.faults.requests.clear()
        assert len([text for text in town.comments(hq) if "Convoy closed: enough" in text]) == 1
        assert town.issue(hq)["state"] == "closed"
        assert town.labels(hq) == {"convoy"}
