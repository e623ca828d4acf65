from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from gt_convoy.config.loader import load, loads, schema
from gt_convoy.config.model import Config
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.github_values import Role
from gt_convoy.domain.references import Rig
from tests.rules.building import CONFIG

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


def test_the_example_loads_and_means_what_it_says() -> None:
    assert load(EXAMPLE) == Config(
        hq="acme/hq",
        rigs=(Rig("gastown", "acme/gastown", "gt"), Rig("beads", "acme/beads", "bd")),
        addresses={"overseer": "@alice", "mayor/": "@acme/maintainers", "beads/amber": "@amber"},
        human="@alice",
        notify=("overseer",),
        workers=("@amber", "@nux"),
        write_role=Role.WRITE,
        read_role=Role.READ,
    )


def keys_of(shape: dict[str, Any], data: Any, at: str = "") -> tuple[set[str], set[str]]:
    """The keys that a schema knows, and those of them that data has, dotted."""
    known, there = set(), set()
    for name, inner in shape.get("properties", {}).items():
        known.add(at + name)
        value = data.get(name) if isinstance(data, dict) else None
        there |= {at + name} if value is not None else set()
        deeper = inner.get("additionalProperties")
        if isinstance(deeper, dict) and "properties" in deeper:
            value = next(iter(value.values())) if value else None
        more = keys_of(deeper if isinstance(deeper, dict) else inner, value, f"{at}{name}.")
        known, there = known | more[0], there | more[1]
    return known, there


def test_the_example_shows_every_key_there_is() -> None:
    known, there = keys_of(schema(), yaml.safe_load(EXAMPLE.read_text()))
    assert "rigs.prefix" in known
    assert there == known


def test_the_schema_is_one_and_describes_every_key() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert all("description" in part for part in schema()["properties"].values())


def test_only_hq_is_required() -> None:
    assert loads("hq: acme/hq", "c.yaml") == Config("acme/hq")


def test_in_an_action_hq_is_the_repository_it_runs_in() -> None:
    assert loads("", "c.yaml", hq="acme/hq") == Config("acme/hq")
    assert loads("hq: acme/other", "c.yaml", hq="acme/hq").hq == "acme/other"


def test_a_repository_that_is_hq_and_rig_counts_once() -> None:
    rigs = (Rig("hq", "ACME/HQ", "h"), Rig("beads", "acme/beads", "bd"))
    assert [repo.lower() for repo in Config("acme/hq", rigs).repositories] == ["acme/hq", "acme/beads"]
    assert Config("acme/hq").repositories == ("acme/hq",)


def test_every_value_is_read() -> None:
    text = """
hq: acme/hq
rigs: {plain: {repo: Acme/Plain}, app: {repo: acme/app, prefix: my-app}}
permissions: {write: maintain, read: triage}
sling: {auto_convoy_on_assign: true}
private_titles: never
writers: ["@Old-App[bot]", machine]
sweep: {every: 2h}
"""
    assert loads(text, "c.yaml", web="https://git.acme.org") == Config(
        "acme/hq",
        (Rig("plain", "Acme/Plain"), Rig("app", "acme/app", "my-app")),
        write_role=Role.MAINTAIN,
        read_role=Role.TRIAGE,
        auto_convoy_on_assign=True,
        private_titles=False,
        writers=frozenset({"old-app[bot]", "machine"}),
        sweep_seconds=7200,
        web="https://git.acme.org",
    )


WHO = [
    ("a name of the configuration", "overseer", "@alice"),
    ("in capitals", "Overseer", "@alice"),
    ("a name that ends in a slash, a team", "mayor/", "@acme/maintainers"),
    ("a mapped worker of a rig", "beads/amber", "@amber"),
    ("an unmapped worker of a rig", "gastown/joe", "@joe"),
    ("a rig's name in capitals", "GasTown/joe", "@joe"),
    ("an agent's account", "gastown/copilot-swe-agent[bot]", "@copilot-swe-agent[bot]"),
    ("a login", "@Joe-1", "@Joe-1"),
    ("a team", "@acme/core.team", "@acme/core.team"),
    ("an unknown name", "bob", None),
    ("an unknown rig", "octo/bob", None),
    ("a rig by its prefix", "gt/bob", None),
    ("a role that is not mapped", "gastown/", None),
    ("an at sign alone", "@", None),
    ("a mention and more", "@joe @alice", None),
    ("a mention and a line end", "@joe\n", None),
    ("a team of a team", "@acme/core/team", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(t, w, id=name) for name, t, w in WHO])
def test_an_address_means_a_login_or_a_team_or_is_refused(text: str, wanted: str | None) -> None:
    assert CONFIG.who(text) == wanted
    if wanted is None:
        with pytest.raises(
            UserError, match=r"unknown address. Use @login.*\(overseer, mayor/, beads/amber\)"
        ):
            CONFIG.address(text)


def test_the_defaults_are_addresses_too() -> None:
    assert CONFIG.default_subscribers() == ("@alice",)
    assert CONFIG.the_human() == "@alice"
    with pytest.raises(UserError, match="--human: the configuration does not say who that is"):
        Config("a/b").the_human()


VALUES = {
    "@joe": True, "@": True, "overseer": True, "OVERSEER": True, "mayor/": True, "gastown/": True,
    "gastown/joe": True, "no/body": True, "bob": False, "gt-1": False, "#1": False, "acme/hq#1": False,
    "a/b/c": False, "https://github.com/a/b": False, "--human": False, "/joe": False, "": False,
}  # fmt: skip


@pytest.mark.parametrize("word", VALUES)
def test_the_word_after_notify_is_its_value_by_its_form_alone(word: str) -> None:
    assert CONFIG.is_address(word) is VALUES[word]
