"""With this folder on PYTHONPATH each Python that starts lives GT_CONVOY_TEST_DAYS_LATER, its clock going on.

Not libfaketime: where waiting is left to the true clock, its version 0.9.10 lets `time.sleep` fail.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

days = timedelta(days=int(os.environ["GT_CONVOY_TEST_DAYS_LATER"]))
time_machine.travel(datetime.now(UTC) + days, tick=True).start()
