"""`gt-convoy`: the terminal's command line, made from the registry of commands.

What only some commands need is imported when they run: `gt-convoy --help` needs none of it.
"""

import importlib
import io
import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from gt_convoy import __version__
from gt_convoy.commands import REGISTRY
from gt_convoy.commands.context import Command
from gt_convoy.commands.help import examples, sentences
from gt_convoy.commands.parser import explained, parameters
from gt_convoy.commands.word_splitting import no_options, of_a_shell, restored
from gt_convoy.domain.door import Door
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
    "deliveries": (
        "gt_convoy_webhooks.cli.deliveries_command:command",
        "webhooks",
        "Look into the app's inbox; have what was given up done again.",
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


class Part(click.Command):
    """A command that another part brings: found when it is run, listed without it."""

    def __init__(self, name: str) -> None:
        """`name` is one of PARTS."""
        self._target, self._extra, summary = PARTS[name]
        super().__init__(name.rsplit(maxsplit=1)[-1], short_help=summary, add_help_option=False)

    def main_command(self) -> click.Command:
        """The real command. Raises UserError if its part is not installed."""
        module, _, attribute = self._target.partition(":")
        try:
            found: click.Command = getattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError as exc:
            raise UserError(
                f"{self.name} needs {exc.name}. Install it: pip install 'gt-convoy[{self._extra}]'"
            ) from None
        return found

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Hand over to the real command."""
        return self.main_command().make_context(info_name, args, parent, **extra)


class TerminalCommand(click.Command):
    """A command of the registry; its words are prepared as in a comment before click parses them."""

    def __init__(self, command: Command) -> None:
        """Carries the command out for whoever owns the token."""
        self._command = command
        shown = (f"  {line}" for line in examples(command, Door.TERMINAL))
        super().__init__(
            command.path[-1],
            params=parameters(command),
            help=" ".join(sentences(command)),
            short_help=command.summary,
            epilog="\n".join(["\b", "Examples:", *shown]),
            callback=lambda **params: sys.exit(_terminal().carry_out(command, params)),
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Prepare with the configuration only where a word asks for it: --help needs none.

        Raises UsageError.
        """
        words = of_a_shell(args)
        args = no_options(words)
        if self._command.prepare and "--notify" in args:
            from gt_convoy.bootstrap import open_config  # noqa: PLC0415 - as in `_terminal`

            args = self._command.prepare(args, open_config(os.environ))
        try:
            left = super().parse_args(ctx, list(args))
        except click.UsageError as exc:
            raise UsageError(explained(exc, self._command, words, Door.TERMINAL)) from None
        ctx.params = {name: restored(value) for name, value in ctx.params.items()}
        return left


class Commands(click.Group):
    """A group that answers a mistyped command with the nearest one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Raises UsageError."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            group = ctx.command_path.split()[1:]
            known = [*(command.name for command in REGISTRY), *PARTS]
            raise UsageError(unknown_command(" ".join([*group, args[0]]), known, Door.TERMINAL))
        return super().resolve_command(ctx, args)


def build() -> click.Group:
    """The whole command line."""
    top = Commands("gt-convoy", help="Follow batches of issues across repositories; tell when they are done.")
    for command in REGISTRY:
        group: click.Group = top
        for word in command.path[:-1] if command.path[0] != "convoy" else ():
            group = _subgroup(group, word)
        group.add_command(TerminalCommand(command))
    for name in PARTS:
        *path, last = name.split()
        group = top
        for word in path:
            group = _subgroup(group, word)
        group.add_command(Part(name), last)
    return click.version_option(__version__, prog_name="gt-convoy", message="%(prog)s %(version)s")(top)


def _terminal() -> Any:
    """What carries commands out: it brings in all the rest, which help and completion do without."""
    from gt_convoy.cli import terminal  # noqa: PLC0415

    return terminal


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
        sys.exit(_terminal().report(exc, as_json="--json" in words))


def _run(words: list[str]) -> None:
    try:
        build().main(
            words[1:] if words[:1] == ["convoy"] else words, prog_name="gt-convoy", standalone_mode=False
        )
    except click.exceptions.NoArgsIsHelpError as exc:
        click.echo(exc.format_message())
        sys.exit(_terminal().USAGE)
    except click.UsageError as exc:
        path = exc.ctx.command_path if exc.ctx else "gt-convoy"
        usage = UsageError(f"{exc.format_message()} See `{path} --help`")
        sys.exit(_terminal().report(usage, as_json="--json" in words))
    except click.ClickException as exc:
        sys.exit(_terminal().report(UserError(exc.format_message()), as_json="--json" in words))
    except click.exceptions.Abort:
        sys.exit(130)
    except UserError as exc:
        sys.exit(_terminal().report(exc, as_json="--json" in words))
