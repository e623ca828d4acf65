"""`gt-convoy rig add OWNER/REPO [--prefix P]`: check a repository, make its hook, say what to configure."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import click
import yaml

from gt_convoy.bootstrap import open_context
from gt_convoy.config import loader
from gt_convoy.config.model import Config
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.errors import Denied, GitHubError, NotFound, UserError
from gt_convoy.domain.github_values import Hook
from gt_convoy.domain.references import REPO_NAME
from gt_convoy.events.payloads import ENDPOINT, EVENTS
from gt_convoy.github.transport.urls import same_place, webhook_url
from gt_convoy.handlers.redelivery import leads_here
from gt_convoy_webhooks.app import webhook_secret
from gt_convoy_webhooks.cli.doctor_checks import wrong_settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    repo: str
    name: str
    prefix: str | None = None  # not needed for what is configured already
    url: str | None = None


@click.command("add")
@click.argument("repo", metavar="OWNER/REPO")
@click.option("--prefix", help="gt, so that gt-12 is its issue 12. Needed unless it is configured already.")
@click.option("--name", help="The rig's name; else the repository's.")
@click.option("--url", envvar="GT_CONVOY_PUBLIC_URL", help="Where GitHub reaches the app: makes the hook.")
def command(repo: str, prefix: str | None, name: str | None, url: str | None) -> None:
    """Check HQ or a rig and make its hook; for a new rig, print the lines for the configuration."""
    try:
        if not REPO_NAME.fullmatch(repo):
            raise UserError(f"{repo!r}: write the repository as owner/repo")
        wanted = Wanted(repo, name or repo.partition("/")[2], prefix, url)
        for line in add(open_context(os.environ), wanted, os.environ):
            click.echo(line)
    except (UserError, GitHubError) as error:
        raise click.ClickException(str(error)) from error


def add(context: AppContext, wanted: Wanted, environ: Mapping[str, str]) -> list[str]:
    """What was done and what is to be done. Raises UserError or GitHubError before anything is made."""
    repo = context.github.repository(wanted.repo).full_name
    if known := _configured(context.config, repo, wanted.prefix):
        return [*_hook(context, repo, wanted.url, environ), f"{repo} is configured already, as {known}."]
    if not wanted.prefix:
        raise UserError(f"{repo} is not configured yet: give it a --prefix")
    lines = {wanted.name: {"repo": repo, "prefix": wanted.prefix}}
    _require_fitting(context.config, lines)
    hook = _hook(context, repo, wanted.url, environ)
    text = yaml.safe_dump(lines, sort_keys=False, default_flow_style=None).strip()
    return [*hook, "Add to the configuration, under `rigs:`", *(f"  {line}" for line in text.splitlines())]


def _configured(config: Config, repo: str, prefix: str | None) -> str | None:
    """As what the configuration names it already; None if it does not.

    Raises UserError for another prefix.
    """
    rig = next((rig for rig in config.rigs if rig.repo.lower() == repo.lower()), None)
    if rig is None:
        return "HQ" if config.names.is_hq(repo) and not prefix else None
    if prefix and prefix.lower() != (rig.prefix or "").lower():
        has = f"with the prefix {rig.prefix}" if rig.prefix else "without a prefix"
        raise UserError(f"{repo} is the rig {rig.name} already, {has}")
    return f"the rig {rig.name}"


def _require_fitting(config: Config, lines: Mapping[str, Mapping[str, str]]) -> None:
    """By the same rules as the configuration file itself."""
    rigs = {
        rig.name: {"repo": rig.repo} | ({"prefix": rig.prefix} if rig.prefix else {}) for rig in config.rigs
    }
    (name,) = lines
    if name.lower() in {known.lower() for known in rigs}:
        raise UserError(f"there is a rig {name} already: choose another --name")
    document = yaml.safe_dump({"hq": config.hq, "rigs": rigs | dict(lines)})
    loader.loads(document, "the configuration with it", web=config.web)


def _hook(context: AppContext, repo: str, url: str | None, environ: Mapping[str, str]) -> list[str]:
    """Make it unless one tells of the repository already; what was found and done."""
    if app := context.github.app_hook():
        return [f"{repo} can be read. {_apps_own(app)}"]
    if not url:
        do = f"give --url, or use `{Channel.TERMINAL.line('work --poll 60')}`"
        return [f"{repo} can be read. No hook was made: {do}."]
    address = webhook_url(url)
    try:
        there = context.github.hooks(repo)
        if same := [hook for hook in there if same_place(hook.url, address)]:
            return [line for hook in same for line in _known(repo, hook, address)]
        context.writer.make_hook(repo, address, webhook_secret(environ), EVENTS)
    except (NotFound, Denied):
        raise UserError(f"{repo} can be read, but only its admins may make hooks: ask one of them") from None
    made = f"{repo} can be read. Its hook to {address} is made."
    old = [hook.url for hook in there if leads_here(hook)]
    return [made, *(_other(one, f"{context.config.web}/{repo}/settings/hooks") for one in old)]


def _other(url: str, settings: str) -> str:
    return f"It has a hook to {url}, too: if that was the app's address before, delete it at {settings}"


def _apps_own(app: Hook) -> str:
    if leads_here(app):
        return "The App's own hook tells of it, once it is installed there: no other is needed."
    leads = f"leads to {app.url}" if app.url else "is not set"
    return (
        f"No hook was made: an App has its own, whose address {leads}. Set it to URL{ENDPOINT} in the App's "
        f"settings, or use `{Channel.TERMINAL.line('work --poll 60')}`."
    )


def _known(repo: str, hook: Hook, address: str) -> Iterator[str]:
    """It has one already: nothing was made, and what is wrong with it."""
    whose = "its organisation" if hook.of_organization else "it"
    yield f"{repo} can be read, and {whose} has a hook to {hook.url} already: none was made."
    if hook.url != address:
        yield f"The app is at {address}: write that into the hook's settings."
    yield from (f"The hook needs a change: {what}." for what in wrong_settings(hook))
