"""How one tracked issue is shown: its glyph, its line, its JSON."""

from collections.abc import Sequence

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import WAITS
from gt_convoy.domain.counts import shown_progress
from gt_convoy.domain.issue import Issue, LinkedPull, Seen, State, Unknown
from gt_convoy.domain.progress import Progress
from gt_convoy.domain.references import Ref
from gt_convoy.domain.warnings import has_private_blockers, known_blockers
from gt_convoy.messages.words import MOST_NAMED, clean, plural

SOMETHING_PRIVATE = "something private"
GLYPHS = {
    Progress.DONE: "✓",
    Progress.MERGED: "✓",
    Progress.NOT_PLANNED: "⊘",
    Progress.UNMERGED: "✗",
    Progress.IN_REVIEW: "◑",
    Progress.IN_WORK: "▶",
    Progress.READY: "○",
    Progress.BLOCKED: "⊗",
    Progress.UNKNOWN: "?",
}


def glyph(seen: Seen, audience: Audience) -> str:
    """How it stands, in one sign; of an open issue that the readers may not look into only that: ○."""
    value = shown_progress(seen, audience)
    return GLYPHS[Progress.READY if value is None else value]


def issue_line(
    seen: Seen, audience: Audience, *, types: bool = True, people: bool = True, relations: bool = True
) -> str:
    """`▶ bd-7: Update docs [task] @amber #31 ← gt-3`; what the audience may not see is left out.

    Without its type a pull request is still told apart.
    """
    name = audience.names.show(seen.ref)
    sign = glyph(seen, audience)
    if isinstance(seen, Unknown):
        waits = f"{seen.reason} ({audience.channel.line('convoy add')})"
        return f"{sign} {name} {waits}" if seen.reason == WAITS else f"{sign} {name} ({seen.reason})"
    if not audience.may_see(seen):
        return f"{sign} {name} (private)"
    kind = (seen.type if types else None) or ("pull request" if seen.is_pull else "")
    named = f"{name}: {clean(seen.title)}" + (f" [{clean(kind)}]" if kind else "")
    behind = [f"@{login}" for login in seen.assignees] if people and seen.state is State.OPEN else []
    behind += _relations(seen, audience) if relations else []
    return " ".join([f"{sign} {named}", *behind])


def what_blocks(issue: Issue, audience: Audience) -> list[str]:
    """All that blocks it now, as the readers may know it: `gt-3`, `something private`, `12 more`."""
    names = _names_of_blockers(issue, audience)
    return names + _private(issue, audience) + _uncounted(issue, names)


def _names_of_blockers(issue: Issue, audience: Audience) -> list[str]:
    return [audience.names.show(blocker.ref) for blocker in known_blockers(issue, audience)]


def _private(issue: Issue, audience: Audience) -> list[str]:
    return [SOMETHING_PRIVATE] if has_private_blockers(issue, audience) else []


def _uncounted(issue: Issue, names: Sequence[str]) -> list[str]:
    """Those that GitHub counts and did not list."""
    if not (issue.more_blockers and issue.unlisted_blockers):
        return []
    return [f"{issue.unlisted_blockers} more" if names else plural(issue.unlisted_blockers, "issue")]


def _relations(issue: Issue, audience: Audience) -> list[str]:
    """The pull requests that tell how it stands, and what blocks it."""
    pulls = _pulls_shown(issue, audience)
    found = [_pull_name(pull.ref, issue, audience) for pull in pulls[:MOST_NAMED]]
    if len(pulls) > MOST_NAMED:
        found[-1] += f" and {len(pulls) - MOST_NAMED} more"
    if issue.state is State.OPEN and issue.blocked:
        found.append(f"← {_blocked_by(issue, audience)}")
    return found


def _blocked_by(issue: Issue, audience: Audience) -> str:
    names = _names_of_blockers(issue, audience)
    more = max(0, len(names) - MOST_NAMED) + (issue.unlisted_blockers if issue.more_blockers else 0)
    shown = ", ".join([*names[:MOST_NAMED], *_private(issue, audience)])
    if not shown:
        return plural(more, "issue")
    return f"{shown} and {more} more" if more else shown


def _pulls_shown(issue: Issue, audience: Audience) -> list[LinkedPull]:
    """The open ones; of a closed issue without any the merged ones, or those that were given up."""
    known = _known_pulls(issue, audience)
    still_open = [pull for pull in known if pull.open]
    if still_open or issue.state is State.OPEN:
        return still_open
    return [pull for pull in known if pull.merged] or known


def _known_pulls(issue: Issue, audience: Audience) -> list[LinkedPull]:
    return [p for p in issue.pulls if audience.may_look_into(p.ref.repo, private=p.private)]


def _pull_name(ref: Ref, issue: Issue, audience: Audience) -> str:
    """`#31` in the issue's own repository."""
    return f"#{ref.number}" if ref.repo.lower() == issue.ref.repo.lower() else audience.names.show(ref)


def tracked_json(seen: Seen, audience: Audience) -> dict[str, object]:
    """One tracked issue, as `--json` prints it; null for what cannot be read or may not be shown."""
    names = audience.names
    value = shown_progress(seen, audience)
    stands: dict[str, object] = {
        "id": names.show(seen.ref),
        "repo": seen.ref.repo,
        "number": seen.ref.number,
        "url": names.url(seen.ref),
        "title": None,
        "state": seen.state.value,
        "state_reason": seen.reason if isinstance(seen, Unknown) else None,
        "type": None,
        "assignees": [],
        "progress": value.value if value else None,
        "blocked_by": [],
        "pull_requests": [],
    }
    if isinstance(seen, Unknown) or not audience.may_see(seen):
        return stands
    return stands | {
        "url": seen.url,
        "title": seen.title,
        "state_reason": seen.state_reason,
        "type": seen.type,
        "assignees": list(seen.assignees),
        "blocked_by": what_blocks(seen, audience) if seen.state is State.OPEN else [],
        "pull_requests": [_pull_json(pull, audience) for pull in _known_pulls(seen, audience)],
    }


def _pull_json(pull: LinkedPull, audience: Audience) -> dict[str, object]:
    return {
        "id": audience.names.show(pull.ref),
        "url": pull.url,
        "state": "open" if pull.open else "closed",
        "draft": pull.draft,
        "merged": pull.merged,
        "base": pull.base,
    }
