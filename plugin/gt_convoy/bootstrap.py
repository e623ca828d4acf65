"""From the environment to an AppContext: the configuration, GitHub, and the state store."""

from collections.abc import Mapping
from pathlib import Path

from gt_convoy.config import loader
from gt_convoy.config.model import Config
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.references import REPO_NAME
from gt_convoy.github.permissions import PERMISSIONS
from gt_convoy.github.transport.urls import api_url, web_url
from gt_convoy.ports.github import GitHubPort, GitHubReader, GitHubWriter
from gt_convoy.ports.state_store import StateStore

IN_REPOSITORY = ".github/convoy.yml"


def open_context(
    environ: Mapping[str, str], state_store: StateStore | None = None, channel: Channel = Channel.GITHUB
) -> AppContext:
    """The context for this environment. Raises UserError if the configuration or a credential is wrong."""
    config = open_config(environ)
    return make_context(config, open_github(environ, config.hq), state_store, channel)


def make_context(
    config: Config,
    github: GitHubPort,
    state_store: StateStore | None = None,
    channel: Channel = Channel.GITHUB,
    writer: GitHubWriter | None = None,
) -> AppContext:
    """The context that every entry works with. By default no state is kept, and `github` itself writes."""
    return AppContext(config, github, state_store or StateStore(), channel, writer=writer or github)


def open_config(environ: Mapping[str, str]) -> Config:
    """The configuration file; without one, `.github/convoy.yml` of the repository named by GT_CONVOY_HQ."""
    path = Path(environ.get("GT_CONVOY_CONFIG") or "config.yaml")
    hq = environ.get("GT_CONVOY_HQ", "")
    web = web_url(api_url(environ))
    if path.exists() or environ.get("GT_CONVOY_CONFIG") or not hq:
        return loader.load(path, web=web)
    if not REPO_NAME.fullmatch(hq):
        raise UserError(f"GT_CONVOY_HQ is {hq!r}: it must be a repository, written owner/repo")
    return config_in(open_github(environ, hq), hq, IN_REPOSITORY, web)


def config_in(github: GitHubReader, repo: str, path: str, web: str) -> Config:
    """The configuration kept in a repository; without one, that repository is HQ. Raises UserError."""
    return config_of(github.text_file(repo, path), repo, path, web)


def config_of(text: str | None, repo: str, path: str, web: str) -> Config:
    """The configuration from the text of that file; None means there is no file. Raises UserError."""
    if text is None and path != IN_REPOSITORY:
        raise UserError(f"{repo}/{path}: there is no such file on the default branch, or it may not be read")
    if text is None:
        return Config(hq=repo, web=web)
    return loader.loads(text, f"{repo}/{path}", web=web, hq=repo)


def open_github(environ: Mapping[str, str], hq: str, wanted: Mapping[str, str] = PERMISSIONS) -> GitHubPort:
    """GitHub as the account that the environment names. Raises UserError; makes no request.

    An App signs in with the permissions `wanted` and no more.
    """
    # Imported here: PyGithub costs more than all the rest, and help and wrong input need none of it.
    from gt_convoy.github.adapter import connect  # noqa: PLC0415

    return connect(environ, hq, wanted)
