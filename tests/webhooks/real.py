"""The real app as a process of its own, quick enough for tests, to be killed and stopped by them.

`real serve PORT|work 0`, with the environment of a town.
"""

import os
import sys

from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.cli.serve import begin, run
from gt_convoy_webhooks.logs import set_up
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.worker.connect import connect

# Not those of a town: importing that takes longer than the app's own start.
QUICK = Settings(lease=2.0, lease_wait=1.0, quiet=0.02, ceiling=0.2, first_retry=0.05)


def main(what: str, port: int) -> int:
    set_up(os.environ)
    app = build(os.environ, connect, QUICK, endpoint=what == "serve")
    begin(app, take_over=False)
    ended = run(app, "127.0.0.1", port if what == "serve" else None)
    return 0 if ended else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
