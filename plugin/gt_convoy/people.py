"""Whom a mention reaches."""

from .convoy import unique
from .desk import Desk
from .privacy import Audience


def mentions(desk: Desk, subscribers: tuple[str, ...], audience: Audience) -> tuple[str, ...]:
    """The subscribers as GitHub will notify them: teams expanded to their members, each person once.

    A team mentioned by an App or by an Action's token notifies nobody, so its members are. One that we may
    not list, or a secret one in a public thread, is mentioned as it is.
    """
    return unique(login for name in subscribers for login in _expanded(desk, name, audience))


def _expanded(desk: Desk, name: str, audience: Audience) -> tuple[str, ...]:
    org, slash, slug = name.removeprefix("@").partition("/")
    team = desk.github.team(org, slug) if slash else None
    if team is None or not team.members or (team.secret and not audience.private):
        return (name,)
    return tuple(f"@{login}" for login in team.members)
