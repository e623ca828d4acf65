"""Texts of a wanted length that are meant to hurt who reads Markdown.

The kinds are those that cmark-gfm tests itself with, and those that are dear to this program: lists, quotes,
references, markers, commands.
"""

from collections.abc import Callable, Iterator
from itertools import accumulate, count, takewhile

Hostile = Callable[[int], str]  # from a length to a text that is no longer


def many(piece: str) -> Hostile:
    return lambda size: piece * (size // len(piece))


def below(head: str, piece: str) -> Hostile:
    return lambda size: head + many(piece)(size - len(head))


def around(left: str, middle: str, right: str) -> Hostile:
    return lambda size: left * (size // 2 // len(left)) + middle + right * (size // 2 // len(right) - 1)


def growing(line: Callable[[int], str]) -> Hostile:
    """Pieces for 1, 2, 3 and on, as many as there is room for."""
    return lambda size: "".join(_while_room(line, size))


def _while_room(line: Callable[[int], str], size: int) -> Iterator[str]:
    lengths = accumulate(len(line(n)) for n in count(1))
    return (line(n + 1) for n, _ in enumerate(takewhile(lambda length: length <= size, lengths)))


ONE_SIGN = ("a", " ", "\t", "\n", "[", "]", "`", ">", "*", "-", "#", "=", "|", "<", "\\", "\0", "\ue000")
PIECES = ("- ", "> ", "> 1. - ", "# ", "a_ ", "_a ", "a]", "[a", "*a_ ", "[ a_", "[ (](", "![[]()")
LINKS = ("[a](<b", "[a](b", "<a:", "www.a.", "a@b.", "&amp;&#0;", "`` ` ", "On a ")
TAGS = ("<!--", "<!-- -", "<h", "</a", "<?", "<!A ", "<![CDATA[", "<a b='", "<a b=c ")
LINES = (
    "<!--",
    "> x",
    "| a",
    "|",
    "a|b",
    "-|",
    "-|-",
    "[a]:",
    "[a]: b '",
    "***",
    "```",
    "~~~a",
    "-",
    "1.",
    "\\",
)
BLOCKS = (
    "a\n=",
    "a\n-|",
    "aaa\rbbb\n-\v",
    "<div>",
    "<x>\n",
    "<!-- x -->",
    "- a\n\n",
    "On a wrote:",
    "1. \n\n",
)
MAILS = (
    "On 1 a:",
    "On 9:00 x",
    "From: 9:00",
    "Do: a@b.c",
    "Message ID: <",
    "-----Original Message",
)
OURS = (
    "- [ ] gt-1",
    "- [ ] gt-1: \0",
    "- [ ] **a** [b (#1)](c) `d` ~~e~~ #1, gt-2",
    f"- [ ] {'[' * 100} #1",
    f"- [ ] {'*a ' * 100} #1",
    "### Tracked issues\n- [ ] gt-1",
    "<!-- gt-convoy:status -->",
    '<!-- gt-convoy {"v":1} -->',
    "/gt convoy status",
    '/gt convoy create "',
)

HOSTILE: dict[str, Hostile] = {
    **{f"nothing but {sign!r}": many(sign) for sign in (*ONE_SIGN, *PIECES, *LINKS, *TAGS)},
    **{f"{piece!r} within a line": below("x ", piece) for piece in ("`", "<!--", "<a ", "<?", "a\n", "<a\n")},
    **{f"lines of {line!r}": many(f"{line}\n") for line in (*LINES, *BLOCKS, *MAILS, *OURS)},
    "strong text in slanted text": around("*a **a ", "b", " a** a*"),
    "brackets in brackets": around("[", "a", "]"),
    "ends that are multiples of three": below("a**b", "c* "),
    "longer and longer backticks": growing(lambda n: f"e{'`' * n}"),
    "a code span over lines": lambda size: f"`{many('a' + chr(10))(size - 2)}`",
    "deeper and deeper bullets": growing(lambda n: f"{'  ' * n}- [ ] gt-{n}\n"),
    "deeper and deeper numbers": growing(lambda n: f"{'   ' * n}1. a\n"),
    "deeper and deeper quotes": growing(lambda n: f"{'>' * n} - [ ] gt-{n}\n"),
    "bullets that go up and down 40 levels": growing(lambda n: f"{'  ' * (n % 40)}- [ ] gt-{n}\n"),
    "lines that go on in 100 quotes": below(f"{'> ' * 100}a\n", "a\n"),
    "lines that go on in 100 bullets": below(f"{'- ' * 100}a\n", "a\n"),
    "lines that go on in quotes in bullets": below(f"{'> - ' * 60}a\n", "a\n"),
    "blank lines in 100 bullets": below(f"{'- ' * 100}a\n", "\n"),
    "definitions of links": growing(lambda n: f"[{n}]: u\n[0] "),
    "definitions of footnotes": growing(lambda n: f"[^{n}]: u\n[^0] "),
    "a definition without end": below("[", "\\]"),
    "a table of many columns and rows": lambda size: f"{many('a|')(size // 4)}\n{many('-|')(size // 4)}\n"
    + many("a\n")(size // 2 - 2),
    "subscribers": below("### Subscribers\n", "- @joe\n"),
    "references, each another": growing(lambda n: f"- [ ] gt-{n}: x\n"),
    "a reference without end": below("- [ ] ", "a-"),
    "a number without end": below("- [ ] #", "9"),
    "an address without end": below("- [ ] https://github.com/", "a/"),
    "references without end": below("- [ ] ", "#1, "),
    "references in one line, each another": lambda size: f"- [ ] {growing(lambda n: f'#{n} ')(size - 6)}",
    "words and references without end": below("- [ ] x ", "#1 a-1 "),
    "lines of one item, each with a reference": below("- [ ] x\n", "  #1 a\n"),
    "brackets before a reference": below("- [ ] #1 ", "[a](b "),
    "a marker nested without end": below('<!-- gt-convoy {"a":', "["),
    "lines of an attribution's length": many(f"{'On ' * 98}9:00:\n"),
    "attributions over three lines": many(f"{'On ' * 30}\n{'On ' * 30}\n{'9:00 ' * 20}:\n\n"),
    "a mail's fields with blanks": many(f"Cc: {' ' * 190}9:00\nx:{' ' * 190}\n"),
    "an attribution without end": below("On 9:00 ", "On "),
    "an address of a mail without end": below("On 9:00 <", "a."),
    "a field without end": below("From: 9:00\nTo: ", "* "),
    "line ends, each in another mail": below("On 9:00 a wrote:\n> ", "\n> "),
    "a command without end": below("/gt ", "a "),
    "a title without end": below('/gt convoy create "', "\\a"),
}  # fmt: skip
