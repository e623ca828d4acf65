"""gidgethub on aiohttp, as its own documentation shows it."""

import os
import sys

from aiohttp import web
from gidgethub import routing, sansio

SECRET = os.environ["GITHUB_WEBHOOK_SECRET"]
router = routing.Router()


@router.register("issues", action="closed")  # type: ignore[untyped-decorator]  # of gidgethub, not here
async def closed(_event: sansio.Event) -> None:
    """Take it."""


async def receive(request: web.Request) -> web.Response:
    """Verify, parse and route one delivery."""
    event = sansio.Event.from_http(request.headers, await request.read(), secret=SECRET)
    await router.dispatch(event)
    return web.Response(status=202)


def main() -> None:
    """Serve on the port that is the only argument."""
    app = web.Application()
    app.router.add_post("/webhooks/github", receive)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)


if __name__ == "__main__":
    main()
