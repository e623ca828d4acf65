"""Global node ids: a prefix that names the kind, and an opaque rest, as in "I_kwDO..."."""

import base64
import binascii


def encode(kind: str, number: int) -> str:
    """Give the node id of the thing of this kind with this database id."""
    raw = number.to_bytes(8, "big")
    return f"{kind}_{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def decode(node_id: str) -> tuple[str, int] | None:
    """Give (kind, database id), or None when it is no node id of ours."""
    kind, separator, rest = node_id.partition("_")
    try:
        raw = base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4))
    except (binascii.Error, ValueError):
        return None
    return (kind, int.from_bytes(raw, "big")) if separator and len(raw) == 8 else None
