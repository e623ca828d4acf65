"""`python -m gt_convoy.action`, as `action.yml` starts it."""

import os
import sys

from .main import main

sys.exit(main(os.environ))
