"""`python -m gt_convoy.action`, as `action.yml` starts it."""

import os
import sys

from gt_convoy.action.main import main

sys.exit(main(os.environ))
