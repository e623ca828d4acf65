import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gt_convoy.domain.errors import UserError
from gt_convoy.domain.references import BadReference, Names, Ref, Rig
from tests.rules.building import HQ, NAMES

GT12 = Ref("acme/gastown", 12)

FORMS = [
    ("a rig's prefix", "gt-12", GT12),
    ("a prefix in capitals", "GT-12", GT12),
    ("a prefix with a hyphen in it", "my-app-3", Ref("acme/app", 3)),
    ("a hyphenated prefix in capitals", "My-App-3", Ref("acme/app", 3)),
    ("a rig's name", "gastown#12", GT12),
    ("a rig's name in capitals", "GasTown#12", GT12),
    ("owner and repository", "acme/gastown#12", GT12),
    ("owner and repository in capitals", "ACME/GasTown#12", GT12),
    ("a repository that is no rig", "octo/x.y_z-1#7", Ref("octo/x.y_z-1", 7)),
    ("the thread's own repository", "#12", Ref("acme/beads", 12)),
    ("an issue's address", "https://github.com/acme/gastown/issues/12", GT12),
    ("a pull request's address", "https://github.com/acme/gastown/pull/12", GT12),
    ("an address without encryption", "http://github.com/acme/gastown/issues/12", GT12),
    ("an address with www and capitals", "HTTPS://WWW.GitHub.com/Acme/Gastown/issues/12", GT12),
    ("the files of a pull request", "https://github.com/acme/gastown/pull/12/files#diff-1", GT12),
    ("the changes of a pull request", "https://github.com/acme/gastown/pull/12/changes", GT12),
    ("the commits of a pull request", "https://github.com/acme/gastown/pull/12/commits", GT12),
    ("a comment's address", "https://github.com/acme/gastown/issues/12#issuecomment-99", GT12),
    ("an address with a query", "https://github.com/acme/gastown/issues/12?x=1&y=2#top", GT12),
    ("an address with a slash at its end", "https://github.com/acme/gastown/issues/12/", GT12),
    ("leading zeros", "gt-0012", GT12),
    ("the largest number there is", "gt-2147483647", Ref("acme/gastown", 2**31 - 1)),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(t, w, id=name) for name, t, w in FORMS])
def test_every_form_of_the_contract_is_a_reference(text: str, wanted: Ref) -> None:
    assert NAMES.parse(text, "acme/beads") == wanted


def test_a_bare_number_is_in_hq_where_no_thread_is() -> None:
    assert NAMES.parse("#3") == Ref(HQ, 3)


