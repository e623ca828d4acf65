"""Reactions to issues and comments. They fire no webhook.

https://docs.github.com/rest/reactions/reactions
"""

from gt_convoy_sandbox.model import locks
from gt_convoy_sandbox.model.entities import Comment, Issue, Reaction, User
from gt_convoy_sandbox.model.errors import Forbidden, Invalid, NotFound
from gt_convoy_sandbox.model.world import World

CONTENTS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


def add(world: World, subject: Issue | Comment, actor: User, content: str) -> tuple[Reaction, bool]:
    """Add a reaction; the second value tells whether it is new (201) or was there already (200)."""
    if content not in CONTENTS:
        raise Invalid("Reaction", "content", "invalid", value=content)
    locks.require_voice(
        world, subject if isinstance(subject, Issue) else world.issue_of(subject), actor, "reaction"
    )
    with world.writing():
        for reaction in subject.reactions:
            if reaction.user == actor.login and reaction.content == content:
                return reaction, False
        reaction = Reaction(world.next_id("reaction"), content, actor.login, world.now())
        subject.reactions.append(reaction)
        return reaction, True


def remove(world: World, subject: Issue | Comment, actor: User, reaction_id: int) -> None:
    """Take back one's own reaction."""
    for reaction in subject.reactions:
        if reaction.id == reaction_id:
            if reaction.user != actor.login:
                raise Forbidden
            with world.writing():
                subject.reactions.remove(reaction)
            return
    raise NotFound
