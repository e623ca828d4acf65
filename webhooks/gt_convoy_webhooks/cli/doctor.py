"""`gt-convoy doctor`: is everything as it must be, and if not, what to do."""

import os
import sys
from dataclasses import replace
from urllib.error import URLError
from urllib.request import urlopen

import click

from gt_convoy.domain.safe_text import escaped, json_text
from gt_convoy.messages.words import plural
from gt_convoy_webhooks.cli import doctor_checks, start_checks
from gt_convoy_webhooks.cli.serve import HOST, PORT
from gt_convoy_webhooks.cli.start_checks import Finding, Start
from gt_convoy_webhooks.web.health import ALIVE


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@click.option("--work", is_flag=True, help="As for `work --poll`, which needs no secret, webhook or port.")
@HOST
@PORT
def command(as_json: bool, work: bool, host: str, port: int) -> None:
    """Check all that `serve` starts with, and permissions, hooks, clock and rate limit."""
    found = examine(Start(os.environ, host, None if work else port, receives=not work))
    if as_json:
        shown = [{"about": f.about, "ok": f.ok, "text": f.text} for f in found]
        click.echo(json_text({"ok": all(f.ok for f in found), "checks": shown}, indent=2))
    else:
        for one in found:
            click.echo(escaped(f"{'✓' if one.ok else '✗'} {one.about}: {one.text}"))
        if stopping := sum(one.stops for one in found):
            name = "work" if work else "serve"
            click.echo(f"`gt-convoy {name}` does not start: see {plural(stopping, 'line')} above")
    sys.exit(0 if all(f.ok for f in found) else 1)


def examine(start: Start) -> list[Finding]:
    """What stops the app, and, where the configuration can be read, what keeps it from its work."""
    found = [_unless_it_is_ours(one, start) for one in start_checks.findings(start)]
    if any(one.about == "configuration" and not one.ok for one in found):
        return found
    return [*found, *doctor_checks.findings(start)]


def _unless_it_is_ours(one: Finding, start: Start) -> Finding:
    """A port that the app itself has is well."""
    if one.about != "port" or one.ok or not _answers(url := f"http://{start.host}:{start.port}"):
        return one
    said = f"the app runs at {url}; a second one needs another --port"
    return replace(one, ok=True, stops=False, text=said)


def _answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.read(100) == ALIVE.encode())
    except (URLError, OSError, ValueError):
        return False
