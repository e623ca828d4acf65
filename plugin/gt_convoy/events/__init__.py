"""GitHub's payloads as a closed set of events."""
