"""`python -m gt_convoy` is `gt-convoy`."""

from gt_convoy.cli.main import main

main()
