"""Faults for tests that run the sandbox in a process of its own: `/_sandbox/faults`, as JSON.

`POST {"kind": "drop", "event": "issues", "times": 2}` calls `Faults.drop(event="issues", times=2)`.
"""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from gt_convoy_sandbox.model.errors import Invalid
from gt_convoy_sandbox.services import services

KINDS = (
    "drop", "delay", "repeat", "reorder", "fail", "limit", "secondary_limit", "graphql_limit",
    "graphql_partial", "older", "redirect", "hang_up", "slow", "stale", "thaw_reads", "clear",
)  # fmt: skip


def register(pages: Blueprint) -> None:
    """Put this onto the blueprint."""
    pages.post("/_sandbox/faults")(set_fault)
    pages.get("/_sandbox/faults")(count_faults)
    pages.delete("/_sandbox/faults")(clear_faults)


def set_fault() -> Response:
    """Let something go wrong."""
    wanted: dict[str, Any] = request.get_json(force=True)
    kind, faults = wanted.pop("kind", ""), services().faults
    if kind == "skew":
        faults.skew = float(wanted["seconds"])
    elif kind in KINDS:
        _call(kind, wanted)
    else:
        raise Invalid("Fault", "kind", "invalid", value=kind)
    return count_faults()


def count_faults() -> Response:
    """Say how many faults still wait to happen."""
    faults = services().faults
    return jsonify(
        requests=sum(each.times for each in faults.requests),
        deliveries=sum(each.times for each in faults.deliveries),
        reads=sum(not each.is_over() for each in faults.reads),
        skew=faults.skew,
    )


def clear_faults() -> Response:
    """Let everything work."""
    services().faults.clear()
    return count_faults()


def _call(kind: str, arguments: dict[str, Any]) -> None:
    named = arguments.pop("names" if kind == "older" else "aliases", [])
    positional = [services().world] if kind == "stale" else named
    try:
        getattr(services().faults, kind)(*positional, **arguments)
    except TypeError as error:
        raise Invalid("Fault", kind, "invalid", str(error)) from error
