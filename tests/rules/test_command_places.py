import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gt_convoy.commands.parser import command_lines
from gt_convoy.events.payloads import COMMAND
from gt_convoy.messages.reply import comment
from tests.rules.building import IN_HQ, Said

GT = "/gt convoy status"

# (sentence, comment, how many commands)
PLACES = [
    ("alone", GT, 1),
    ("with a line end", f"{GT}\n", 1),
    ("with CRLF", f"Hello\r\n\r\n{GT}\r\nThanks\r\n", 1),
    ("in the midst of a paragraph", f"Hello,\n{GT}\nthanks", 1),
    ("several in one comment", f"{GT}\ntext\n/convoy list\n\n/bd dep add hq-cv-1 gt-1 --type=tracks", 3),
    ("with a tab behind it", "/gt\tconvoy status", 1),
    ("in capitals", "/GT convoy status\n/Convoy list", 2),
    ("below a heading", f"# Hello\n{GT}", 1),
    ("above a signature's hyphens, which make a heading of it", f"{GT}\n--\nJoe", 1),
    ("below a list, at the margin", f"- item\n\n{GT}", 1),
    ("below a list item, without a blank line", f"- item\n{GT}", 1),
    ("below a quote and a blank line", f"> {GT}\n\n{GT}", 1),
    ("below a table and a blank line", f"| a |\n|---|\n| b |\n\n{GT}", 1),
    ("below a list that ends a table", f"| a |\n|---|\n2. b\n\n{GT}", 1),
    ("below a heading that ends a table", f"| a |\n|---|\n| b |\n# c\n{GT}", 1),
    ("below a closed fence", f"```\n{GT}\n```\n{GT}", 1),
    ("below a comment that is closed", f"<!-- {GT} -->\n{GT}", 1),
    ("behind code that is closed", f"`a` and `b`\n{GT}\n`c`\n{GT}", 2),
    ("behind a backtick that is never closed", f"it`s\n{GT}", 1),
    ("behind an escaped backtick", f"a \\`\n{GT}\nb \\`", 1),
    ("behind a comment that is never closed, in a paragraph", f"a <!-- b\n{GT}", 1),
    ("behind a line broken by a backslash", f"a\\\n{GT}", 1),
    ("in details, which are shown as usual", f"<details>\n<summary>x</summary>\n\n{GT}\n\n</details>", 1),
    ("above a repeated mail", f"{GT}\n\nOn Mon, Jan 5, 2026 at 9:00 AM Joe <joe@acme.org> wrote:\n> {GT}", 1),
    ("with blanks and tabs behind it", f"{GT} \t \n", 1),
    ("with another command behind it, which is its words", f"{GT} {GT}", 1),
    ("below a line across the page", f"---\n{GT}", 1),
    ("below a quote whose fence is never closed", f"> ```\n{GT}", 1),
    ("below a list item whose fence is never closed", f"- a\n  ```\n{GT}\n  ```", 1),
    ("below a comment that ends within a line", f"<!-- a --> b\n{GT}", 1),
    ("below backticks that are no fence, for one follows them", f"``` a`b\n{GT}", 1),
    ("below a link's definition", f"[a]: https://x\n{GT}", 1),
    ("below a list item's second paragraph, at the margin", f"- a\n\n  b\n\n{GT}", 1),
    ("below the end of an HTML block", f"<div>\na\n</div>\n\n{GT}", 1),
    ("between `<!--` and `-->` of two paragraphs, which hide nothing", f"a <!-- b\n\n{GT}\n\n--> c", 1),
    ("behind HTML in a line", f"a <b>b</b> <br>\n{GT}", 1),
    ("in bold text over lines", f"**a\n{GT}\nb**", 1),
    ("in a link's text over lines", f"[a\n{GT}\nb](https://x)", 1),
    ("behind a mention of another robot", f"@bors r+\n/lgtm\n{GT}", 1),
    ("nothing", "", 0),
    ("no command at all", "Hello /gt convoy status", 0),
    ("the word alone, which asks for help", "/gt", 1),
    ("the word alone on its line", "/gt\nconvoy status\n/convoy\n/bd", 3),
    ("the word alone on its line, with CRLF", "Hello\r\n/gt\r\nThanks", 1),
    ("the word alone with blanks behind it", "/gt  \t", 1),
    ("the word in code", "`/gt`\n> /gt\n    /gt", 0),
    ("a longer word", "/gtx convoy status\n/convoys list", 0),
    ("a path", "/gt/convoy status", 0),
    ("another word behind the word", "/gt@acme list\n/gt-convoy list\n/gt,list\n/gt\u200blist", 0),
    ("a sign behind the word, which is answered", "/gt: convoy list\n/gt, list\n/gt. List\n/gt;", 4),
    ("something unseen behind the word, which is answered", "/gt\u200b convoy list\n/gt\ufeff\tlist", 2),
    ("white space of any kind", "/gt\u00a0convoy status\n/gt\u3000convoy list\n/gt\u2003list", 3),
    ("two slashes, one escaped, one wide", f"/{GT}\n\\{GT}\n／gt convoy list\n&#47;gt list", 0),
    ("a word of another alphabet", "/ɡt convoy status", 0),
    ("behind a mention", f"@gt-convoy {GT}", 0),
    ("behind a tab", f"\t{GT}\n\na\n\t{GT}", 0),
    ("behind a space of no width, or a byte order mark", f"\u200b{GT}\n\n\ufeff{GT}", 0),
    ("behind what is a line end to others", f"a\u2028{GT}\u0085{GT}\v{GT}\f{GT}", 0),
    ("in bold, a link or an image", f"**{GT}**\n[{GT}](https://x)\n![{GT}](https://x)", 0),
    ("in a numbered item or a task", f"1. {GT}\n2. [ ] {GT}", 0),
    ("in an alert", f"> [!NOTE]\n> {GT}", 0),
    ("in a quote of a quote", f"> a\n> > b\n{GT}", 0),
    ("in a fence of a list item", f"- a\n  ```\n  {GT}\n  ```\n", 0),
    ("in a fence whose end stands too deep", f"```\na\n    ```\n{GT}", 0),
    ("in a fence whose end is too short, or of the other kind", f"````\n```\n~~~~\n{GT}", 0),
    ("in a fence whose end says a language", f"```\na\n``` text\n{GT}", 0),
    ("in a fence of another program's language", f"```suggestion\n{GT}\n```", 0),
    ("below a tag alone, which begins an HTML block", f"<br>\n{GT}\n\n</details>\n{GT}", 0),
    ("in a script, a style or a text area", f"<script>\n\n{GT}\n</script>\n<style>\n\n{GT}\n</style>", 0),
    ("in an HTML declaration", f"<?php\n\n{GT}\n?>\n<![CDATA[\n\n{GT}\n]]>\n<!X\n{GT}\n>", 0),
    ("in a link's definition, which nobody sees", '[a]:\n/gt "convoy list"', 0),
    ("indented by a blank", f" {GT}", 0),
    ("indented within a paragraph", f"a\n   {GT}", 0),
    ("behind a space that is none of ASCII's", f"\u00a0{GT}", 0),
    ("in a fence", f"```\n{GT}\n```", 0),
    ("in a fence of tildes", f"~~~sh\n{GT}\n~~~", 0),
    ("in a fence that is never closed", f"```\n{GT}", 0),
    ("in indented code", f"a\n\n    {GT}", 0),
    ("in a quote", f"> {GT}", 0),
    ("in a quote that goes on without its mark", f"> Joe said\n{GT}", 0),
    ("in a quote in a list", f"- > a\n{GT}", 0),
    ("in a list item", f"- {GT}", 0),
    ("in a list item's next line", f"- a\n  {GT}", 0),
    ("in a heading", f"# {GT}", 0),
    ("in a table's cell", f"| a |\n|---|\n| {GT} |", 0),
    ("in a table's row, which needs no bars", f"| a |\n|---|\n{GT}\n{GT}", 0),
    ("in inline code over lines", f"a `b\n{GT}\nc`", 0),
    ("in inline code of two backticks", f"``\n{GT}\n`\n{GT}\n``", 0),
    ("in an HTML comment", f"<!-- {GT} -->", 0),
    ("in an HTML comment over lines", f"<!--\n{GT}\n\n{GT}\n-->", 0),
    ("in an HTML comment in a paragraph", f"a <!-- b\n{GT}\n-->", 0),
    ("in an HTML comment that is never closed", f"<!--\n{GT}", 0),
    ("in an HTML block", f"<div>\n{GT}\n</div>", 0),
    ("in details that are one HTML block", f"<details>\n{GT}\n</details>", 0),
    ("in preformatted text", f"<pre>\n\n{GT}\n</pre>", 0),
    ("in an HTML tag", f'<a title="\n{GT}">', 0),
    ("in a repeated mail", f"Yes.\n\nOn Mon, Jan 5, 2026 at 9:00 AM Joe <joe@acme.org> wrote:\n\n{GT}", 0),
    ("in another repeated mail", f"Yes.\n\n-----Original Message-----\nFrom: Joe\n\n{GT}", 0),
]


