"""What people do in a town beyond commenting and closing: for the stories."""

from gt_convoy_sandbox.faults import Answer, RequestFault
from gt_convoy_sandbox.model import World, accounts, issues, repositories, sub_issues
from gt_convoy_sandbox.model.entities import Issue
from tests.town import BOT, SECRET, Town, place


def found(town: Town, name: str) -> Issue:
    """The sandbox's own record of an issue."""
    repo, number = place(name)
    world = town.sandbox.world
    return world.get_issue(world.get_repository(repo), number)


def refuses(town: Town, path: str, answer: Answer) -> None:
    """GitHub refuses all that is posted to addresses that end so."""
    fault = RequestFault(lambda method, at: method == "POST" and at.endswith(path), answer, times=999)
    town.sandbox.faults.requests.append(fault)


def makes_repository(
    town: Town, name: str, *issue_titles: str, private: bool = False, roles: dict[str, str] | None = None
) -> None:
    """A new repository with a few issues of alice's, told of by our hook; the app may read it."""
    world = town.sandbox.world
    if world.organization(name.partition("/")[0]) is None:
        accounts.add_organization(world, name.partition("/")[0], owners=["alice"], members=["alice"])
    repository = repositories.create(world, name, private=private)
    repository.collaborators |= {"alice": "admin", "gt-convoy": "write"} | (roles or {})
    for title in issue_titles:
        issues.create(world, repository, world.get_user("alice"), title)
    if town.app:
        town.sandbox.add_hooks(f"{town.app.url}/webhooks/github", SECRET)
    town.settle()


def makes_private(town: Town, *repos: str) -> None:
    """These repositories are not public any more."""
    for repo in repos:
        town.ask("alice", "PATCH", f"/repos/{repo}", private=True)
    town.settle()


def renames(town: Town, repo: str, name: str) -> None:
    """The repository has another name in the same account."""
    town.ask("alice", "PATCH", f"/repos/{repo}", name=name)
    town.settle()


def deletes(town: Town, name: str) -> None:
    """An issue is gone for good."""
    world = town.sandbox.world
    issues.delete(world, found(town, name), world.get_user("alice"))
    town.settle()


def assigns(town: Town, name: str, *logins: str, by: str = "alice") -> None:
    """Somebody assigns people in GitHub's own pages."""
    repo, number = place(name)
    town.ask(by, "POST", f"/repos/{repo}/issues/{number}/assignees", assignees=list(logins))
    town.settle()


def unassigns(town: Town, name: str, login: str) -> None:
    """Somebody gives an issue back in GitHub's own pages."""
    repo, number = place(name)
    town.ask(login, "DELETE", f"/repos/{repo}/issues/{number}/assignees", assignees=[login])
    town.settle()


def blocks(town: Town, blocker: str, blocked: str, by: str = "alice") -> None:
    """Somebody says in GitHub's own pages that one issue blocks another."""
    repo, number = place(blocked)
    path = f"/repos/{repo}/issues/{number}/dependencies/blocked_by"
    town.ask(by, "POST", path, issue_id=town.issue(blocker)["id"])
    town.settle()


def unblocks(town: Town, blocker: str, blocked: str, by: str = "alice") -> None:
    """Somebody says in GitHub's own pages that one issue blocks another no more."""
    repo, number = place(blocked)
    path = f"/repos/{repo}/issues/{number}/dependencies/blocked_by/{town.issue(blocker)['id']}"
    town.ask(by, "DELETE", path)
    town.settle()


def opens_pull(town: Town, repo: str, body: str, *, draft: bool = False, by: str = "nux") -> int:
    """Somebody opens a pull request; its number."""
    wanted = {"title": "Mend it", "head": "topic", "base": "main", "body": body, "draft": draft}
    number: int = town.ask(by, "POST", f"/repos/{repo}/pulls", **wanted)["number"]
    town.settle()
    return number


def merges(town: Town, repo: str, number: int) -> None:
    """A maintainer merges a pull request."""
    town.ask("alice", "PUT", f"/repos/{repo}/pulls/{number}/merge")
    town.settle()


def edits_pull(town: Town, repo: str, number: int, **changes: str) -> None:
    """A maintainer edits a pull request, or closes or reopens it."""
    town.ask("alice", "PATCH", f"/repos/{repo}/pulls/{number}", **changes)
    town.settle()


def ready_for_review(town: Town, repo: str, number: int, *, ready: bool = True) -> None:
    """Its author says that a draft is ready for review, or no more."""
    name = "markPullRequestReadyForReview" if ready else "convertPullRequestToDraft"
    node = town.ask("nux", "GET", f"/repos/{repo}/pulls/{number}")["node_id"]
    query = f'mutation{{{name}(input:{{pullRequestId:"{node}"}}){{clientMutationId}}}}'
    headers = {"Authorization": "Bearer token-nux"}
    answer = town.session.post(f"{town.sandbox.url}/api/graphql", json={"query": query}, headers=headers)
    assert "errors" not in answer.json(), answer.text
    town.settle()


def below(town: Town, parent: str, *children: str) -> None:
    """Make issues the sub-issues of another."""
    world = town.sandbox.world
    for child in children:
        sub_issues.add(world, found(town, parent), found(town, child), world.get_user("alice"))
    town.settle()


def assignees(town: Town, name: str) -> list[str]:
    """Who is assigned."""
    return [who["login"] for who in town.issue(name)["assignees"]]


def gives_role(world: World, repo: str, login: str, role: str) -> None:
    """A person's role on a repository; `none` takes it away."""
    repositories.set_role(world, world.get_repository(repo), world.get_user("alice"), login, role)


def locks(town: Town, name: str, *, locked: bool = True) -> None:
    """Somebody locks a conversation or unlocks it; as an App, ours is shut out by that."""
    repo, number = place(name)
    town.sandbox.world.get_user(BOT).is_machine = True
    town.ask("alice", "PUT" if locked else "DELETE", f"/repos/{repo}/issues/{number}/lock")
    town.settle()


def convoy_id(name: str) -> str:
    """`hq-cv-5` of `hq-5`."""
    return name.replace("hq-", "hq-cv-")
