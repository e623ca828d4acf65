"""The commands: a file each, and the one list that dispatch, help and documentation are made from.

A file is imported when its command is used: listing and finding commands needs none of them.
"""

from collections.abc import Sequence

from gt_convoy.commands.command import Command

HELP = Command("help", "help", "Say what commands there are, or all about one.")

REGISTRY: tuple[Command, ...] = (
    Command("convoy create", "convoy.create", "Make a convoy of issues in any repositories."),
    Command("convoy add", "convoy.add", "Track more issues; a closed convoy reopens."),
    Command("convoy remove", "convoy.remove", "Track issues no longer."),
    Command("convoy status", "convoy.status", "Show how a convoy stands; without an id, every active one."),
    Command("convoy list", "convoy.list", "List convoys: the open ones, unless you ask for others."),
    Command(
        "convoy watch", "convoy.watch", "Be told when a convoy lands; with an address, have somebody told."
    ),
    Command(
        "convoy unwatch",
        "convoy.unwatch",
        "Be told no longer; with an address, have somebody told no longer.",
    ),
    Command(
        "convoy close",
        "convoy.close",
        "Close a convoy: complete, it lands; with --force it is given up and its subscribers hear why.",
    ),
    Command("convoy launch", "convoy.launch", "Hand out a convoy's issues as they become ready."),
    Command("convoy pause", "convoy.pause", "Hand out no more of a convoy's issues for a while."),
    Command("convoy resume", "convoy.resume", "Go on handing out a convoy's issues."),
    Command("convoy until", "convoy.until", "Say when a convoy lands: closed, merged or by-hand."),
    Command("convoy land", "convoy.land", "Land a complete convoy, which perhaps waits for you."),
    Command("convoy reopen", "convoy.reopen", "Open a closed convoy again."),
    Command(
        "convoy check",
        "convoy.check",
        "Look at a convoy now, or at every active one; --dry-run only tells the plan.",
    ),
    Command(
        "convoy stage",
        "convoy.stage",
        "Show in what order a convoy's issues can be worked on, wave by wave, and what comes in no wave.",
    ),
    Command(
        "convoy stranded",
        "convoy.stranded",
        "List convoys with ready work (open, unassigned, unblocked) and nobody on them, or with stuck work.",
    ),
    Command(
        "sling", "sling", "Give issues to a worker, or take them; a convoy is made unless one tracks them."
    ),
    Command(
        "rig status", "rig_status", "Show a rig's workers, their issues and the convoys these belong to."
    ),
    Command("bd dep add", "bd_dep_add", "Track one more issue: the same as `convoy add`."),
    Command("bd update", "bd_update", "Open a closed convoy again: the same as `convoy reopen`."),
    HELP,
)


def find(words: Sequence[str]) -> tuple[Command | None, Sequence[str]]:
    """The command that the words begin with, and the words left; (None, words) if there is none."""
    for command in REGISTRY:
        length = len(command.path)
        if tuple(word.lower() for word in words[:length]) == command.path:
            return command, words[length:]
    return None, words
