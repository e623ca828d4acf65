"""Keep of GitHub's GraphQL schema the types and fields named here, whole arguments included."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graphql import (
    DocumentNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    Visitor,
    build_ast_schema,
    extend_schema,
    parse,
    print_schema,
    visit,
)

TYPES = {
    "Mutation": "deleteIssue transferIssue",
    "DeleteIssuePayload": "clientMutationId repository",
    "TransferIssuePayload": "clientMutationId issue",
    "Query": "id node nodes organization rateLimit repository repositoryOwner user viewer",
    "Repository": """
        createdAt databaseId description hasIssuesEnabled id isArchived isDisabled isFork isLocked isPrivate
        issue issueOrPullRequest issues label labels name nameWithOwner object owner pullRequest pullRequests
        resourcePath updatedAt url viewerPermission visibility""",
    "Issue": """
        assignees author authorAssociation body closed closedAt comments createdAt databaseId editor
        fullDatabaseId id includesCreatedEdit labels lastEditedAt locked number parent publishedAt
        reactionGroups reactions repository resourcePath state stateReason subIssues subIssuesSummary
        timelineItems title updatedAt url userContentEdits viewerDidAuthor""",
    "PullRequest": """
        assignees author authorAssociation baseRefName body closed closedAt comments createdAt
        databaseId editor fullDatabaseId headRefName id includesCreatedEdit isDraft labels lastEditedAt
        locked merged mergedAt mergedBy number publishedAt reactionGroups reactions repository resourcePath
        state title updatedAt url userContentEdits viewerDidAuthor""",
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

# The package's last version (February 2025) is older than these parts of GitHub's schema, as listed at
# https://docs.github.com/en/graphql/reference/objects#issue and in GitHub's GraphQL changelog for 2025.
NEWER = """
extend type Issue {
  assignedActors(after: String, before: String, first: Int, last: Int): AssigneeConnection!
  blockedBy(
    after: String, before: String, first: Int, last: Int,
    orderBy: IssueDependencyOrder = {field: DEPENDENCY_ADDED_AT, direction: DESC}
  ): IssueConnection!
  blocking(
    after: String, before: String, first: Int, last: Int,
    orderBy: IssueDependencyOrder = {field: DEPENDENCY_ADDED_AT, direction: DESC}
  ): IssueConnection!
  issueDependenciesSummary: IssueDependenciesSummary!
  issueType: IssueType
}
extend type PullRequest {
  assignedActors(after: String, before: String, first: Int, last: Int): AssigneeConnection!
}
type AssigneeConnection { edges: [AssigneeEdge] nodes: [Assignee] pageInfo: PageInfo! totalCount: Int! }
type AssigneeEdge { cursor: String! node: Assignee }
input IssueDependencyOrder { direction: OrderDirection! field: IssueDependencyOrderField! }
enum IssueDependencyOrderField { CREATED_AT DEPENDENCY_ADDED_AT }
type IssueDependenciesSummary { blockedBy: Int! blocking: Int! totalBlockedBy: Int! totalBlocking: Int! }
type IssueType implements Node {
  color: IssueTypeColor! description: String id: ID! isEnabled: Boolean! isPrivate: Boolean! name: String!
}
enum IssueTypeColor { BLUE GRAY GREEN ORANGE PINK PURPLE RED YELLOW }
"""

DESCRIPTION = re.compile(r'"""[\s\S]*?"""')


def trim_schema(source: str) -> str:
    """Return GitHub's schema cut down to TYPES, with NEWER added, as SDL."""
    added = parse(NEWER, no_location=True)
    types = {
        node.name.value: node
        for node in parse(DESCRIPTION.sub("", source), no_location=True).definitions
        if isinstance(node, TypeDefinitionNode)
    }
    kept: dict[str, TypeDefinitionNode] = {}
    waiting = [*TYPES, *_named(added)]
    while waiting:
        name = waiting.pop()
        if name in types and name not in kept:
            kept[name] = _cut(types[name])
            waiting.extend(_named(kept[name]))
    document = DocumentNode(definitions=tuple(kept[name] for name in sorted(kept)))
    return print_schema(extend_schema(build_ast_schema(document, assume_valid_sdl=True), added)) + "\n"


def _cut(node: TypeDefinitionNode) -> TypeDefinitionNode:
    """Return the definition with only the fields, interfaces and members that TYPES names."""
    if isinstance(node, UnionTypeDefinitionNode):
        return replace(node, types=_known(node.types))
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        fields = tuple(field for field in node.fields or () if _wants(node.name.value, field.name.value))
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
