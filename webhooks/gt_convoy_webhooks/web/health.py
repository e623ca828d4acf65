"""The pages for whoever watches over the app."""

from collections.abc import Callable

from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST

ALIVE = "ok\n"  # what `/healthz` answers


def add_pages(app: Flask, trouble: Callable[[], str | None], metrics: Callable[[], bytes]) -> None:
    """`/healthz`: the process answers. `/readyz`: it can store and its workers live, else 503 and why.

    `/metrics`: counts, for Prometheus; nothing in them names an issue or a person.
    """

    def healthz() -> Response:
        return Response(ALIVE, mimetype="text/plain")

    def readyz() -> Response:
        why = trouble()
        return Response(f"{why or 'ready'}\n", 503 if why else 200, mimetype="text/plain")

    def counts() -> Response:
        return Response(metrics(), content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule("/metrics", view_func=counts)
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
