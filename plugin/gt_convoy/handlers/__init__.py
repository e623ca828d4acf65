"""Read, decide, write: what happens on an event, whether the app or the Action received it."""
