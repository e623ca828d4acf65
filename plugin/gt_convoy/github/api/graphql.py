"""Queries: many issues in one request, and what the answer says of each.

Issues are grouped by repository under aliases `r0`, `r1`...; each issue has an alias `i0`, `i1`... there.
Names travel as variables; numbers are integers of ours. An answer is partial: what could not be resolved is
null, with an error whose `path` begins with its aliases.

What 100 issues cost: each has four connections (labels, assignees, blockers, pull requests), which is one
request each by GitHub's formula, so 400 / 100 = 4 points of 5,000 an hour; where GitHub counts those of the
two fragments apart, 6. They may hold 100 x (100 + 20 + 50 + 10) = 18,000 nodes of 500,000:
https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gt_convoy.domain.bounds import PER_REQUEST
from gt_convoy.domain.issue import Seen
from gt_convoy.domain.references import Ref
from gt_convoy.github import mapping
from gt_convoy.github.transport.client import errors_of

# The open ones first: of more than ten, those matter.
_PULLS = (
    "closedByPullRequestsReferences(first:10,includeClosedPrs:true,orderByState:true)"
    "{nodes{number url isDraft baseRefName pullState:state repository{...R}}}"
)
# Fields (and arguments) that older Enterprise Servers lack, and what is asked for in their place.
OPTIONAL = {
    "issueType": ("issueType{name}", ""),
    "issueDependenciesSummary": ("issueDependenciesSummary{blockedBy}", ""),
    # GitHub lets an issue have no more, so that more is told only by the summary, or by another server.
    "blockedBy": ("blockedBy(first:50){nodes{number url state repository{...R}} pageInfo{hasNextPage}}", ""),
    # Without the closed ones an issue whose pull request was given up would look done: so rather none at all.
    "closedByPullRequestsReferences": (_PULLS, ""),
    "includeClosedPrs": (_PULLS, ""),
    "orderByState": (_PULLS, _PULLS.replace(",orderByState:true", "")),
    "subIssuesSummary": ("subIssuesSummary{total completed}", ""),
    "stateReason": ("stateReason(enableDuplicate:true)", ""),
    "enableDuplicate": ("stateReason(enableDuplicate:true)", "stateReason"),
    # Agents' accounts are not among the `assignees`, which are people.
    "assignedActors": (
        "assignedActors(first:20){nodes{__typename ...on Actor{login}}}",
        "assignees(first:20){nodes{__typename login}}",
    ),
    # The plain one is a 32-bit number, which issues have outgrown.
    "fullDatabaseId": ("id:fullDatabaseId", "id:databaseId"),
    "visibility": ("visibility", "isPrivate"),
    "userContentEdits": ("", ""),
}
_WITHOUT_PULLS = frozenset({"closedByPullRequestsReferences", "includeClosedPrs"})
_LACKING = frozenset({"undefinedField", "argumentNotAccepted"})
# Why an alias can be null for good; any other error may pass.
_FINAL = frozenset({"NOT_FOUND", "FORBIDDEN", "INSUFFICIENT_SCOPES", "SAML_FAILURE"})

_COMMON = "__typename number title url createdAt updatedAt closedAt"
_LABELS = f"labels(first:{PER_REQUEST}){{nodes{{name}}}}"
_EDITOR = "author{__typename login} editor{__typename login} lastEditedAt"
_THREAD = f"node:id state body locked {_EDITOR} {_LABELS}"
# The state has another type for each, so without a name of its own the two do not go into one answer.
_PULL_STATE = "pullState:state isDraft"
_EDITS = """query Edits($o:String!,$n:String!,$i:Int!,$after:String){repository(owner:$o,name:$n){
issue(number:$i){userContentEdits(first:50,after:$after){nodes{editedAt diff editor{__typename login}}
pageInfo{hasNextPage endCursor}}}}}"""

_TEXT = """query Text($id:ID!,$o:String!,$n:String!,$i:Int!){node(id:$id){...on Comment{lastEditedAt}}
repository(owner:$o,name:$n){issueOrPullRequest(number:$i){...on Issue{
timelineItems(last:50,itemTypes:[TRANSFERRED_EVENT]){nodes{
...on TransferredEvent{createdAt fromRepository{nameWithOwner}}}}}}}}"""


@dataclass(frozen=True, slots=True)
class Query:
    """One request's text and variables, and which issue stands under which aliases."""

    text: str
    variables: Mapping[str, str]
    places: Mapping[tuple[str, str], Ref]


@dataclass(slots=True)
class QueryResult:
    """What an answer says of a batch."""

    seen: dict[Ref, Seen] = field(default_factory=dict)
    missing: list[Ref] = field(default_factory=list)  # cannot be resolved: REST will say why
    failed: list[Ref] = field(default_factory=list)  # an error that may pass
    no_repository: set[str] = field(default_factory=set)  # of the missing ones, in lower case
    thread: Mapping[str, Any] | None = None  # the convoy's own node, if it was asked for
    repository: Mapping[str, Any] | None = None  # the one of `thread`


