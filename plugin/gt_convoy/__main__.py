"""`python -m gt_convoy` is `gt-convoy`."""

from .cli import main

main()