NONE = [
    ("letters follow the number", "gt-12abc", "not a reference"),
    ("a hyphen follows the number", "gt-12-foo", "not a reference"),
    ("a slash follows the number", "gt-12/3", "not a reference"),
    ("another number follows", "acme/gastown#1#2", "not a reference"),
    ("brackets around it", "(#1)", "not a reference"),
    ("a comma behind it", "gt-1,", "not a reference"),
    ("white space in it", "gt- 1", "not a reference"),
    ("a line end behind it", "gt-1\n", "not a reference"),
    ("digits of another script", "gt-١٢", "not a reference"),
    ("a letter of another script behind it", "gt-12é", "not a reference"),
    ("nothing at all", "", "not a reference"),
    ("an owner that begins with a hyphen", "-a/b#1", "not a reference"),
    ("a repository called ..", "acme/..#1", "not a reference"),
    ("a repository called .", "acme/.#1", "not a reference"),
    ("a path into another place", "acme/../x#1", "not a reference"),
    ("a convoy's id, which is no reference", "hq-cv-3", f"an issue of HQ is written {HQ}#3, or #3 there"),
    ("HQ by a prefix", "HQ-007", f"an issue of HQ is written {HQ}#7"),
    ("an unknown prefix", "xx-1", "unknown prefix 'xx'. Known: gt, bd, my-app"),
    ("a known prefix with more behind it", "gt-12-3", "unknown prefix 'gt-12'"),
    ("an unknown rig", "nowhere#1", "unknown rig 'nowhere'. Known: gastown, beads, app"),
    ("zero", "#0", "issues are numbered from 1"),
    ("many zeros", "#" + "0" * 5000, "issues are numbered from 1"),
    ("2^31", "gt-2147483648", "GitHub has no issue with such a number"),
    ("2^63", f"gt-{2**63}", "GitHub has no issue with such a number"),
    ("10^30", f"#1{'0' * 30}", "GitHub has no issue with such a number"),
    ("more digits than Python reads", "acme/x#" + "9" * 5000, "GitHub has no issue with such a number"),
    ("a large number behind zeros", "#000000000001" + "9" * 10, "GitHub has no issue with such a number"),
    ("and a hopeless one", "#000000000001" + "9" * 5000, "GitHub has no issue with such a number"),
    ("another host", "https://gitlab.com/acme/x/issues/1", "not the address of an issue"),
    ("a host that only begins alike", "https://github.com.evil.org/acme/x/issues/1", "not the address"),
    ("a user before the host", "https://github.com@evil.org/acme/x/issues/1", "not the address"),
    ("a repository's address", "https://github.com/acme/x", "not the address"),
    ("an address without a number", "https://github.com/acme/x/issues/", "not the address"),
    ("a discussion", "https://github.com/acme/x/discussions/1", "not the address"),
    ("an address with a huge number", "https://github.com/acme/x/issues/" + "9" * 5000, "not the address"),
    ("an unfinished address", "https://", "not the address"),
]


@pytest.mark.parametrize(("text", "why"), [pytest.param(t, w, id=name) for name, t, w in NONE])
def test_what_is_no_reference_is_refused_by_name_and_reason(text: str, why: str) -> None:
    with pytest.raises(BadReference) as caught:
        NAMES.parse(text)
    assert str(caught.value).startswith(f"{text}: {why}")


def test_without_rigs_the_answer_says_how_to_name_some() -> None:
    with pytest.raises(BadReference, match="None is configured: see `rigs`"):
        Names(HQ).parse("gt-1")


LEADING = [
    ("text behind it", "gt-12 Fix the docs", (GT12, 5)),
    ("a colon behind it", "gt-12: Fix", (GT12, 5)),
    ("a bracket behind it", "#12) Fix", (Ref(HQ, 12), 3)),
    ("a dot behind it", "acme/gastown#12.", (GT12, 15)),
    ("a longer number is another issue", "#123", (Ref(HQ, 123), 4)),
    ("an address with text behind it", "https://github.com/acme/gastown/issues/12 Fix", (GT12, 41)),
    ("an address with a colon behind it", "https://github.com/acme/gastown/issues/12: Fix", (GT12, 41)),
    ("an address with a full stop behind it", "https://github.com/acme/gastown/issues/12.", (GT12, 41)),
    ("an address with a comma behind it", "https://github.com/acme/gastown/issues/12,x", (GT12, 41)),
    ("an address whose number goes on", "https://github.com/acme/gastown/issues/12abc", None),
    ("a hyphen and more", "gt-12-foo", None),
    ("a slash and more", "gt-12/3", None),
    ("a hash and more", "acme/gastown#12#3", None),
    ("a word before it", "see gt-12", None),
    ("a word that only looks like one", "gt-12abc", None),
    ("a link", "[gt-12](https://github.com/acme/gastown/issues/12)", None),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(t, w, id=name) for name, t, w in LEADING])
def test_a_text_begins_with_a_reference_or_does_not(text: str, wanted: tuple[Ref, int] | None) -> None:
    assert NAMES.leading(text) == wanted


