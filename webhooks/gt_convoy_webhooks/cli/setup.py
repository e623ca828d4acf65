"""`gt-convoy setup`: register a GitHub App through the browser, and keep its credentials."""

import os
import re
import secrets
import webbrowser
from pathlib import Path

import click

from gt_convoy.domain.errors import UserError
from gt_convoy.github.api.manifest import RegisteredApp, convert, manifest
from gt_convoy.github.transport.urls import DEFAULT_API, api_url, web_url, webhook_url
from gt_convoy_webhooks.web.server import Server
from gt_convoy_webhooks.web.setup_page import Visit, create_page

_LONGEST_NAME = 34  # of an App
_LOGIN = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*", re.ASCII)  # of an organisation
_NEXT = """\
The App {slug} is registered. Its credentials are in {file}, readable by you alone.
Next:
  1. Install it on HQ and the rigs: {page}/installations/new
  2. set -a; . {file}; set +a
  3. gt-convoy doctor
  4. {start}"""


@click.command("setup")
@click.option("--org", help="Register the App for this organisation; else for yourself.")
@click.option("--url", envvar="GT_CONVOY_PUBLIC_URL", help="Where GitHub reaches the app, https://...")
@click.option("--name", help="The App's name, which must be free on GitHub.")
@click.option(
    "--file",
    "path",
    default="gt-convoy.env",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where the credentials go.",
)
@click.option(
    "--port",
    default=0,
    type=click.IntRange(0, 65535),
    help="Of the page on this machine; any free one by default.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address of the page.")
def command(  # noqa: PLR0913, PLR0917 - a command's options
    org: str | None, url: str | None, name: str | None, path: Path, port: int, no_browser: bool
) -> None:
    """Register a private GitHub App, with the permissions that are needed and no more."""
    try:
        api = api_url(os.environ)
        webhook = webhook_url(url) if url else None
        _require_login(org)
        _require_free(path)
        visit = Visit(_registration(web_url(api), org), lambda code: _store(path, api, convert(api, code)))
        server = Server(create_page(visit), "127.0.0.1", port)
    except UserError as refused:
        raise click.ClickException(str(refused)) from refused
    home = f"{web_url(api)}/{org}" if org else web_url(api)
    visit.manifest = manifest(name or _name(org), home, f"{server.url}/callback", webhook)
    server.start()
    try:
        click.echo(f"Open {server.url}/ and confirm on GitHub.")
        if not no_browser:
            webbrowser.open(f"{server.url}/")
        while not visit.over.wait(1):
            pass  # by the second, for Ctrl-C
    finally:
        server.stop()
    click.echo(_what_next(path, url))


def _registration(web: str, org: str | None) -> str:
    return f"{web}/organizations/{org}/settings/apps/new" if org else f"{web}/settings/apps/new"


def _name(org: str | None) -> str:
    return f"gt-convoy-{org or secrets.token_hex(3)}"[:_LONGEST_NAME]


def _require_login(org: str | None) -> None:
    if org and not _LOGIN.fullmatch(org):
        raise UserError(
            f"--org is {org!r}: it must be an organisation's login: letters, digits, single hyphens"
        )


def _require_free(path: Path) -> None:
    if path.exists():
        raise UserError(
            f"{path} exists already, with credentials perhaps: move it away, or name another --file"
        )
    if not os.access(path.parent, os.W_OK):
        raise UserError(f"{path.parent} cannot be written: name another --file")


def _store(path: Path, api: str, found: RegisteredApp) -> str:
    """Write what a shell and systemd both read; made for its owner alone from the first byte on."""
    lines = [f"# The GitHub App {found.slug}: {found.page}", f"GITHUB_APP_ID={found.app_id}"]
    if found.secret:
        lines.append(f"GITHUB_WEBHOOK_SECRET={found.secret}")
    if api != DEFAULT_API:
        lines.append(f"GITHUB_API_URL={api}")
    lines.append(f'GITHUB_APP_PRIVATE_KEY="{found.key.strip()}"')
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return found.slug


def _what_next(path: Path, url: str | None) -> str:
    slug, _, page = path.read_text(encoding="utf-8").splitlines()[0].partition(": ")
    start = "gt-convoy serve" if url else "gt-convoy work --poll 60   (no --url was given: no webhook)"
    return _NEXT.format(slug=slug.rpartition(" ")[2], file=path, page=page, start=start)