@pytest.mark.parametrize(("text", "count"), [pytest.param(*r, id=name) for name, *r in PLACES])
def test_a_command_counts_where_people_see_one(text: str, count: int) -> None:
    assert len(command_lines(text)) == count
    assert len(command_lines(text.replace("\n", "\r\n"))) == count
    assert len(command_lines(text.replace("\n", "\r"))) == count
    assert len(command_lines(f"/gt help\n\n{text}")) == count + 1


def test_a_command_ends_with_its_line() -> None:
    lines = command_lines('/gt convoy create "A" gt-1\ngt-2 is next\n/gt sling gt-3\n')
    assert [line.words for line in lines] == [("convoy", "create", "A", "gt-1"), ("sling", "gt-3")]
    assert [line.text for line in lines] == ['/gt convoy create "A" gt-1', "/gt sling gt-3"]


pieces = st.sampled_from([
    GT, "`", "``", "```", "<!--", "-->", "> ", "- ", "    ", "\n", "\n\n", "\\", "<a ", ">", "text", "--",
    "| a |", "|---|", "\ue000", "# ", "\r\n", "\0",
])  # fmt: skip
texts = st.lists(pieces, max_size=25).map("".join)


@pytest.mark.parametrize("space", list("\u00a0\u1680\u2003\u2028\u202f\u205f\u3000\t\v\x1f"))
def test_white_space_of_any_kind_separates_words(space: str) -> None:
    (line,) = command_lines(space.join(["/gt", "convoy", '"a b"', "list"]))
    assert (line.words, line.problem) == (("convoy", "a b", "list"), None)


