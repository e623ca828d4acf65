import itertools
import time
from pathlib import Path

import pytest

from gt_convoy.config.loader import load, loads
from gt_convoy.domain.errors import Problems, UserError


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(Problems) as caught:
        loads(text, "c.yaml")
    return caught.value.problems


WRONG = [
    ("an empty file", "", "c.yaml:1: `hq` is missing"),
    ("nothing but a comment", "# hq: acme/hq\n", "c.yaml:1: `hq` is missing"),
    ("a list", "- hq", "c.yaml:1: must be a mapping"),
    ("a word", "hq", "c.yaml:1: must be a mapping"),
    ("null", "~", "c.yaml:1: must be a mapping"),
    ("hq without a value", "\nhq:", "c.yaml:2: hq: must be text"),
    ("a repository without owner", "hq: x", "c.yaml:1: hq: must be a repository, written owner/repo"),
    (
        "a repository with a line end",
        "hq: |\n  a/b\n",
        "c.yaml:1: hq: must be a repository, written owner/repo",
    ),
    (
        "an address for a repository",
        "hq: https://github.com/a/b",
        "c.yaml:1: hq: must be a repository, written",
    ),
    ("a repository called ..", "hq: a/..", "c.yaml:1: hq: must be a repository, written owner/repo"),
    ("a misspelt key", "hq: a/b\nrig: {}", "c.yaml:2: rig: is not a key here; did you mean rigs?"),
    ("an unknown key", "hq: a/b\nzzz: 1", "c.yaml:2: zzz: is not a key here. Known: hq, rigs, addresses,"),
    (
        "an unknown key in a rig",
        "hq: a/b\nrigs:\n  g:\n    repo: a/b\n    perfix: g",
        "c.yaml:5: rigs.g.perfix:",
    ),
    ("tries that are a word", "hq: a/b\ncrew: {tries: two}", "c.yaml:2: crew.tries: must be a whole number"),
    ("fewer tries than none", "hq: a/b\ncrew: {tries: -1}", "c.yaml:2: crew.tries: -1 is less than"),
    ("true for tries", "hq: a/b\ncrew: {tries: true}", "c.yaml:2: crew.tries: must be a whole number"),
    ("an unknown worker", "hq: a/b\ncrew: {workers: [amber]}", "c.yaml:2: crew.workers.0: amber: unknown"),
    (
        "a team as a worker",
        "hq: a/b\ncrew: {workers: ['@acme/all']}",
        "c.yaml:2: crew.workers.0: @acme/all: @acme/all is a team",
    ),
    ("a rig without repository", "hq: a/b\nrigs:\n  g: {}", "c.yaml:3: rigs.g: `repo` is missing"),
    ("a rig that is a word", "hq: a/b\nrigs: {g: a/b}", "c.yaml:2: rigs.g: must be a mapping"),
    ("rigs that are a list", "hq: a/b\nrigs: [a/b]", "c.yaml:2: rigs: must be a mapping"),
    (
        "a rig's name with a blank",
        "hq: a/b\nrigs:\n  a b: {repo: a/b}",
        "c.yaml:3: rigs.a b: is no name for a rig",
    ),
    (
        "a number for a rig's name",
        "hq: a/b\nrigs: {1: {repo: a/b}}",
        "c.yaml:2: rigs.1: is no text: put it in",
    ),
    (
        "a name that YAML takes for true",
        "hq: a/b\naddresses: {on: '@a'}",
        "c.yaml:2: addresses.on: is no text",
    ),
    (
        "a prefix that is a number",
        "hq: a/b\nrigs: {g: {repo: a/b, prefix: 1}}",
        "c.yaml:2: rigs.g.prefix: must be",
    ),
    (
        "a prefix with a hash",
        "hq: a/b\nrigs: {g: {repo: a/b, prefix: 'g#'}}",
        "c.yaml:2: rigs.g.prefix: must be let",
    ),
    (
        "the prefix hq",
        "hq: a/b\nrigs: {g: {repo: a/b, prefix: HQ}}",
        "c.yaml:2: rigs.g.prefix: hq is refused",
    ),
    (
        "the prefix hq-cv",
        "hq: a/b\nrigs: {g: {repo: a/b, prefix: hq-cv}}",
        "c.yaml:2: rigs.g.prefix: hq-cv is ref",
    ),
    (
        "an address that is no mention",
        "hq: a/b\naddresses: {o: alice}",
        "c.yaml:2: addresses.o: must be @login or",
    ),
    (
        "an address with a hash",
        "hq: a/b\naddresses: {'a#1': '@a'}",
        "c.yaml:2: addresses.a#1: is no name for an",
    ),
    (
        "a mention with a line end",
        'hq: a/b\naddresses: {o: "@a\\n"}',
        "c.yaml:2: addresses.o: must be @login or",
    ),
    ("an unknown human", "hq: a/b\nhuman: bob", "c.yaml:2: human: bob: unknown address. Use @login"),
    ("an unknown subscriber", "hq: a/b\nnotify: ['@a', bob]", "c.yaml:2: notify.1: bob: unknown address"),
    ("notify that is a word", "hq: a/b\nnotify: '@a'", "c.yaml:2: notify: must be a list"),
    (
        "an unknown role",
        "hq: a/b\npermissions: {write: god}",
        "c.yaml:2: permissions.write: must be one of read, ",
    ),
    (
        "yes in quotes",
        "hq: a/b\nsling: {auto_convoy_on_assign: 'yes'}",
        "c.yaml:2: sling.auto_convoy_on_assign: m",
    ),
    (
        "an unknown privacy",
        "hq: a/b\nprivate_titles: always",
        "c.yaml:2: private_titles: must be one of private, n",
    ),
    ("a writer with a blank", "hq: a/b\nwriters: [a b]", "c.yaml:2: writers.0: must be a login"),
    (
        "a sweep without unit",
        "hq: a/b\nsweep: {every: '10'}",
        "c.yaml:2: sweep.every: must be a number and s, m,",
    ),
    ("a key twice", "hq: a/b\nhq: a/c", "c.yaml:2: hq: is there twice"),
    ("a rig twice", "hq: a/b\nrigs:\n  g: {repo: a/b}\n  g: {repo: a/c}", "c.yaml:4: rigs.g: is there twice"),
    (
        "a tab",
        "hq: a/b\nrigs:\n\tg: {repo: a/b}",
        "c.yaml:3: not valid YAML: found character '\\t' that cannot",
    ),
    ("an open bracket", "hq: [a", "c.yaml:1: not valid YAML: expected ',' or ']'"),
    ("two documents", "hq: a/b\n---\nhq: a/c", "c.yaml:2: not valid YAML: but found another document"),
    ("a NUL", "hq: a/b\n\0", "c.yaml:2: not valid YAML: special characters are not allowed"),
    (
        "an object of Python's",
        "hq: !!python/name:os.system x",
        "c.yaml:1: not valid YAML: could not determine a",
    ),
    ("a list for a key", "hq: a/b\n? [a]\n: b", "c.yaml:2: not valid YAML: found unhashable key"),
    (
        "an alias",
        "hq: &a a/b\nhuman: *a",
        "c.yaml:2: not valid YAML: an alias (*name) has no place in a config",
    ),
    (
        "a part that holds itself",
        "hq: a/b\nrigs: &a {x: *a}",
        "c.yaml:2: not valid YAML: an alias (*name) has",
    ),
    ("far too many brackets", "[" * 1200, "c.yaml:1: nested too deeply to be a configuration"),
]


