"""How a rig is shown: who works there on what, for which convoys."""

from collections.abc import Mapping
from dataclasses import dataclass

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import unique
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.references import Ref
from gt_convoy.messages.issue_lines import issue_line, tracked_json


@dataclass(frozen=True, slots=True)
class RigWorkers:
    """A repository's open issues and the open convoys of each."""

    name: str
    repo: str
    issues: tuple[Issue, ...]
    convoys: Mapping[Ref, tuple[str, ...]]

    @property
    def workers(self) -> tuple[str, ...]:
        """Whoever is assigned to something there, in the order of their names."""
        logins = unique(login for issue in self.issues for login in issue.assignees)
        return tuple(sorted(logins, key=str.lower))

    def of(self, login: str) -> list[Issue]:
        """A worker's issues."""
        return [issue for issue in self.issues if login.lower() in map(str.lower, issue.assignees)]

    @property
    def unassigned(self) -> int:
        """Open issues that nobody has; a pull request has its author."""
        return sum(not issue.assignees and not issue.is_pull for issue in self.issues)


def text(rig: RigWorkers, audience: Audience) -> str:
    """Each worker with their issues and convoys."""
    lines = [f"{rig.name} ({rig.repo})", ""]
    for login in rig.workers:
        lines.append(f"  @{login}")
        for issue in rig.of(login):
            convoys = f"  {' '.join(rig.convoys[issue.ref])}" if issue.ref in rig.convoys else ""
            lines.append(f"    {issue_line(issue, audience, people=False)}{convoys}")
    return "\n".join([*lines, f"  unassigned: {rig.unassigned} open"])


def as_json(rig: RigWorkers, audience: Audience) -> dict[str, object]:
    """The same, as `--json` prints it."""
    return {
        "rig": rig.name,
        "repo": rig.repo,
        "workers": [
            {
                "login": login,
                "issues": [
                    tracked_json(issue, audience) | {"convoys": list(rig.convoys.get(issue.ref, ()))}
                    for issue in rig.of(login)
                ],
            }
            for login in rig.workers
        ],
        "unassigned": rig.unassigned,
    }


def private(name: str) -> str:
    """A rig that this thread's readers, or the asker, may not look into."""
    return f"{name}: its issues are not for the readers of this thread. Ask in HQ or in the rig itself"
