"""`gt-convoy jobs [list|show|retry]`: look into the queue, and have what failed done again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from gt_convoy.domain.errors import NoDatabase, UserError
from gt_convoy.domain.safe_text import escaped, json_text
from gt_convoy_webhooks.app import database_url, open_store
from gt_convoy_webhooks.cli import job_lists
from gt_convoy_webhooks.queue.port import STATES, JobQueue, State

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
_MOST = 10_000


@click.group("jobs", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Look into the queue: what failed, what runs, what waits."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@command.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only these.")
@click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(1, _MOST), help="Of each state, at most."
)
@AS_JSON
def list_(state: State | None = None, limit: int = 50, as_json: bool = False) -> None:
    """List jobs: what failed first, then what runs and waits."""
    with _opened() as queue:
        rows = job_lists.listed(queue, limit, state)
    _print({"jobs": [job_lists.as_json(row) for row in rows]}, job_lists.lines(rows), as_json=as_json)


@command.command("show")
@click.argument("key")
@AS_JSON
def show(key: str, as_json: bool) -> None:
    """Show all of a job, by its key: sync:12, command:c7, sweep."""
    with _opened() as queue:
        row = job_lists.shown(queue, key)
    _print(job_lists.as_json(row), job_lists.details(row), as_json=as_json)


@command.command("retry")
@click.argument("keys", nargs=-1)
@click.option("--failed", is_flag=True, help="All that failed.")
@AS_JSON
def retry(keys: tuple[str, ...], failed: bool, as_json: bool) -> None:
    """Have jobs that failed done again."""
    if bool(keys) == failed:
        raise click.UsageError("name the keys of the jobs to retry, or say --failed for all")
    with _opened() as queue:
        wanted = [row.key for row in queue.listed(_MOST, "failed")] if failed else list(keys)
        for key in wanted:
            job_lists.retry(queue, key)
    text = [f"{key}: will be done again" for key in wanted] or ["Nothing failed."]
    _print({"retried": wanted}, text, as_json=as_json)


@contextmanager
def _opened() -> Iterator[JobQueue]:
    url = database_url(os.environ)
    store = None
    try:
        _require_file(url)
        store = open_store(os.environ)
        yield store.queue
    except NoDatabase as error:
        raise click.ClickException(f"the database cannot be read: {error}") from error
    except UserError as refused:
        raise click.ClickException(str(refused)) from refused
    finally:
        if store:
            store.close()


def _require_file(url: str) -> None:
    """Looking must not make a database where there is none."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return  # said by who opens it
    if parsed.get_backend_name() == "sqlite" and parsed.database and not Path(parsed.database).exists():
        raise UserError(f"{parsed.database}: there is no database. Is GT_CONVOY_DATABASE_URL the app's?")


def _print(data: object, text: "Iterator[str] | list[str]", *, as_json: bool) -> None:
    click.echo(json_text(data, indent=2) if as_json else escaped("\n".join(text), keep="\n"))
