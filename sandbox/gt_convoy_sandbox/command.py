"""`gt-convoy sandbox` and `gt-convoy demo`: GitHub on this machine, with the app beside it."""

import shlex
import shutil
import signal
import sys
import threading
from pathlib import Path

import click

from gt_convoy_sandbox import demo as story
from gt_convoy_sandbox.beside import App, with_app
from gt_convoy_sandbox.model import World
from gt_convoy_sandbox.model.tables import NoTables
from gt_convoy_sandbox.server import Sandbox, open_world

WELCOME = """\
GitHub's sandbox   {url}/
  HQ               {url}/acme/hq/issues
  Give a command   {url}/acme/hq/issues/1
The webhook app    {app}/healthz

Comment on an issue as alice, joe, amber or nux, for example:
  /gt convoy create "Deploy v2.0" gt-1 gt-2 bd-1 --notify gastown/joe
Then close gt-1, gt-2 and bd-1 on their pages and see the convoy land.

In another terminal:
  export GITHUB_API_URL={url}/api/v3 GITHUB_TOKEN=token-alice GT_CONVOY_CONFIG={config}
  {program} list --tree

Ctrl-C stops it."""


@click.command("sandbox")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--data", type=click.Path(dir_okay=False, path_type=Path), help="Keep the state in this file.")
def sandbox(port: int, data: Path | None) -> None:
    """Serve a GitHub of your own: REST, GraphQL, issue pages, signed webhooks, and the app they go to."""
    with _started(port, data) as github, with_app(github) as app:
        click.echo(WELCOME.format(url=github.url, app=app.url, config=app.config, program=program()))
        _until_interrupted(app)


@click.command("demo")
def demo() -> None:
    """Run the whole story against the sandbox by itself; exit status 0 only if each step came true."""
    with _started(0, None) as github, with_app(github) as app:
        sys.exit(0 if story.tell(github, app) else 1)


def program() -> str:
    """How whoever reads this can start it, too: by its name alone, or as it was started."""
    if shutil.which("gt-convoy"):
        return "gt-convoy"
    module = Path(sys.argv[0]).name == "__main__.py"
    return f"{sys.executable} -m gt_convoy" if module else shlex.quote(sys.argv[0])


def _started(port: int, data: Path | None) -> Sandbox:
    # Told to stop by whatever means, the app beside it must end too.
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: signal.raise_signal(signal.SIGINT))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    world = _opened(data)
    try:
        return Sandbox.start(port, world=world)
    except OSError as error:
        raise click.ClickException(
            f"port {port} cannot be used ({error.strerror}): name another with --port"
        ) from None


def _opened(data: Path | None) -> World:
    try:
        return open_world(data)
    except NoTables:
        raise click.ClickException(
            f"{data} holds no sandbox: name a file that is not there yet with --data"
        ) from None
    except OSError as error:
        raise click.ClickException(
            f"{data} cannot be used ({error.strerror}): name another with --data"
        ) from None


def _until_interrupted(app: App) -> None:
    try:
        while app.running():
            threading.Event().wait(1)
    except KeyboardInterrupt:
        click.echo("\nStopped.")
        return
    raise click.ClickException(f"the webhook app stopped. Its log: {app.log}")
