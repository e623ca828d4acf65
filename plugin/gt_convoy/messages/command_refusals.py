"""Why a command was not done: what it named is not there, not allowed or too much."""

from collections.abc import Sequence

from gt_convoy.domain.audience import Audience, Channel
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.errors import Shut, ShutPlace
from gt_convoy.domain.references import convoy_id
from gt_convoy.messages import landing_words
from gt_convoy.messages.words import clean, plural


def no_such_convoy(number: int, channel: Channel) -> str:
    """Nothing is there, or nothing we can read."""
    return f"{convoy_id(number)}: there is no such convoy. See `{channel.line('convoy list --all')}`"


def left_hq(number: int, hq: str, channel: Channel) -> str:
    """It was a convoy; where its issue was moved to is not for all to know."""
    all_of_them = channel.line("convoy list --all")
    return f"{convoy_id(number)}: its issue is not in {hq} any more. See `{all_of_them}`"


def not_a_convoy(number: int, labelled: bool, channel: Channel) -> str:
    """An issue of HQ that is none."""
    why = "whoever opened it has no write role on HQ" if labelled else "it has no label `convoy`"
    all_of_them = channel.line("convoy list --all")
    return f"{convoy_id(number)}: that issue is not a convoy, because {why}. See `{all_of_them}`"


def too_long(length: int, largest: int, count: int) -> str:
    """A body that GitHub would refuse."""
    return (
        f"the convoy's text would have {length:,} characters with {plural(count, 'issue')}, "
        f"and GitHub allows {largest:,}. Make it two convoys"
    )


def no_title(channel: Channel) -> str:
    """A convoy without a name."""
    line = channel.line('convoy create "TITLE" REF...')
    return f"the title is missing. Write it first, in quotes: {line}"


def title_needs_quotes(words: str, channel: Channel) -> str:
    """The words behind the first one are no references."""
    return f"a title of several words needs quotes: {channel.line(f'convoy create {words}')}"


def no_issue(title: str, channel: Channel) -> str:
    """A convoy of nothing."""
    line = channel.line(f'convoy create "{clean(title)}" gt-12 bd-7')
    return f"name at least one issue to track behind the title: {line}"


def role_too_low(login: str, role: str, needed: str, hq: str) -> str:
    """The asker's role does not allow it."""
    return f"@{login} has the role {role} on {hq}, and this command needs {needed}"


def may_not_land(login: str, role: str, needed: str, convoy: Convoy, audience: Audience) -> str:
    """Somebody who is neither the convoy's owner nor may write to HQ."""
    owner = landing_words.owner_of(convoy, audience)
    who = f"its owner @{owner} or somebody" if owner else "somebody"
    return (
        f"{convoy.id}: @{login} may not land it, with the role {role} on {audience.names.hq}. "
        f"Ask {who} with the role {needed} there"
    )


def launch_of_closed(convoy: Convoy, channel: Channel) -> str:
    """A closed convoy has nothing to hand out."""
    return f"{convoy.id} is closed. Open it first: {channel.line(f'convoy reopen {convoy.id}')}"


def nobody_to_launch(convoy: Convoy, channel: Channel) -> str:
    """No crew is named, written or configured."""
    line = channel.line(f"convoy launch {convoy.id} --to @login,@login")
    return f"{convoy.id} has no crew. Name who is to get its issues: {line}"


def not_launched(convoy: Convoy, channel: Channel) -> str:
    """Nothing is handed out that could be stopped, or go on."""
    return f"{convoy.id} is not launched: {channel.line(f'convoy launch {convoy.id}')}"


def owned_until(until: str, either: Sequence[str], channel: Channel) -> str:
    """`--owned` with an `--until` that says otherwise; `either` are the words without one of them."""
    lines = [f"  {channel.line(f'convoy create {words}')}" for words in either]
    return "\n".join(
        [f"--owned means --until by-hand, and --until {until} says otherwise. Leave one of them out:", *lines]
    )


def no_such_account(mention: str) -> str:
    """Nobody to tell."""
    return f"{mention}: GitHub has no such account"


def no_sub_issues(word: str) -> str:
    """An epic with nothing below it."""
    return f"{word}: it has no sub-issues that could be tracked"


def skipped(name: str, why: str) -> str:
    """An issue below an epic that is not tracked."""
    return f"  – {name}: skipped, {why}"


def cycle(name: str, number: int) -> str:
    """A convoy must not wait for itself."""
    return f"{name}: {convoy_id(number)} would track itself"


def too_many_commands(obeyed: int, left: int) -> str:
    """A comment holds more commands than are done at once."""
    return (
        f"only the first {obeyed} commands of a comment are done; this one and what follows it "
        f"({plural(left, 'command')}) are not. Give them in another comment"
    )


def too_many(login: str) -> str:
    """Only logged: whoever asks too often gets a reaction and no reply."""
    return f"@{login} has had as many replies as one gets in ten minutes"


def perhaps_repeated(line: str) -> str:
    """A command that may be another person's, which a mail program repeated."""
    return (
        f"{clean(line)}: not done, because it stands below other text and may only be repeated from a mail. "
        "If you want it, give it alone in a new comment"
    )


def our_mistake(command: str | None) -> str:
    """Something that neither the asker nor GitHub did wrong."""
    return (
        "gt-convoy failed at that by a mistake of its own. Look what came of it before you give the command "
        f"again; whoever runs gt-convoy finds the reason in its log under {command}"
    )


_SHUT = {
    Shut.ARCHIVED: "{} is archived, so nothing can be written there: unarchive it in its settings",
    Shut.NO_ISSUES: "the issues of {} are switched off: switch them on in its settings",
    Shut.LOCKED: "{} is locked: unlock the conversation",
}


def shut(place: ShutPlace) -> str:
    """Why nobody can write there, and what to do."""
    return _SHUT[place.why].format(place.where)


def github_refused(command: str | None) -> str:
    """Something that the asker cannot mend; the log tells more under the same id."""
    return (
        f"GitHub did not let gt-convoy do that. Whoever runs it finds the reason in its log under {command}"
    )
