"""What `tests.story.acts` does behind the sandbox's back, done through REST."""

from typing import Any

from tests.town import SECRET, Town

PERMISSIONS = {"read": "pull", "write": "push"}


def makes_repository(
    town: Town, name: str, *issue_titles: str, private: bool = False, roles: dict[str, str] | None = None
) -> None:
    """A new repository with a few issues of alice's, told of by our hook; the app may read it."""
    org, _, short = name.partition("/")
    town.ask("alice", "POST", f"/orgs/{org}/repos", name=short, private=private)
    for login, role in ({"gt-convoy": "write"} | (roles or {})).items():
        gives_role(town.sandbox, name, login, role)
    for title in issue_titles:
        town.ask("alice", "POST", f"/repos/{name}/issues", title=title)
    if town.app:
        town.sandbox.add_hooks(f"{town.app.url}/webhooks/github", SECRET)
    town.settle()


def gives_role(world: Any, repo: str, login: str, role: str) -> None:
    """A person's role on a repository; `none` takes it away. `world` is the bridge."""
    path = f"/repos/{repo}/collaborators/{login}"
    if role == "none":
        world.ask("alice", "DELETE", path)
    else:
        world.ask("alice", "PUT", path, permission=PERMISSIONS.get(role, role))
