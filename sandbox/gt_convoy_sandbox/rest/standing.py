"""What holds for a whole repository: single sign-on, archived, issues switched off."""

import re

from gt_convoy_sandbox.model import Repository, User, World
from gt_convoy_sandbox.model.errors import Forbidden, Gone

READING = ("GET", "HEAD")
SAML = (
    "Resource protected by organization SAML enforcement."
    " You must grant your Personal Access token access to this organization."
)


def signed_out(world: World, viewer: User | None, repository: Repository) -> bool:
    """Tell whether an organisation's single sign-on refuses the viewer's token."""
    organization = world.organization(repository.owner)
    return bool(organization and viewer and viewer.login.lower() in organization.saml)


def check(world: World, viewer: User | None, repository: Repository, method: str, inside: str) -> None:
    """Refuse what the repository's standing forbids.

    https://docs.github.com/rest/issues/issues (410 where issues are switched off)
    """
    if signed_out(world, viewer, repository):
        raise Forbidden(SAML)
    if re.match(r"/issues\b", inside) and not repository.has_issues:
        raise Gone("Issues has been disabled in this repository.")
    unarchives = method == "PATCH" and not inside
    if repository.archived and method not in READING and not unarchives:
        raise Forbidden("Repository was archived so is read-only.")
