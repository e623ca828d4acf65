"""From the environment to a desk: the configuration, GitHub, and what the runtime remembers."""

from collections.abc import Mapping
from pathlib import Path

from . import config_file
from .config import Config
from .desk import Desk
from .door import Door
from .errors import Refused
from .github.urls import api_url, web_url
from .memory import Memory
from .refs import REPO_NAME
from .tracker import Tracker

IN_REPOSITORY = ".github/convoy.yml"


def open_desk(environ: Mapping[str, str], memory: Memory, door: Door = Door.THREAD) -> Desk:
    """Ready to work. Raises Refused if configuration or credentials are missing or wrong."""
    config = open_config(environ)
    return Desk(config, open_github(environ, config.hq), memory, door)


def open_config(environ: Mapping[str, str]) -> Config:
    """The configuration file; without one, `.github/convoy.yml` of the repository named by GT_CONVOY_HQ."""
    path = Path(environ.get("GT_CONVOY_CONFIG") or "config.yaml")
    hq = environ.get("GT_CONVOY_HQ", "")
    web = web_url(api_url(environ))
    if path.exists() or environ.get("GT_CONVOY_CONFIG") or not hq:
        return config_file.load(path, web=web)
    if not REPO_NAME.fullmatch(hq):
        raise Refused(f"GT_CONVOY_HQ is {hq!r}: it must be a repository, written owner/repo")
    return config_in(open_github(environ, hq), hq, IN_REPOSITORY, web)


def config_in(github: Tracker, repo: str, path: str, web: str) -> Config:
    """The configuration kept in a repository; without one, that repository is HQ. Raises Refused."""
    text = github.text_file(repo, path)
    if text is None and path != IN_REPOSITORY:
        raise Refused(f"{repo}/{path}: there is no such file on the default branch, or it may not be read")
    if text is None:
        return Config(hq=repo, web=web)
    return config_file.loads(text, f"{repo}/{path}", web=web, hq=repo)


def open_github(environ: Mapping[str, str], hq: str) -> Tracker:
    """GitHub as the account that the environment names. Raises Refused; makes no request."""
    # Imported here: PyGithub costs more than all the rest, and help and wrong input need none of it.
    from .github.adapter import connect  # noqa: PLC0415

    return connect(environ, hq)
