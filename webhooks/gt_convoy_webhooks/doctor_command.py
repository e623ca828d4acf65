"""`gt-convoy doctor`: is everything as it must be, and if not, what to do."""

import json
import os
import sys
from collections.abc import Mapping

import click

from gt_convoy.errors import GitHubError, Problems, Refused
from gt_convoy.memory import NoMemory
from gt_convoy.replies.words import plural
from gt_convoy.wiring import open_desk

from .doctor_checks import Finding, findings


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def command(as_json: bool) -> None:
    """Check configuration, credentials, permissions, hooks, clock and database."""
    found = examine(os.environ)
    if as_json:
        shown = [{"about": f.about, "ok": f.ok, "text": f.text} for f in found]
        click.echo(
            json.dumps({"ok": all(f.ok for f in found), "checks": shown}, ensure_ascii=False, indent=2)
        )
    else:
        for one in found:
            click.echo(f"{'✓' if one.ok else '✗'} {one.about}: {one.text}")
    sys.exit(0 if all(f.ok for f in found) else 1)


def examine(environ: Mapping[str, str]) -> list[Finding]:
    """All findings; with a configuration that cannot be read, what is wrong with it and no more."""
    try:
        desk = open_desk(environ, NoMemory())
    except Problems as problems:
        return [Finding("configuration", False, problem) for problem in problems.problems]
    except (Refused, GitHubError) as error:
        return [Finding("configuration", False, str(error))]
    rigs = f"HQ {desk.config.hq}, {plural(len(desk.config.rigs), 'rig')}"
    return [Finding("configuration", True, rigs), *findings(desk, environ)]
