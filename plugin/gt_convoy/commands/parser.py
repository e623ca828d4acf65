"""The grammar of commands in comments, terminal and Action: where they stand, quoting, click's parser."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import click

from gt_convoy.commands.command import Command
from gt_convoy.commands.context import TEXT
from gt_convoy.commands.word_splitting import Unclosed, no_options, restored, split
from gt_convoy.config.model import Config
from gt_convoy.document.markdown import Block, prose_lines, structure
from gt_convoy.document.repeated_mails import repeated
from gt_convoy.domain.answers import Line
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.errors import UsageError
from gt_convoy.events.payloads import COMMAND, COMMAND_WORD
from gt_convoy.messages import mistyped

_LINE = re.compile(COMMAND_WORD, re.IGNORECASE)


def command_lines(text: str) -> list[Line]:
    """The commands in a comment: lines that begin with the word `/gt` or `/convoy` (or `/bd`), in plain text.

    Not in code, quotes, HTML comments or a repeated mail; a command ends with its line.
    """
    if not COMMAND.search(text):
        return []
    source = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks = list(structure(text))
    found = [(n, line) for n, line in _plain_lines(blocks, source) if _LINE.match(line)]
    other = next((n for n, line in enumerate(source) if line.strip() and not _LINE.match(line)), len(source))
    if not found or found[-1][0] < other:
        return [_line(line) for _, line in found]
    mails = repeated(_prose(blocks, source))
    return [
        replace(_line(line), below=n > other, doubtful=n > other and n >= mails.perhaps)
        for n, line in found
        if n < mails.surely
    ]


def parse(
    command: Command, words: Sequence[str], config: Config, channel: Channel = Channel.GITHUB
) -> dict[str, Any]:
    """The parameters of a command, and `as_json`. Raises UsageError, with the command's form."""
    parser = click.Command(command.name, params=parameters(command), add_help_option=False)
    prepare = command.details.prepare
    prepared = prepare(no_options(words), config) if prepare else no_options(words)
    try:
        context = parser.make_context(command.name, prepared)
    except click.UsageError as exc:
        raise UsageError(explained(exc, command, words, channel)) from None
    return {name: restored(value) for name, value in context.params.items()}


def explained(error: click.UsageError, command: Command, words: Sequence[str], channel: Channel) -> str:
    """What is wrong with a command's words, its form, and a line that could be typed instead."""
    lines = [restored(error.format_message()), f"Usage: {usage(command, channel)}"]
    if isinstance(error, click.MissingParameter):
        lines.append(f"For example: {channel.line(command.details.examples[0])}")
    elif type(error) is click.UsageError and (quoted := _quoted(command, words)):
        lines.append(f"More words than one need quotes: {channel.line(f'{command.name} {spelled(quoted)}')}")
    return "\n".join(lines)


def spelled(words: Sequence[str]) -> str:
    """Words as they are typed, in quotes where they need them."""
    return " ".join(f'"{word}"' if not word or " " in word else word for word in words)


def _quoted(command: Command, words: Sequence[str]) -> list[str] | None:
    """The words with those in one that follow an option for free text; None where nothing changes."""
    options = [one.opts[0] for one in command.details.params if one.metavar == TEXT]
    start = next((n for n, word in enumerate(words, 1) if word in options), len(words))
    end = next((n for n in range(start, len(words)) if words[n].startswith("--")), len(words))
    return [*words[:start], " ".join(words[start:end]), *words[end:]] if end > start + 1 else None


def parameters(command: Command) -> list[click.Parameter]:
    """The command's parameters as click knows them: every command also takes `--json`."""
    as_json = click.Option(["--json", "as_json"], is_flag=True, help="Answer with one JSON document.")
    return [*command.details.params, as_json]


def usage(command: Command, channel: Channel = Channel.GITHUB) -> str:
    """`/gt convoy create "TITLE" REF... [--notify [ADDR]] [--human]`."""
    parts = [channel.line(command.name)]
    for param in command.details.params:
        if isinstance(param, click.Option):
            parts.append(_option(param))
        else:
            parts.append(param.make_metavar(_context()))
    return " ".join(parts)


def _option(option: click.Option) -> str:
    choices = "|".join(option.type.choices) if isinstance(option.type, click.Choice) else None
    value = "" if option.is_flag else f" {choices or option.make_metavar(_context())}"
    text = f"{option.opts[0]}{value}"
    return text if option.required else f"[{text}]{'...' if option.multiple else ''}"


def _context() -> click.Context:
    return click.Context(click.Command(""))


def _plain_lines(blocks: Sequence[Block], source: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Number and text of the lines of paragraphs that stand at the margin, outside quotes."""
    for block in blocks:
        # A heading too: a signature's `--` below a command makes one of it.
        if block.kind == "html" or block.quoted:
            continue
        for offset, line in prose_lines(block.content):
            # An indented line is no command; the paragraph's content has lost the indentation.
            if source[block.start + offset].startswith(line[:1] or " "):
                yield block.start + offset, line


def _prose(blocks: Sequence[Block], source: Sequence[str]) -> list[str]:
    """The lines as `mails.repeated` wants them."""
    lines = [""] * len(source)
    for block in blocks:
        if block.kind != "html":
            shown = source[block.start : block.end]
            lines[block.start : block.end] = [f"> {line}" for line in shown] if block.quoted else shown
    return lines


def _line(text: str) -> Line:
    match = _LINE.match(text)
    typed, odd = (match[0], match["odd"]) if match else ("", "")
    family = typed.removesuffix(odd).lower()
    if odd:
        return Line(text, problem=mistyped.sign_behind(typed, f"{family} {text[len(typed) :].strip()}"))
    try:
        words = split(text[len(family) :])
    except Unclosed as exc:
        return Line(text, problem=str(exc))
    first = {"/gt": (), "/convoy": ("convoy",), "/bd": ("bd",)}[family]
    return Line(text, (*first, *words))
