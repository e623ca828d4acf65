import pytest

from tests.contracts.known import unknown


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ("installation-created", '/installation/created_at: 1557933591 is not of type "string"'),
        ("installation-repositories-added", '/: "requester" is a required property'),
        ("label-created", '/repository/homepage: "" is not a "uri"'),
        ("apps/list-installations", 'response 200 /0/account: "slug" is a required property'),
        ("issues/get", "response 404 /: Unevaluated properties are not allowed ('status' was unexpected)"),
    ],
)
def test_what_is_known_to_be_githubs_is_let_through(where: str, problem: str) -> None:
    assert unknown(where, [problem]) == []


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ("issues-opened", '/installation/created_at: 1557933591 is not of type "string"'),
        ("installation-created", '/: "requester" is a required property'),
        ("label-created", '/repository/homepage: "x y" is not a "uri"'),
        ("apps/get-installation", 'response 200 /account: "slug" is a required property'),
        ("issues/get", "response 200 /: Unevaluated properties are not allowed ('status' was unexpected)"),
    ],
)
def test_its_like_elsewhere_is_not(where: str, problem: str) -> None:
    assert unknown(where, [problem]) == [f"{where}: {problem}"]
