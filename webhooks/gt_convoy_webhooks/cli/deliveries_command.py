"""`gt-convoy deliveries [list|show|replay]`: look into the inbox, and have what was given up done again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from gt_convoy.domain.errors import NoDatabase, UserError
from gt_convoy.domain.unseen import escaped, json_text
from gt_convoy_webhooks.app import database_url, open_store
from gt_convoy_webhooks.cli import listing
from gt_convoy_webhooks.store import Store

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")


@click.group("deliveries", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Look into the inbox: what waits, what was given up."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@command.command("list")
@click.option("--all", "handled", is_flag=True, help="What was handled in the last 7 days, too.")
@click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="Of each, at most so many."
)
@AS_JSON
def list_(handled: bool = False, limit: int = 50, as_json: bool = False) -> None:
    """List what waits or was given up."""
    with _opened() as store:
        found = listing.listing(store, handled=handled, limit=limit)
    _print(asdict(found), "\n".join(listing.lines(found)), as_json=as_json)


@command.command("show")
@click.argument("name")
@AS_JSON
def show(name: str, as_json: bool) -> None:
    """Show a delivery by its id, or a job by its key, with all that is known."""
    with _opened() as store:
        found = listing.shown(store, name)
    whole = json_text(found, indent=2)
    _print(found, whole, as_json=as_json)


@command.command("replay")
@click.argument("names", nargs=-1)
@click.option("--dead", is_flag=True, help="All that was given up.")
@AS_JSON
def replay(names: tuple[str, ...], dead: bool, as_json: bool) -> None:
    """Have deliveries or jobs that were given up done again."""
    if bool(names) == dead:
        raise click.UsageError("name what to replay, or say --dead for all")
    with _opened() as store:
        wanted = list(listing.given_up(store)) if dead else list(names)
        for name in wanted:
            listing.replay(store, name)
    text = "\n".join(f"{name}: will be done again" for name in wanted) or "Nothing was given up."
    _print({"replayed": wanted}, text, as_json=as_json)


@contextmanager
def _opened() -> Iterator[Store]:
    url = database_url(os.environ)
    store = None
    try:
        _require_file(url)
        store = open_store(os.environ)
        yield store
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


def _print(data: object, text: str, *, as_json: bool) -> None:
    click.echo(json_text(data, indent=2) if as_json else escaped(text, keep="\n"))
