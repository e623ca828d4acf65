"""Which list items are tasks: the kinds of lines that cmark-gfm and others test task lists with.

Where programs differ, the specification decides (https://github.github.com/gfm/#task-list-items-extension-):
a list item whose first block is a paragraph that begins with a box and white space.
"""

import pytest

from gt_convoy.document.body_parser import parse
from tests.rules.building import NAMES

# (sentence, text, each task item: its box as it is shown and its text)
TASKS = [
    ("a box to tick and a ticked one", "- [ ] a\n- [x] b", "[ ] a | [x] b"),
    ("ordered, in turns", "1. [x] a\n2. [ ] b\n3. [X] c", "[x] a | [ ] b | [x] c"),
    ("ordered from nought", "0. [ ] a", "[ ] a"),
    ("a number of nine digits", "123456789. [ ] a", "[ ] a"),
    ("a tab behind the list's mark", "-\t[ ] a", "[ ] a"),
    ("a tab behind the box, and two", "+ [x]\ta\n+ [ ]\t\tb", "[x] a | [ ] b"),
    ("a form feed or a vertical tab behind the box", "- [ ]\fa\n- [x]\vb", "[ ] a | [x] b"),
    ("a hard space behind the blank behind the box", "- [ ] \u00a0a", "[ ] a"),
    ("nested two deep", "- [x] a\n  - [ ] b\n  - [x] c\n- [ ] d", "[x] a | [ ] b | [x] c | [ ] d"),
    ("nested four deep", "- [x] a\n    - [ ] b\n    - [x] c\n- [ ] d", "[x] a | [ ] b | [x] c | [ ] d"),
    ("bullets in numbers, some plain", "1. a\n   * [ ] b\n   * c\n   * [x] d\n2. e", "[ ] b | [x] d"),
    ("three marks on one line", "- 1. * [x] a", "[x] a"),
    ("a loose item with a second paragraph", "- [ ] a\n\n  more\n\n- [x] b", "[ ] a | [x] b"),
    ("a line that goes on without indent", "- [ ] a\nmore", "[ ] a"),
    ("below a paragraph, without a blank line", "text\n- [x] a\n  - [ ] b", "[x] a | [ ] b"),
    ("the number one below a paragraph", "text\n1. [ ] a", "[ ] a"),
    ("above and below a line", "- [ ] a\n***\n- [x] b", "[ ] a | [x] b"),
    ("a box whose name is a link's", "- [x] a\n- [ ] b\n\n[x]: https://x", "[x] a | [ ] b"),
    ("the box at the beginning alone", "- [ ] a [x]\n- [x] b [ ]", "[ ] a [x] | [x] b [ ]"),
    ("the first of two boxes", "- [ ] [x] a", "[ ] [x] a"),
    ("a text that is struck out", "- [ ] ~~a~~", "[ ] ~~a~~"),
]  # fmt: skip

NO_TASKS = [
    ("another sign in the box", "- [@] a\n  - [-] b\n- [✓] c"),
    ("a letter that only looks like it", "- [х] a\n- [ｘ] b"),
    ("two blanks in the box", "- [  ] a"),
    ("a blank before or behind the tick", "- [ x] a\n- [x ] b\n- [ x ] c"),
    ("a tab or a hard space in the box", "- [\t] a\n- [\u00a0] b"),
    ("a line end in the box", "- [\n  ] a"),
    ("boxes without text", "- [ ]\n- [x]\n-\n- [ ]   "),
    ("a hard space behind the box", "- [ ]\u00a0a\n- [x]\u3000b"),
    ("a space of no width behind the box", "- [ ]\u200ba"),
    ("a hard space before the box", "- \u00a0[ ] a"),
    ("a box that is escaped", "- [\\ ] a\n- [ \\] b"),
    ("a box of entities", "- &#91; ] a"),
    ("a box later in the text", "- a [ ] b"),
    ("a box in a second paragraph", "- a\n\n  [ ] b"),
    ("a box on the line below the list's mark", "-\n  [ ] a"),
    ("a box that is a link", "- [x](https://x) a\n- [x][y] b"),
    ("a box in bold, struck out or in HTML", "- **[ ] a**\n- ~~[ ] b~~\n- <b>[ ] c</b>"),
    ("a box behind an HTML comment", "- <!-- a --> [ ] b"),
    ("a heading", "- # [ ] a"),
    ("a paragraph that its underline makes a heading", "- [ ] a\n  ---"),
    ("a table in an item", "- | a |\n  |---|\n  | [ ] b |"),
    ("an alert", "> [!NOTE]\n> - [ ] a"),
    ("code, five blanks behind the list's mark", "-     [ ] a"),
    ("a box below code in its item", "-     code\n\n  [ ] a"),
    ("no blank behind the list's mark", "-[ ] a\n\n1.[ ] b"),
    ("a dash or a dot that is no list's mark", "– [ ] a\n\n• [ ] b"),
    ("a number of ten digits", "1234567890. [ ] a"),
    ("the number two below a paragraph", "text\n2. [ ] a"),
]


@pytest.mark.parametrize(("text", "tasks"), [pytest.param(*r, id=name) for name, *r in TASKS])
def test_a_task_item_begins_with_a_box_and_a_blank(text: str, tasks: str) -> None:
    for whole in (text, text.replace("\n", "\r\n"), text.replace("\n", "\r"), f"{text}\n\n"):
        items = parse(whole, NAMES).items
        assert " | ".join(f"[{'x' if item.ticked else ' '}] {item.text}" for item in items) == tasks


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in NO_TASKS])
def test_no_other_item_is_a_task(text: str) -> None:
    for whole in (text, text.replace("\n", "\r\n"), text.replace("\n", "\r"), f"{text}\n\n"):
        assert parse(whole, NAMES).items == ()
