"""A command of the registry as the terminal's command line has it: to help it needs only its own file."""

import os
import sys
from typing import Any

import click

from gt_convoy.commands.command import Command
from gt_convoy.commands.help import examples, sentences
from gt_convoy.commands.parser import explained, parameters
from gt_convoy.commands.word_splitting import no_options, of_a_shell, restored
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.errors import UsageError


class TerminalCommand(click.Command):
    """A command of the registry; its words are prepared as in a comment before click parses them."""

    def __init__(self, command: Command) -> None:
        """Make the click command; it runs for the person who owns the token."""
        self._command = command
        shown = (f"  {line}" for line in examples(command, Channel.TERMINAL))
        super().__init__(
            command.path[-1],
            params=parameters(command),
            help=" ".join(sentences(command)),
            short_help=command.summary,
            epilog="\n".join(["\b", "Examples:", *shown]),
            callback=self._carry_out,
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Prepare with the configuration only where a word asks for it: --help needs none.

        Raises UsageError.
        """
        words = of_a_shell(args)
        args = no_options(words)
        prepare = self._command.details.prepare
        if prepare and "--notify" in args:
            from gt_convoy.bootstrap import open_config  # noqa: PLC0415 - as in `_carry_out`

            args = prepare(args, open_config(os.environ))
        try:
            left = super().parse_args(ctx, list(args))
        except click.UsageError as exc:
            raise UsageError(explained(exc, self._command, words, Channel.TERMINAL)) from None
        ctx.params = {name: restored(value) for name, value in ctx.params.items()}
        return left

    def _carry_out(self, **params: Any) -> None:
        from gt_convoy.cli.terminal import carry_out  # noqa: PLC0415 - GitHub and all the rest

        sys.exit(carry_out(self._command, params))
