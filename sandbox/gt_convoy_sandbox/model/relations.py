"""Keeps the relations between issues whole when one becomes another, or is gone."""

from gt_convoy_sandbox.model.entities import Issue
from gt_convoy_sandbox.model.world import World


def hand_over(world: World, old: Issue, new: Issue) -> None:
    """Let every relation of an issue be one of the issue that it became."""
    new.sub_issues, new.parent = old.sub_issues, old.parent
    new.blocked_by, new.blocking = old.blocked_by, old.blocking
    new.closing_pulls = old.closing_pulls
    _rename(world, old, new.id)
    _clear(old)


def cut(world: World, gone: Issue) -> None:
    """Let nothing be related to an issue that is gone."""
    _rename(world, gone, None)
    _clear(gone)


def _rename(world: World, old: Issue, to: int | None) -> None:
    issues = world.tables.issues
    for child in old.sub_issues:
        issues[child].parent = to
    if old.parent is not None:
        _replace(issues[old.parent].sub_issues, old.id, to)
    for blocker in old.blocked_by:
        _replace(issues[blocker].blocking, old.id, to)
    for blocked in old.blocking:
        _replace(issues[blocked].blocked_by, old.id, to)
    for by in filter(None, (issues[each].pull for each in old.closing_pulls)):
        for ids in (by.closes, by.linked):
            _replace(ids, old.id, to)
    for closed in {*old.pull.closes, *old.pull.linked} if old.pull else ():
        _replace(issues[closed].closing_pulls, old.id, to)


def _replace(ids: list[int], old: int, new: int | None) -> None:
    if old in ids:
        at = ids.index(old)
        ids[at : at + 1] = [] if new is None else [new]


def _clear(issue: Issue) -> None:
    issue.sub_issues, issue.blocked_by, issue.blocking, issue.parent = [], [], [], None
    issue.closing_pulls = []
    if issue.pull:
        issue.pull.closes, issue.pull.linked = [], []
