"""What a run is given: its inputs, and what the runner says about it.

https://docs.github.com/en/actions/reference/workflows-and-actions/variables
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gt_convoy.bootstrap import IN_REPOSITORY
from gt_convoy.domain.errors import Problems, UserError
from gt_convoy.domain.references import REPO_NAME

HOW_TO = (
    "GitHub needs to know who asks. Give the action `token` (the job's own, unless you set another), "
    "or a GitHub App's `app-id` and `private-key`"
)
YES, NO = ("true", "yes", "1"), ("false", "no", "0", "")


@dataclass(frozen=True)
class Inputs:
    """The inputs of one run, and what its environment says about it."""

    event: str
    payload: Mapping[str, Any] = field(repr=False)
    repository: str  # that the workflow runs in
    actor: str  # whose doing it is
    run: str  # its id: the same when it is run again
    hq: str  # "" where the configuration tells
    config: str
    command: str
    dry_run: bool
    take_over: bool
    account: Mapping[str, str] = field(repr=False)  # the environment that `connect` reads


def read(environ: Mapping[str, str]) -> Inputs:
    """Read the inputs from the environment. Raises Problems, which lists everything that is wrong."""
    problems: list[str] = []
    repository = environ.get("GITHUB_REPOSITORY", "")
    hq = environ.get("INPUT_HQ", "").strip()
    for name, value in (("GITHUB_REPOSITORY", repository), ("the input `hq`", hq)):
        if not REPO_NAME.fullmatch(value) and (value or name == "GITHUB_REPOSITORY"):
            problems.append(f"{name} is {value!r}: it must be a repository, written owner/repo")
    dry_run, take_over = (_switch(environ, name, problems) for name in ("dry-run", "take-over"))
    account = _account(environ, problems)
    if problems:
        raise Problems(problems)
    return Inputs(
        event=environ.get("GITHUB_EVENT_NAME", ""),
        payload=_payload(environ.get("GITHUB_EVENT_PATH", "")),
        repository=repository,
        actor=environ.get("GITHUB_TRIGGERING_ACTOR") or environ.get("GITHUB_ACTOR", ""),
        run=environ.get("GITHUB_RUN_ID", ""),
        hq=hq,
        config=environ.get("INPUT_CONFIG", "").strip() or IN_REPOSITORY,
        command=environ.get("INPUT_COMMAND", "").strip(),
        dry_run=dry_run,
        take_over=take_over,
        account=account,
    )


def _switch(environ: Mapping[str, str], name: str, problems: list[str]) -> bool:
    value = environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip().lower()
    if value not in (*YES, *NO):
        problems.append(f"the input `{name}` is {value!r}: it must be true or false")
    return value in YES


def _account(environ: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    token, app, key = (environ.get(f"INPUT_{n}", "").strip() for n in ("TOKEN", "APP_ID", "PRIVATE_KEY"))
    if bool(app) != bool(key):
        missing = "private-key" if app else "app-id"
        problems.append(f"the input `{missing}` is empty: an App needs both `app-id` and `private-key`")
    elif not app and not token:
        problems.append(HOW_TO)
    return {
        "GITHUB_API_URL": environ.get("GITHUB_API_URL", ""),
        "GT_CONVOY_WRITE_PAUSE": environ.get("GT_CONVOY_WRITE_PAUSE", ""),
        "GITHUB_TOKEN": token,
        "GITHUB_APP_ID": app,
        "GITHUB_APP_PRIVATE_KEY": key,
    }


def _payload(path: str) -> Mapping[str, Any]:
    try:
        payload = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError) as exc:
        raise UserError(f"GITHUB_EVENT_PATH {path} cannot be read: {exc}") from None
    if not isinstance(payload, dict):
        raise UserError(f"GITHUB_EVENT_PATH {path} holds no event")
    return payload