@given(st.sampled_from(["/gt", "/convoy", "/Bd"]), st.text(max_size=3), st.sampled_from(["", " list"]))
def test_the_door_and_the_parser_agree_where_a_command_begins(word: str, behind: str, rest: str) -> None:
    text = f"{word}{behind}{rest}"
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    assert bool(COMMAND.match(first)) == bool(command_lines(first)), (
        "but for Markdown, of which there is none"
    )


@given(st.one_of(texts, st.text()))
def test_whatever_is_said_only_whole_lines_of_it_are_commands(text: str) -> None:
    found = command_lines(text)
    lines = [
        line.rstrip(" \t") for line in text.replace("\0", "\ufffd").replace("\ue000", "\ufffd").splitlines()
    ]
    assert all(line.text.rstrip(" \t") in lines for line in found)
    assert not found or COMMAND.search(text), "the webhook endpoint must not drop it"


@given(st.one_of(texts, st.text()))
def test_what_is_said_in_a_quote_a_fence_or_a_comment_is_no_command(text: str) -> None:
    quoted = "".join(f"> {line}\n" for line in text.replace("\r", "\n").split("\n"))
    assert command_lines(quoted) == []
    assert command_lines(f"{'`' * (text.count('`') + 3)}\n{text}") == []
    assert command_lines(f"<!--\n{text.replace('>', '')}\n-->") == []


@given(st.lists(st.one_of(texts, st.text()), min_size=1, max_size=3))
def test_nothing_that_we_answer_is_a_command(said: list[str]) -> None:
    answer = comment("c1", [(Said(text), Said(text)) for text in said], IN_HQ)
    assert command_lines(answer) == []
    assert not COMMAND.search(answer)
