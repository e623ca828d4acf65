"""How issues' texts are shown: references, tasks, and nothing that runs."""

import pytest

from gt_convoy_sandbox.model import World, issues, repositories
from gt_convoy_sandbox.pages.markdown import Reader, progress, render
from gt_convoy_sandbox.seed import seed

BASE = "http://127.0.0.1:8080"


@pytest.fixture
def world() -> World:
    world = seed(World())
    secret = repositories.create(world, "acme/secret", private=True)
    issues.create(world, secret, world.get_user("alice"), "Hidden title")
    return world


def html(world: World, text: str, login: str = "alice") -> str:
    return str(render(text, Reader(world, BASE, world.get_repository("acme/hq"), world.user(login)))).strip()


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("see #1", "/acme/hq/issues/1"),
        ("see ACME/Gastown#1.", "/acme/gastown/issues/1"),
        ("(acme/gastown#6)", "/acme/gastown/pull/6"),
        (f"{BASE}/acme/gastown/issues/2#issuecomment-1", f"{BASE}/acme/gastown/issues/2#issuecomment-1"),
        ("ask @joe", "/joe"),
        ("https://example.org/a.", "https://example.org/a"),
    ],
)
def test_is_linked(world: World, text: str, href: str) -> None:
    assert f'href="{href}"' in html(world, text)


@pytest.mark.parametrize(
    "text",
    [
        "`acme/gastown#1`",
        "    acme/gastown#1",
        "```\nacme/gastown#1 @joe\n```",
        "acme/gastown#99",
        "acme/nothing#1",
        "x#1",
        "joe@example.org",
        "@nobody",
        "<!-- #1 @joe -->",
    ],
)
def test_is_not_linked(world: World, text: str) -> None:
    assert "<a " not in html(world, text)


def test_a_bare_reference_in_a_list_unfurls(world: World) -> None:
    shown = html(world, "- [ ] acme/gastown#1\n- acme/gastown#1 and more\n\nacme/gastown#1")
    assert shown.count("Update API endpoint <span") == 1
    assert 'type="checkbox" disabled aria-label="to do"' in shown


def test_a_private_title_is_shown_to_readers_only(world: World) -> None:
    text = "- acme/secret#1"
    assert "Hidden title" in html(world, text, "alice")
    assert html(world, text, "mallory") == "<ul>\n<li>acme/secret#1</li>\n</ul>"
    assert html(world, text, "") == "<ul>\n<li>acme/secret#1</li>\n</ul>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a <img src=x onerror=alert(1)>", "<p>a &lt;img src=x onerror=alert(1)&gt;</p>"),
        ("a <kbd onclick='x()'>b</kbd>", "<p>a <kbd>b</kbd></p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("<!-- hidden -->", ""),
        ("<!-- never closed", ""),
        ("a<!-- hidden -->b", "<p>ab</p>"),
        ("<details open><summary>A & B</summary>", "<details open><summary>A &amp; B</summary>"),
        ("<div style='x'>&lt;script&gt;</div>", "&lt;div style=&#x27;x&#x27;&gt;&lt;script&gt;&lt;/div&gt;"),
        ("<svg/onload=alert(1)>", "<p>&lt;svg/onload=alert(1)&gt;</p>"),
        ('https://example.org/?a=1&b="onclick', None),
    ],
)
def test_html_is_sanitised(world: World, text: str, shown: str | None) -> None:
    result = html(world, text)
    assert shown is None or result == shown
    assert '"onclick' not in result


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        (None, (0, 0)),
        ("no list [ ] here", (0, 0)),
        ("- [ ] a\n- [x] b\n- [X] c\n* [ ] d\n\n1. [x] e", (3, 5)),
        ("- a\n  - [x] nested", (1, 1)),
        ("- [x]not a task\n- [ ]\n- [x](link)", (0, 0)),
        ("```\n- [ ] in code\n```\n\n> - [x] quoted", (1, 1)),
    ],
)
def test_tasks_are_counted(text: str | None, counted: tuple[int, int]) -> None:
    assert progress(text) == counted
