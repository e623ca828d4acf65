"""Keep of GitHub's GraphQL schema the types and fields named here, whole arguments included."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    Visitor,
    build_ast_schema,
    parse,
    print_schema,
    visit,
)

TYPES = {
    "Mutation": "convertPullRequestToDraft deleteIssue markPullRequestReadyForReview transferIssue",
    "ConvertPullRequestToDraftPayload": "clientMutationId pullRequest",
    "DeleteIssuePayload": "clientMutationId repository",
    "MarkPullRequestReadyForReviewPayload": "clientMutationId pullRequest",
    "TransferIssuePayload": "clientMutationId issue",
    "Query": "id node nodes organization rateLimit repository repositoryOwner user viewer",
    "Repository": """
        createdAt databaseId description hasIssuesEnabled id isArchived isDisabled isFork isLocked isPrivate
        issue issueOrPullRequest issues label labels name nameWithOwner object owner pullRequest pullRequests
        resourcePath updatedAt url viewerPermission visibility""",
    "Issue": """
        assignedActors assignees author authorAssociation blockedBy blocking body closed closedAt
        closedByPullRequestsReferences comments createdAt databaseId editor fullDatabaseId id
        includesCreatedEdit issueDependenciesSummary issueType labels lastEditedAt locked number parent
        publishedAt reactionGroups reactions repository resourcePath state stateReason subIssues
        subIssuesSummary timelineItems title updatedAt url userContentEdits viewerDidAuthor""",
    "IssueDependenciesSummary": "blockedBy blocking totalBlockedBy totalBlocking",
    "IssueType": "color description id isEnabled name",
    "PullRequest": """
        assignedActors assignees author authorAssociation baseRefName body closed closedAt
        closingIssuesReferences comments createdAt databaseId editor fullDatabaseId headRefName id
        includesCreatedEdit isDraft labels lastEditedAt locked merged mergedAt mergedBy number
        publishedAt reactionGroups reactions repository resourcePath state title updatedAt url
        userContentEdits viewerDidAuthor""",
    "IssueComment": """
        author authorAssociation body createdAt databaseId editor fullDatabaseId id
        includesCreatedEdit isMinimized issue lastEditedAt publishedAt pullRequest reactionGroups reactions
        repository resourcePath updatedAt url userContentEdits viewerDidAuthor""",
    "GitObject": "id oid",
    "Blob": "byteSize id isBinary isTruncated oid text",
    "Label": "color createdAt description id isDefault name updatedAt",
    "Reaction": "content createdAt databaseId id user",
    "ReactionGroup": "content createdAt viewerHasReacted",
    "SubIssuesSummary": "completed percentCompleted total",
    "TransferredEvent": "actor createdAt fromRepository id issue",
    "UserContentEdit": "createdAt deletedAt deletedBy diff editedAt editor id updatedAt",
    "User": "avatarUrl createdAt databaseId id isViewer login name resourcePath updatedAt url",
    "Bot": "avatarUrl createdAt databaseId id login resourcePath updatedAt url",
    "Mannequin": "avatarUrl createdAt databaseId id login resourcePath updatedAt url",
    "Organization": "avatarUrl createdAt databaseId id login name resourcePath updatedAt url",
    "RateLimit": "cost limit nodeCount remaining resetAt used",
    "PageInfo": "endCursor hasNextPage hasPreviousPage startCursor",
    "Actor": "avatarUrl login resourcePath url",
    "Node": "id",
    "RepositoryOwner": "avatarUrl id login resourcePath url",
    "Assignable": "assignees",
    "Closable": "closed closedAt",
    "Comment": """
        author authorAssociation body createdAt editor id includesCreatedEdit lastEditedAt
        publishedAt updatedAt userContentEdits viewerDidAuthor""",
    "Labelable": "labels",
    "Reactable": "databaseId id reactionGroups reactions",
    "RepositoryNode": "repository",
    "UniformResourceLocatable": "resourcePath url",
    "Assignee": "",
    "IssueOrPullRequest": "",
    "IssueTimelineItems": "",
}

DESCRIPTION = re.compile(r'"""[\s\S]*?"""')


def trim_schema(source: str) -> str:
    """Return GitHub's schema cut down to TYPES, as SDL. Exits when GitHub lacks what TYPES names."""
    types = {
        node.name.value: node
        for node in parse(DESCRIPTION.sub("", source), no_location=True).definitions
        if isinstance(node, TypeDefinitionNode)
    }
    kept: dict[str, TypeDefinitionNode] = {}
    waiting = [*TYPES]
    while waiting:
        name = waiting.pop()
        if name in types and name not in kept:
            kept[name] = _cut(types[name])
            waiting.extend(_named(kept[name]))
    _require_all(kept)
    document = DocumentNode(definitions=tuple(kept[name] for name in sorted(kept)))
    return print_schema(build_ast_schema(document, assume_valid_sdl=True)) + "\n"


def _require_all(kept: dict[str, TypeDefinitionNode]) -> None:
    there = {f"{name}.{field.name.value}" for name, node in kept.items() for field in _fields(node)}
    wanted = {f"{name}.{field}" for name, fields in TYPES.items() for field in fields.split()}
    if wanted - there:
        raise SystemExit(f"GitHub's schema has no {', '.join(sorted(wanted - there))}")


def _fields(node: TypeDefinitionNode) -> tuple[FieldDefinitionNode, ...]:
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        return node.fields or ()
    return ()


def _cut(node: TypeDefinitionNode) -> TypeDefinitionNode:
    """Return the definition with only the fields, interfaces and members that TYPES names."""
    if isinstance(node, UnionTypeDefinitionNode):
        return replace(node, types=_known(node.types))
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        fields = tuple(field for field in _fields(node) if _wants(node.name.value, field.name.value))
        return replace(node, interfaces=_known(node.interfaces), fields=fields)
    return node


def _known(names: tuple[NamedTypeNode, ...] | None) -> tuple[NamedTypeNode, ...]:
    return tuple(name for name in names or () if name.name.value in TYPES)


def _wants(owner: str, field: str) -> bool:
    if owner.endswith(("Connection", "Edge")):
        return True
    if owner not in TYPES:
        raise SystemExit(f"TYPES keeps a field of the type {owner}, but not that type")
    return field in TYPES[owner].split()


def _named(node: Node) -> Iterator[str]:
    """Yield the names of the types that a definition mentions."""
    names: list[str] = []

    class Names(Visitor):
        def enter_named_type(self, named: NamedTypeNode, *_: Any) -> None:
            names.append(named.name.value)

    visit(node, Names())
    yield from names
