"""Break the rules' code in every small way, in a copy, and tell which breaks no test notices.

`python -m scripts.mutate [decision|body|inbox|working]...`; cosmic-ray makes the mutants. What survives and
is explained in tests/mutation/survivors.toml is not told again.
"""

import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import chdir, suppress
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).parent.parent
PARTS = ROOT / "tests" / "mutation"

# One other operator tells as much as eleven. Of comparisons: the opposite, and a boundary moved by one.
OPERATORS = re.compile(
    r"core/(?!ReplaceBinaryOperator|ReplaceComparisonOperator)"
    r"|.*_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|BitOr_BitAnd|BitAnd_BitOr)$"
    r"|.*_(Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is|(Lt|LtE|Gt|GtE)_(Lt|LtE|Gt|GtE))$"
)
# Immutability, slots, types and how arguments may be passed are no behaviour: mypy sees to them.
NOISE = re.compile(r"@dataclass\(|=> .*(/,|\[\w+ & \w+\])")
# Brought once: each mutant is tested in a fork, which then imports little but our own modules.
WARM = (
    "pytest",
    "hypothesis",
    "markdown_it",
    "click",
    "sqlalchemy.dialects.sqlite",
    "flask",
    "yaml",
    "jsonschema",
)
PYTEST = (
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:cov",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)


@dataclass(frozen=True)
class Mutant:
    """A module's text with one small change."""

    module: Path
    code: str
    change: str  # the line before and after; the name by which it is explained


def main(names: Sequence[str]) -> int:
    """Answers how many survive without being explained."""
    explained = _explained()
    for module in WARM:
        importlib.import_module(module)
    new = 0
    for name in names or sorted(path.stem for path in PARTS.glob("*.toml") if path.stem != "survivors"):
        part = tomllib.loads((PARTS / f"{name}.toml").read_text())
        with tempfile.TemporaryDirectory(prefix="gt-convoy-mutants-") as folder, chdir(folder):
            _copy(Path(folder))
            begun = time.monotonic()
            if not _passes(part["tests"], 600):
                sys.exit(f"{name}: its tests fail without any mutant")
            limit = 20 + 5 * (time.monotonic() - begun)
            for module in part["modules"]:
                new += _tell(Path(module), part["tests"], limit, explained)
    return new


def _tell(module: Path, tests: Sequence[str], limit: float, explained: set[str]) -> int:
    survivors: list[str] = []
    count = 0
    for mutant in _mutants(module):
        count += 1
        module.write_text(mutant.code)
        if _passes(tests, limit):
            survivors.append(mutant.change)
            if mutant.change not in explained:
                print("SURVIVED", mutant.change, flush=True)
    new = [change for change in survivors if change not in explained]
    told = f"{count} mutants, {count - len(survivors)} killed, {len(survivors) - len(new)} explained"
    print(f"{module}: {told}, {len(new)} new", flush=True)
    return len(new)


def _mutants(module: Path) -> Iterator[Mutant]:
    source = module.read_text()
    try:
        for name in filter(OPERATORS.match, operator_names()):
            if get_operator(name).arguments():
                continue
            operator = get_operator(name)()
            places = sum(len(list(operator.mutation_positions(node))) for node in ast_nodes(get_ast(source)))
            for place in range(places):
                code = mutate_code(source, operator, place)
                change = _change(source, code)
                if not NOISE.search(change):
                    yield Mutant(module, code, f"{module.name}: {change}")
    finally:
        module.write_text(source)


def _change(before: str, after: str) -> str:
    lines = [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] != "?"]
    was, now = (" ".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    if not now.strip():  # many lines that may go are alike: what follows tells which one went
        now = f"gone above {lines[max(n for n, line in enumerate(lines) if line[0] in '+-') + 1].strip()}"
    return " ".join(f"{was} => {now}".split())


def _passes(tests: Sequence[str], seconds: float) -> bool:
    child = os.fork()
    if not child:
        _test(tests)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _test(tests: Sequence[str]) -> None:
    """In the fork: end with the tests' outcome."""
    os.setsid()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.environ["CI"] = "true"  # hypothesis then searches the same way each time, however long it takes
    import pytest  # noqa: PLC0415

    os._exit(pytest.main([*PYTEST, *tests]))


def _copy(folder: Path) -> None:
    """The working tree as it is, changes that are not committed too."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def _explained() -> set[str]:
    groups = tomllib.loads((PARTS / "survivors.toml").read_text())["explained"]
    return {mutant for group in groups for mutant in group["mutants"]}


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
