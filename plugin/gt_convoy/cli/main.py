"""`gt-convoy`: the terminal's command line, made from the registry of commands.

What a command is made of is imported when it runs: `--help` and a mistyped command need none of it.
"""

import importlib
import io
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import click

from gt_convoy import __version__
from gt_convoy.cli.report import USAGE, report
from gt_convoy.commands import REGISTRY
from gt_convoy.commands.command import Command
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.errors import UsageError, UserError
from gt_convoy.messages.mistyped import unknown_command

# Commands of the other parts, and the extra that installs what they need.
PARTS: Mapping[str, tuple[str, str, str]] = {
    "serve": (
        "gt_convoy_webhooks.cli.serve:command",
        "webhooks",
        "Receive GitHub's webhooks and keep convoys up to date.",
    ),
    "work": (
        "gt_convoy_webhooks.cli.work:command",
        "webhooks",
        "Work without receiving webhooks: beside `serve`, or alone with --poll.",
    ),
    "jobs": (
        "gt_convoy_webhooks.cli.jobs_command:command",
        "webhooks",
        "Look into the app's queue; have what failed done again.",
    ),
    "deliveries": (
        "gt_convoy_webhooks.cli.deliveries_command:command",
        "webhooks",
        "The former name of `jobs`.",
    ),
    "setup": (
        "gt_convoy_webhooks.cli.setup:command",
        "webhooks",
        "Register a GitHub App through the browser, and keep its credentials.",
    ),
    "doctor": (
        "gt_convoy_webhooks.cli.doctor:command",
        "webhooks",
        "Check configuration, credentials, permissions, hooks and database.",
    ),
    "rig add": (
        "gt_convoy_webhooks.cli.rig:command",
        "webhooks",
        "Check a repository, make its hook, say what to configure.",
    ),
    "sandbox": (
        "gt_convoy_sandbox.command:sandbox",
        "sandbox",
        "Run a GitHub on this machine, with the app beside it.",
    ),
    "demo": (
        "gt_convoy_sandbox.command:demo",
        "sandbox",
        "Run the whole story against the sandbox and check it.",
    ),
}


GROUPS: Mapping[str, str] = {
    "bd": "The origin's own words for `add` and `reopen`.",
    "dep": "Of `bd`.",
    "rig": "See who works in a repository, or make it a rig.",
}


class Listed(click.Command):
    """A command that is listed by its summary; what it is made of is imported when it is run."""

    def __init__(self, name: str, summary: str, load: Callable[[], click.Command]) -> None:
        """`load` gives the real command; it may raise UserError."""
        self.load = load
        super().__init__(name, short_help=summary, add_help_option=False)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Hand over to the real command."""
        return self.load().make_context(info_name, args, parent, **extra)


class Commands(click.Group):
    """A group that answers a mistyped command with the nearest one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Raises UsageError."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            group = ctx.command_path.split()[1:]
            known = [*(command.name for command in REGISTRY), *PARTS]
            raise UsageError(unknown_command(" ".join([*group, args[0]]), known, Channel.TERMINAL))
        return super().resolve_command(ctx, args)


def build() -> click.Group:
    """The whole command line."""
    top = Commands("gt-convoy", help="Follow batches of issues across repositories; tell when they are done.")
    for command in REGISTRY:
        _add(top, command.name.removeprefix("convoy "), command.summary, partial(_in_terminal, command))
    for name, (_, _, summary) in PARTS.items():
        _add(top, name, summary, partial(load_part, name))
    return click.version_option(__version__, prog_name="gt-convoy", message="%(prog)s %(version)s")(top)


def load_part(name: str) -> click.Command:
    """The command that another part brings. Raises UserError if that part is not installed."""
    target, extra, _ = PARTS[name]
    module, _, attribute = target.partition(":")
    try:
        found: click.Command = getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as exc:
        last = name.rsplit(maxsplit=1)[-1]
        raise UserError(f"{last} needs {exc.name}. Install it: pip install 'gt-convoy[{extra}]'") from None
    return found


def _in_terminal(command: Command) -> click.Command:
    from gt_convoy.cli.terminal_command import TerminalCommand  # noqa: PLC0415 - it brings in all the rest

    return TerminalCommand(command)


def _add(top: click.Group, name: str, summary: str, load: Callable[[], click.Command]) -> None:
    *path, last = name.split()
    group = top
    for word in path:
        group = _subgroup(group, word)
    group.add_command(Listed(last, summary, load))


def _subgroup(group: click.Group, word: str) -> click.Group:
    found = group.commands.get(word)
    if isinstance(found, click.Group):
        return found
    made = Commands(word, help=GROUPS.get(word, f"Commands about a {word}."))
    group.add_command(made)
    return made


def main(args: list[str] | None = None) -> None:
    """The entry point. Exit status: 0 done, 1 expected error, 2 usage, 3 unexpected."""
    words = sys.argv[1:] if args is None else args
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # rather a question mark than no answer
    try:
        _run(words)
    except OSError as exc:  # of what click prints: help, the version
        sys.exit(report(exc, as_json="--json" in words))


def _run(words: list[str]) -> None:
    try:
        build().main(
            words[1:] if words[:1] == ["convoy"] else words, prog_name="gt-convoy", standalone_mode=False
        )
    except click.exceptions.NoArgsIsHelpError as exc:
        click.echo(exc.format_message())
        sys.exit(USAGE)
    except click.UsageError as exc:
        path = exc.ctx.command_path if exc.ctx else "gt-convoy"
        usage = UsageError(f"{exc.format_message()} See `{path} --help`")
        sys.exit(report(usage, as_json="--json" in words))
    except click.ClickException as exc:
        sys.exit(report(UserError(exc.format_message()), as_json="--json" in words))
    except click.exceptions.Abort:
        sys.exit(130)
    except UserError as exc:
        sys.exit(report(exc, as_json="--json" in words))