def build(refs: Sequence[Ref], convoy: Ref | None, lacking: frozenset[str]) -> Query:
    """One query for all of `refs`, with the convoy's own issue and body if given."""
    groups: dict[str, list[Ref]] = {}
    for ref in refs:
        groups.setdefault(ref.repo.lower(), []).append(ref)
    variables: dict[str, str] = {}
    selections, places = [], {}
    for index, group in enumerate(groups.values()):
        variables |= _names(str(index), group[0])
        issues = " ".join(_issue(f"i{i}", ref) for i, ref in enumerate(group))
        selections.append(f"r{index}:repository(owner:$o{index},name:$n{index}){{...R {issues}}}")
        places.update({(f"r{index}", f"i{i}"): ref for i, ref in enumerate(group)})
    if convoy:
        variables |= _names("", convoy)
        thread = f"thread:issue(number:{convoy.number}){{...T}}"
        selections.insert(0, f"hq:repository(owner:$o,name:$n){{...R {thread}}}")
    declared = ",".join(f"${name}:String!" for name in variables)
    parts = fragments(tracked=bool(refs), convoy=convoy is not None, lacking=lacking)
    name = "Convoy" if convoy else "Issues"
    return Query(f"query {name}({declared}){{{' '.join(selections)}}}\n{parts}", variables, places)


def understand(query: Query, answer: Mapping[str, Any]) -> QueryResult:
    """Sort an answer with data into seen, missing and failed."""
    data = answer.get("data") or {}
    final = set(_final_paths(errors_of(answer)))
    found = QueryResult()
    for (repo_alias, alias), ref in query.places.items():
        repository = data.get(repo_alias)
        node = (repository or {}).get(alias)
        if repository and node:
            found.seen[ref] = mapping.issue_node(node, repository)
        elif (repo_alias,) in final or (repo_alias, alias) in final:
            found.missing.append(ref)
            if not repository:
                found.no_repository.add(ref.repo.lower())
        else:
            found.failed.append(ref)
    found.repository = data.get("hq")
    found.thread = (found.repository or {}).get("thread")
    return found


def lacks(answer: Mapping[str, Any]) -> frozenset[str]:
    """The OPTIONAL names that this server does not know, from the errors of a refused query.

    GitHub tells them by `extensions`, other servers only by the message.
    """
    names: set[str] = set()
    for error in errors_of(answer):
        extensions = error.get("extensions") or {}
        if extensions.get("code") in _LACKING:
            names |= {str(extensions.get("fieldName")), str(extensions.get("argumentName"))}
        elif not error.get("type"):
            names |= set(str(error.get("message")).replace("'", '"').split('"')[1::2])
    return frozenset(names & OPTIONAL.keys())


def is_invalid(error: Mapping[str, Any]) -> bool:
    """Whether an error says that the query itself is wrong, whatever it asks for."""
    code = (error.get("extensions") or {}).get("code")
    return code in _LACKING or bool(error.get("locations") and not error.get("type"))


def text_query() -> str:
    """What became of a text; variables `id` (its node) and `o`, `n`, `i` (its thread)."""
    return _TEXT


def earlier_texts_query() -> str:
    """The versions of several texts, by the ids of their nodes; variable `ids`."""
    edits = "userContentEdits(first:20){nodes{diff} pageInfo{hasNextPage}}"
    return f"query Earlier($ids:[ID!]!){{nodes(ids:$ids){{...on Comment{{{edits}}}}}}}"


def editors_query(numbers: Iterable[int]) -> str:
    """Whose the texts of these issues are, each under `i<number>`; variables `o`, `n`."""
    issues = " ".join(f"i{n}:issue(number:{n}){{updatedAt {_EDITOR}}}" for n in numbers)
    return f"query Editors($o:String!,$n:String!){{repository(owner:$o,name:$n){{{issues}}}}}"


def edits_query() -> str:
    """The text's earlier versions; variables `o`, `n`, `i`, `after`."""
    return _EDITS


def fragments(*, tracked: bool, convoy: bool, lacking: frozenset[str]) -> str:
    """Of a repository (`R`), of what is tracked (`I`, `P`) and of a convoy's own issue (`T`)."""

    def optional(name: str) -> str:
        return OPTIONAL[name][name in lacking]

    reason = "" if "stateReason" in lacking else optional("enableDuplicate")
    pulls = "" if lacking & _WITHOUT_PULLS else optional("orderByState")
    waits = f"{optional('issueDependenciesSummary')} {optional('blockedBy')}"
    issue = f"{reason} {optional('issueType')} {waits} {pulls} {optional('subIssuesSummary')}"
    people = optional("assignedActors")
    texts = [f"fragment R on Repository{{databaseId nameWithOwner {optional('visibility')}}}"]
    if tracked:
        texts += [
            f"fragment I on Issue{{{_COMMON} state {_LABELS} {people} {issue}}}",
            f"fragment P on PullRequest{{{_COMMON} {_PULL_STATE} {_LABELS} {people}}}",
        ]
    if convoy:
        texts.append(f"fragment T on Issue{{{_COMMON} {_THREAD} {optional('fullDatabaseId')}}}")
    return "\n".join(texts)


def _issue(alias: str, ref: Ref) -> str:
    return f"{alias}:issueOrPullRequest(number:{ref.number}){{...I ...P}}"


def _names(index: str, ref: Ref) -> dict[str, str]:
    owner, _, name = ref.repo.partition("/")
    return {f"o{index}": owner, f"n{index}": name}


def _final_paths(errors: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for error in errors:
        path = error.get("path")
        if error.get("type") in _FINAL and isinstance(path, list):
            yield tuple(str(step) for step in path[:2])
