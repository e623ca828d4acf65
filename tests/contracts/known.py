"""Where GitHub's descriptions are wrong about what GitHub sends, each with its reason.

Nothing else is let through. An entry names the operation or event and the problem as regular expressions.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """A difference that is GitHub's, not ours."""

    where: str
    problem: str
    why: str

    def covers(self, where: str, problem: str) -> bool:
        """Tell whether this is the problem meant."""
        return bool(re.fullmatch(self.where, where) and re.search(self.problem, problem))


KNOWN = (
    Known(
        r"installation.*",
        r"^/installation/(created|updated)_at: \d+ is not of type \"string\"",
        "described as a date, sent as seconds since 1970 (octokit/webhooks-examples: installation)",
    ),
    Known(
        r"installation-repositories-.*",
        r'^/: "requester" is a required property',
        "sent only when somebody had asked for it (octokit/webhooks-examples: installation_repositories)",
    ),
    Known(
        r"apps/list-installations",
        r'^response 200 /\d+/account: "(created_at|name|slug|updated_at)" is a required property',
        "described as a user and an enterprise at once; it is one of them, as `installation` says elsewhere",
    ),
    Known(
        r".*",
        r"^response 4\d\d /: .*\('status' was unexpected\)",
        "every error has its status in the body since 2024, described only for some",
    ),
    Known(
        r".*",
        r'/homepage: "" is not a "uri"',
        "an emptied homepage is sent as an empty string (octokit/webhooks-examples: label, issues)",
    ),
    Known(
        r"pull-request-.*",
        r"^/pull_request/(base|head)/repo: .*\('custom_properties' was unexpected\)",
        "sent since custom properties exist, described only for `repository`",
    ),
)


def unknown(where: str, problems: list[str]) -> list[str]:
    """Return the problems that are not known to be GitHub's, each with where it was."""
    return [
        f"{where}: {problem}"
        for problem in problems
        if not any(known.covers(where, problem) for known in KNOWN)
    ]