WEBS = [
    ("an Enterprise host", "https://git.acme.org", "https://git.acme.org/acme/x/pull/3", True),
    ("a host with a port", "http://127.0.0.1:8080", "http://127.0.0.1:8080/acme/x/issues/3", True),
    ("another port", "http://127.0.0.1:8080", "http://127.0.0.1:9090/acme/x/issues/3", False),
    ("github.com, seen from Enterprise", "https://git.acme.org", "https://github.com/acme/x/issues/3", False),
]


@pytest.mark.parametrize(("web", "text", "known"), [pytest.param(*rest, id=name) for name, *rest in WEBS])
def test_addresses_count_on_the_configured_host_alone(web: str, text: str, known: bool) -> None:
    names = Names(HQ, web=web)
    assert names.leading(text) == ((Ref("acme/x", 3), len(text)) if known else None)
    assert names.url(Ref("acme/x", 3)) == f"{web}/acme/x/issues/3"


SHOWN = [
    ("the prefix of its rig", Ref("Acme/GasTown", 12), "gt-12"),
    ("in full where there is no rig", Ref("octo/x", 7), "octo/x#7"),
    ("in full where the rig has no prefix", Ref("acme/plain", 7), "acme/plain#7"),
]


@pytest.mark.parametrize(("ref", "wanted"), [pytest.param(r, w, id=name) for name, r, w in SHOWN])
def test_a_reference_is_shown_by(ref: Ref, wanted: str) -> None:
    names = Names(HQ, (*NAMES.rigs, Rig("plain", "acme/plain")))
    assert names.show(ref) == wanted


CONVOYS = ["hq-cv-12", "HQ-CV-12", "hq-12", "12", "#12", "acme/hq#12", "ACME/HQ#12", "0012"]
NO_CONVOYS = ["", "0", "hq-cv-", "hq-cv-0", "gt-12", "acme/x#12", "hq-cv-12x", "12 ", "9" * 5000, "-1", "1.5"]


@pytest.mark.parametrize("text", [*CONVOYS, "https://github.com/acme/hq/issues/12"])
def test_a_convoy_is_named_in_every_form_of_the_contract(text: str) -> None:
    assert NAMES.convoy(text) == 12


@pytest.mark.parametrize("text", [*NO_CONVOYS, "https://github.com/acme/x/issues/12"])
def test_what_names_no_convoy_is_refused(text: str) -> None:
    with pytest.raises(BadReference, match=r"not a convoy. Use hq-cv-12, 12, acme/hq#12"):
        NAMES.convoy(text)


@pytest.mark.parametrize("text", ["gastown", "GASTOWN", "gt", "GT", "acme/gastown", "Acme/Gastown"])
def test_a_rig_has_a_name_a_prefix_and_a_repository(text: str) -> None:
    assert NAMES.rig(text).name == "gastown"


def test_an_unknown_rig_is_refused_with_those_there_are() -> None:
    with pytest.raises(UserError, match=r"nowhere: no such rig. Known: gastown, beads, app"):
        NAMES.rig("nowhere")


pieces = st.sampled_from(
    ["gt", "-", "#", "1", "12", "acme/", "hq", "https://github.com/", "/issues/", ".", "a"]
)
hostile = st.one_of(st.text(max_size=60), st.lists(pieces, max_size=8).map("".join))


@given(hostile)
def test_any_text_is_a_reference_that_reads_back_or_is_refused(text: str) -> None:
    found = NAMES.leading(text)
    if found:
        ref, length = found
        assert NAMES.leading(text[:length]) == found
        assert NAMES.parse(str(ref)) == ref
        assert NAMES.parse(NAMES.show(ref)) == ref
        assert 1 <= ref.number < 2**31
    try:
        assert found == (NAMES.parse(text), len(text))
    except BadReference:
        assert found is None or found[1] < len(text)


@given(hostile)
def test_any_text_names_a_convoy_or_is_refused(text: str) -> None:
    with contextlib.suppress(BadReference):
        assert 1 <= NAMES.convoy(text) < 2**31
