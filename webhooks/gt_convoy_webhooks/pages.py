"""The pages for whoever watches over the app. `/metrics` will join them."""

from collections.abc import Callable

from flask import Flask, Response


def add_pages(app: Flask, trouble: Callable[[], str | None]) -> None:
    """`/healthz`: the process answers. `/readyz`: it can store and its workers live, else 503 and why."""

    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    def readyz() -> Response:
        why = trouble()
        return Response(f"{why or 'ready'}\n", 503 if why else 200, mimetype="text/plain")

    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
