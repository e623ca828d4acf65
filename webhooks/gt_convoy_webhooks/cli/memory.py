"""Where the threads of the app take memory from."""

import ctypes

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


def share_memory() -> bool:
    """Have all threads share one heap; whether this system's C library (glibc) could be told so.

    By default each has its own for good: a sweep by every thread in turn would be paid for by each.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, 1))
    except (AttributeError, OSError, TypeError):  # no such function; no library by this name
        return False