@pytest.mark.parametrize(("text", "says"), [pytest.param(t, s, id=name) for name, t, s in WRONG])
def test_what_is_wrong_is_told_with_file_line_and_key(text: str, says: str) -> None:
    (one,) = problems(text)
    assert one.startswith(says)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = """hq: acme
rigs:
  a: {repo: x/y, prefix: gt}
  b: {repo: x/z, prefix: GT}
  c: {repo: X/Y, perfix: gt}
  A: {repo: x/w, prefix: hq}
notify: [nobody]
human: 7
colour: red
"""
    assert sorted(p.removeprefix("c.yaml:")[:36] for p in problems(text)) == [
        "1: hq: must be a repository, written",
        "3: rigs.a: another rig has the same ",
        "4: rigs.b.prefix: GT is taken by the",
        "5: rigs.c.perfix: is not a key here;",
        "5: rigs.c.repo: X/Y is taken by the ",
        "6: rigs.A.prefix: hq is refused: hq-",
        "6: rigs.A: another rig has the same ",
        "7: notify.0: nobody: unknown address",
        "8: human: must be text",
        "9: colour: is not a key here. Known:",
    ]


def test_a_few_lines_that_stand_for_gigabytes_are_refused_at_once() -> None:
    names = "abcdefghi"
    layers = [f"{name}: &{name} [{','.join([f'*{below}'] * 9)}]" for below, name in itertools.pairwise(names)]
    begun = time.process_time()
    problems("\n".join(["a: &a [x, x, x, x, x, x, x, x, x]", *layers]))
    assert time.process_time() - begun < 1


def test_a_missing_file_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"there is no such file. Copy config.example.yaml to .* and set `hq`, or"
    ):
        load(tmp_path / "config.yaml")


@pytest.mark.parametrize("make", ["directory", "latin-1"])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, make: str) -> None:
    path = tmp_path / "config.yaml"
    if make == "directory":
        path.mkdir()
    else:
        path.write_bytes("hq: a/b # é".encode("latin-1"))
    with pytest.raises(UserError, match=r"config.yaml: cannot be read: .+") as caught:
        load(path)
    assert "\n" not in str(caught.value)
