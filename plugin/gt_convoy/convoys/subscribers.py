"""The people whom a notice mentions."""

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import unique


def mentions(context: AppContext, subscribers: tuple[str, ...], audience: Audience) -> tuple[str, ...]:
    """The subscribers as GitHub will notify them: teams expanded to their members, each person once.

    A team mentioned by an App or by an Action's token notifies nobody, so its members are. One that we may
    not list, or a secret one in a public thread, is mentioned as it is.
    """
    return unique(login for name in subscribers for login in _expanded(context, name, audience))


def _expanded(context: AppContext, name: str, audience: Audience) -> tuple[str, ...]:
    org, slash, slug = name.removeprefix("@").partition("/")
    team = context.github.team(org, slug) if slash else None
    if team is None or not team.members or (team.secret and not audience.private):
        return (name,)
    return tuple(f"@{login}" for login in team.members)
