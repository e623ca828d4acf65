"""GitHub as plain records and the operations on them."""

from gt_convoy_sandbox.model.entities import (
    Comment,
    Edit,
    Issue,
    IssueType,
    Label,
    Organization,
    PullRequest,
    Reaction,
    Repository,
    Role,
    Team,
    TimelineEvent,
    User,
)
from gt_convoy_sandbox.model.machines import App, AppActor, Hook, Installation
from gt_convoy_sandbox.model.world import Event, World

__all__ = [
    "App",
    "AppActor",
    "Comment",
    "Edit",
    "Event",
    "Hook",
    "Installation",
    "Issue",
    "IssueType",
    "Label",
    "Organization",
    "PullRequest",
    "Reaction",
    "Repository",
    "Role",
    "Team",
    "TimelineEvent",
    "User",
    "World",
]
