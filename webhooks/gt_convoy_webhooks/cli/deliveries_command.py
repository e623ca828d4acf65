"""`gt-convoy deliveries`: the former name of `jobs`, with the words it had. It goes with the next release."""

from collections.abc import Sequence

import click

from gt_convoy_webhooks.cli import jobs_command as jobs
from gt_convoy_webhooks.storage.migrations import renamed


@click.group("deliveries", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """The former name of `jobs`; it goes with the next release."""
    if context.invoked_subcommand is None:
        context.invoke(jobs.list_)


def _key(_context: click.Context, _option: click.Parameter, given: str | Sequence[str]) -> object:
    """Former keys mean today's: `convoy:12` is `sync:12`."""
    return renamed(given) if isinstance(given, str) else tuple(map(renamed, given))


def _add(former: str, today: click.Command, *params: click.Parameter) -> None:
    """Today's command by its former name; `params` come in place of those of the same name."""
    names = {one.name for one in params}
    kept = [one for one in today.params if one.name not in names]
    command.add_command(
        click.Command(former, callback=today.callback, params=[*params, *kept], help=today.help)
    )


_KEYS = click.Argument(["keys"], nargs=-1, callback=_key)
_add(
    "list",
    jobs.list_,
    click.Option(
        ["--all"], is_flag=True, expose_value=False, help="No difference: what is done is not kept."
    ),
)
_add("show", jobs.show, click.Argument(["key"], callback=_key))
_add("retry", jobs.retry, _KEYS)
_add(
    "replay",
    jobs.retry,
    _KEYS,
    click.Option(["--dead", "--failed", "failed"], is_flag=True, help="All that failed."),
)
