"""References: how issues, convoys and rigs are named, read and shown."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from gt_convoy.domain.errors import UserError
from gt_convoy.domain.safe_text import look_alikes, normalized

# GitHub's own rules for names; the number is a 32-bit Int in GitHub's GraphQL schema.
OWNER = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})"
REPO = rf"{OWNER}/(?!\.{{1,2}}(?![\w.-]))[\w.-]{{1,100}}"
REPO_NAME = re.compile(REPO, re.ASCII)
PREFIX = r"[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*?"
RIG = r"[A-Za-z0-9](?:[\w.-]{0,99})"
LARGEST_NUMBER = 2**31 - 1
LARGEST_ID = 2**63 - 1  # of comments, issues, repositories
OF_HQ = ("hq", "hq-cv")  # prefixes that only convoys have

# A reference ends where no further character could belong to it.
_END = r"(?![\w/#-])"
_NUMBER = r"(?P<number>[0-9]+)"
_FORMS = rf"(?:(?P<repo>{REPO})#|(?P<rig>{RIG})#|\#|(?P<prefix>{PREFIX})-){_NUMBER}{_END}"
_NAMED = re.compile(_FORMS, re.ASCII)
# In a text one begins where nothing before it could belong to it, or says that it is none: `&#12;`, `\#12`.
_IN_TEXT = re.compile(
    rf"(?<![\w/#&@\\.-])(?:(?P<url>[hH][tT][tT][pP][sS]?://[^\s<>\0\ufffc]+)|{_FORMS}(?!\.[0-9]))", re.ASCII
)
_NEXT_URL = re.compile(r",(?=https?://)", re.IGNORECASE)
_COLOUR = re.compile(r"#(?:[0-9]{6}|[0-9]{8})", re.ASCII)
_URL_PATH = re.compile(
    rf"/(?P<repo>{REPO})/(?:issues|pull)/{_NUMBER}(?:/(?:files|changes|commits|checks))?/?"
    r"(?:[?#][^\s,]*)?(?=[.,:;!)]*(?:\s|$)|,)",
    re.ASCII,
)
_CONVOY = re.compile(r"(?:hq-cv-|hq-|#)?(?P<number>[0-9]+)", re.ASCII | re.IGNORECASE)


class BadReference(UserError):
    """A text that names no issue; says which text and what is wrong with it."""

    def __init__(self, text: str, why: str) -> None:
        """`text` is what was typed, `why` the rest of the sentence."""
        self.text = text
        self.why = f"{why}. It holds {', '.join(odd)}" if (odd := look_alikes(text)) else why
        super().__init__(f"{text}: {self.why}")


@dataclass(frozen=True, slots=True, eq=False)
class Ref:
    """An issue or pull request: `owner/repo` and number. Equal without regard to case, as on GitHub."""

    repo: str
    number: int

    @property
    def key(self) -> tuple[str, int]:
        """The form that compares: repository in lower case, number."""
        return (self.repo.lower(), self.number)

    @property
    def owner(self) -> str:
        """The account that owns the repository."""
        return self.repo.partition("/")[0]

    def __eq__(self, other: object) -> bool:
        """Same repository, whatever its letters' case, and same number."""
        if not isinstance(other, Ref) or self.number != other.number:
            return False
        return self.repo == other.repo or self.repo.lower() == other.repo.lower()

    def __hash__(self) -> int:
        """Agree with `==`."""
        return hash((self.repo.lower(), self.number))

    def __str__(self) -> str:
        """GitHub's full form, `owner/repo#12`."""
        return f"{self.repo}#{self.number}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference in a text: what it names, how, and where."""

    ref: Ref
    start: int
    end: int
    kind: Literal["full", "bare", "colour", "url"]  # bare: `#12`; colour: `#123456`, a number or a colour


@dataclass(frozen=True, slots=True)
class Rig:
    """A repository with the names that people use for it."""

    name: str
    repo: str
    prefix: str | None = None


