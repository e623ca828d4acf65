"""GitHub as plain records and the operations on them."""

from gt_convoy_sandbox.model.entities import (
    Comment,
    Edit,
    Hook,
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
from gt_convoy_sandbox.model.world import Event, World

__all__ = [
    "Comment",
    "Edit",
    "Event",
    "Hook",
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
