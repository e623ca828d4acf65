"""Read, decide, write: what happens on an event, whichever door it came through."""
