"""The memory of a process."""

import re
from pathlib import Path


def peak_mb(process: int | str = "self") -> float:
    """The most memory that a process ever had, in MB; 0 where the system does not tell.

    Not ru_maxrss: that is handed down from the process that started this one.
    """
    status = Path(f"/proc/{process}/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0
