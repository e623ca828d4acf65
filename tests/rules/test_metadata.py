"""The line of JSON that holds what nothing else on GitHub tells."""

import pytest

from gt_convoy.document.metadata import digest, for_convoy, of_convoy, read, write
from gt_convoy.domain.convoy import Lands, Marker
from gt_convoy.domain.references import Ref

KEPT = [
    ("nothing", Marker()),
    ("all that there is", Marker(command="c7.1", landed="2.a", over="0a1b2c3d4e5f")),
    ("what waits", Marker(landed="2.a", waits=(Ref("a/b-c", 1), Ref("Far/vault", 2)))),
    ("when it lands", Marker(command="c7.1", lands=Lands.MERGED)),
    ("who lands it by hand", Marker(lands=Lands.BY_HAND, owner="joe-o_acme")),
    ("that it was given up", Marker(command="i7.1", abandoned=True)),
    (
        "what a newer version wrote",
        Marker(landed="2.a", extra={"w": [1, -2.5e-3, None], "x": {"y": "é -->"}}),
    ),
]


@pytest.mark.parametrize("marker", [pytest.param(one, id=name) for name, one in KEPT])
def test_a_marker_says_again_what_was_written(marker: Marker) -> None:
    line = for_convoy(marker)
    values = read(line)
    assert values is not None
    assert of_convoy(values) == marker
    assert values["v"] == 1


def test_what_was_given_up_has_not_landed() -> None:
    assert for_convoy(Marker(landed="2.a", abandoned=True)) == '<!-- gt-convoy {"v":1,"abandoned":true} -->'


def test_a_marker_is_one_line_of_ascii_that_ends_where_it_should() -> None:
    line = write({"x": "--> <!-- é\u2028 \n 🚚"})
    assert line.isascii()
    assert line.isprintable()
    assert line.count("-->") == line.count("<!--") == 1
    assert read(line) == {"x": "--> <!-- é\u2028 \n 🚚"}


def test_values_of_a_wrong_kind_say_nothing() -> None:
    wrong = {"command": 7, "landed": ["2.a"], "abandoned": "yes", "over": None, "waits": ["x", 7, "a/b#x"]}
    assert of_convoy(wrong) == Marker()
    assert of_convoy({"lands": "never", "owner": "@joe and `all`"}) == Marker()
    assert of_convoy({"lands": True, "owner": 7}) == Marker()


def test_a_text_s_digest_is_the_same_for_ever_and_whatever_ends_its_lines() -> None:
    # Markers on GitHub hold it: with another form each of our writes would pass for a person's.
    assert digest("a\nb") == digest("a\r\nb") == "7e18f737311b"