@dataclass(frozen=True)
class Names:
    """What names mean here: HQ, the rigs, and the address of GitHub's web pages."""

    hq: str
    rigs: tuple[Rig, ...] = ()
    web: str = "https://github.com"

    @cached_property
    def _by_prefix(self) -> dict[str, Rig]:
        return {rig.prefix.lower(): rig for rig in self.rigs if rig.prefix}

    @cached_property
    def _by_name(self) -> dict[str, Rig]:
        return {rig.name.lower(): rig for rig in self.rigs}

    @cached_property
    def _by_repo(self) -> dict[str, Rig]:
        return {rig.repo.lower(): rig for rig in self.rigs}

    def rig(self, text: str) -> Rig:
        """The rig with this name, prefix or repository. Raises UserError with the names there are."""
        wanted = text.lower()
        for known in (self._by_name, self._by_repo, self._by_prefix):
            if wanted in known:
                return known[wanted]
        raise UserError(f"{text}: no such rig. {_one_of(rig.name for rig in self.rigs)}")

    def is_rig(self, repo: str) -> bool:
        """Whether `owner/repo` is one of the rigs."""
        return repo.lower() in self._by_repo

    def is_hq(self, repo: str) -> bool:
        """Whether `owner/repo` is HQ."""
        return repo.lower() == self.hq.lower()

    def convoy_ref(self, number: int) -> Ref:
        """The issue that is the convoy with this number."""
        return Ref(self.hq, number)

    def parse(self, text: str, here: str | None = None) -> Ref:
        """The issue that `text` names; `#12` is in `here` (HQ if not given). Raises BadReference."""
        found = self.leading(text, here)
        if found and found[1] == len(text):
            return found[0]
        raise BadReference(text, self._why_not(text))

    def leading(self, text: str, here: str | None = None) -> tuple[Ref, int] | None:
        """The reference that `text` begins with, and its length; None if it begins with none."""
        match = self._match(text)
        number = _number(match)
        if match is None or number is None:
            return None
        repo = match["repo"] or self._repo(match.groupdict(), here or self.hq)
        return (Ref(repo, number), match.end()) if repo else None

    def within(self, text: str) -> Iterator[Mention]:
        """Every reference in a text, in order. Addresses of other sites hold none."""
        for match in _IN_TEXT.finditer(text):
            if match["url"]:
                yield from self._addresses(match["url"], match.start())
            elif found := self.leading(match[0]):
                bare = match[0].startswith("#")
                colour = _COLOUR.fullmatch(match[0])
                yield Mention(found[0], *match.span(), "colour" if colour else "bare" if bare else "full")

    def address(self, text: str) -> Ref | None:
        """The issue whose page has this address, whatever stands behind it; None if it is no such page."""
        found = self.leading(text) if text.lower().startswith(("http://", "https://")) else None
        return found[0] if found and found[1] == len(text) else None

    def _addresses(self, text: str, at: int) -> Iterator[Mention]:
        for piece in _NEXT_URL.split(text):
            url = piece.partition(",")[0].rstrip("?!.:;*_~'\"”’»)]}")
            if ref := self.address(url):
                yield Mention(ref, at, at + len(url), "url")
            at += len(piece) + 1

    def convoy(self, text: str) -> int:
        """The number of the convoy that `text` names, in any form of the contract. Raises BadReference."""
        if number := _number(_CONVOY.fullmatch(text)):
            return number
        found = self.leading(text)
        if found and found[1] == len(text) and self.is_hq(found[0].repo):
            return found[0].number
        raise BadReference(text, f"not a convoy. Use hq-cv-12, 12, {self.hq}#12 or its address")

    def is_like_one(self, word: str) -> bool:
        """Whether a word has the form of references, be they known or not, or only looks so."""
        parts = (part.rstrip(".;:!") for part in normalized(word).split(","))
        return all(_NAMED.fullmatch(p) or p.lower().startswith(("http://", "https://")) for p in parts if p)

    def unknown_prefix(self, word: str) -> str | None:
        """The prefix of a word in the short form, `gt-12`, that no rig has; None for any other word."""
        match = _NAMED.fullmatch(word.rstrip(".,;:!"))
        prefix = match["prefix"] if match and _number(match) else None
        return None if not prefix or prefix.lower() in (*self._by_prefix, *OF_HQ) else prefix

    def show(self, ref: Ref) -> str:
        """`gt-12` where a rig has a prefix, else `owner/repo#12`."""
        rig = self._by_repo.get(ref.repo.lower())
        return f"{rig.prefix}-{ref.number}" if rig and rig.prefix else str(ref)

    def url(self, ref: Ref) -> str:
        """The address of the issue's page (GitHub redirects it for a pull request)."""
        return f"{self.web}/{ref.repo}/issues/{ref.number}"

    def _match(self, text: str) -> re.Match[str] | None:
        if not text.startswith(("h", "H")) or not text[:8].lower().startswith(("http://", "https://")):
            return _NAMED.match(text)
        host = urlsplit(self.web).netloc
        start = text.find("/", text.index("//") + 2)
        if start < 0 or text[text.index("//") + 2 : start].lower() not in (
            host.lower(),
            f"www.{host}".lower(),
        ):
            return None
        return _URL_PATH.match(text, start)

    def _repo(self, parts: dict[str, str | None], here: str) -> str | None:
        if rig := parts.get("rig"):
            return self._by_name[rig.lower()].repo if rig.lower() in self._by_name else None
        if prefix := parts.get("prefix"):
            return self._by_prefix[prefix.lower()].repo if prefix.lower() in self._by_prefix else None
        return here

    def _why_not(self, text: str) -> str:
        match = _NAMED.fullmatch(text)
        number = _number(match)
        if match and not match["number"].strip("0"):
            return "issues are numbered from 1"
        if match and number is None:
            return "GitHub has no issue with such a number"
        if match and match["prefix"]:
            of_hq = f"an issue of HQ is written {self.hq}#{number}, or #{number} there"
            unknown = f"unknown prefix {match['prefix']!r}. {_one_of(self._by_prefix)}"
            return of_hq if match["prefix"].lower() in OF_HQ else unknown
        if match and match["rig"]:
            return f"unknown rig {match['rig']!r}. {_one_of(rig.name for rig in self.rigs)}"
        if text.lower().startswith(("http://", "https://")):
            return f"not the address of an issue or pull request on {self.web}"
        return "not a reference. Use gt-12, rig#12, owner/repo#12, #12 or an issue's address"


def convoy_id(number: int) -> str:
    """A convoy's id, `hq-cv-12`."""
    return f"hq-cv-{number}"


def _number(match: re.Match[str] | None) -> int | None:
    """The number that was matched, if an issue can have it; hostile ones are longer than `int` reads."""
    if match is None:
        return None
    digits = match["number"]
    if len(digits) > 10:
        digits = digits.lstrip("0")
    number = int(digits) if digits and len(digits) <= 10 else 0
    return number if 0 < number <= LARGEST_NUMBER else None


def _one_of(known: Iterable[str]) -> str:
    names = ", ".join(known)
    return f"Known: {names}" if names else "None is configured: see `rigs` in the configuration"
