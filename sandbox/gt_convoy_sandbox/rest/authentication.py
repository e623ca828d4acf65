"""Who asks: a person or an installation by a token, or an App by a JSON web token.

https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
"""

from typing import Any

import jwt
from flask import g, request

from gt_convoy_sandbox.model import App, User, World
from gt_convoy_sandbox.model.errors import BadCredentials, NotFound

LONGEST = 600
LEEWAY = 5
UNREADABLE = "A JSON web token could not be decoded"
EXPIRY = "'Expiration time' claim ('exp')"
EXPIRED = f"{EXPIRY} must be a numeric value representing the future time at which the assertion expires"
TOO_FAR = f"{EXPIRY} is too far in the future"
ISSUED = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
UNCHECKED = {"verify_exp": False, "verify_iat": False, "verify_iss": False, "verify_nbf": False}


def viewer(world: World) -> User | None:
    """Tell who asks: by `Authorization: token X` or `Bearer X`; None when it is nobody."""
    scheme, token = _authorization()
    if scheme not in ("token", "bearer", "basic"):
        return None
    found = world.user_by_token(token)
    g.login = found.login
    return found


def app(world: World) -> App:
    """Tell which App asks, by a token that it signed with its key."""
    scheme, token = _authorization()
    if scheme != "bearer":
        raise BadCredentials(UNREADABLE)
    claims = _decoded(token, None)
    found = _issuer(world, claims.get("iss"))
    _decoded(token, found.public_key)
    _check_times(claims, world.clock().timestamp())
    g.login = found.login
    return found


def _authorization() -> tuple[str, str]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower(), token.strip()


def _decoded(token: str, key: str | None) -> dict[str, Any]:
    options: Any = UNCHECKED | {"verify_signature": key is not None}
    try:
        return jwt.decode(token, key or "", algorithms=["RS256"], options=options)
    except jwt.InvalidTokenError:
        raise BadCredentials(UNREADABLE) from None


def _issuer(world: World, issuer: object) -> App:
    for each in world.tables.apps.values():
        if str(issuer) in (str(each.id), each.client_id):
            return each
    raise NotFound("Integration not found")


def _check_times(claims: dict[str, Any], now: float) -> None:
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(expires, int | float) or expires <= now:
        raise BadCredentials(EXPIRED)
    if expires > now + LONGEST + LEEWAY:
        raise BadCredentials(TOO_FAR)
    if not isinstance(issued, int | float) or issued > now + LEEWAY:
        raise BadCredentials(ISSUED)
