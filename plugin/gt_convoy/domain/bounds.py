"""Limits of size, time and number: GitHub's, and those of ours that several packages use."""

from datetime import timedelta

# GitHub's.
PER_REQUEST = 100  # issues, comments, ... that it answers in one request
LONGEST_TITLE = 256  # characters; it answers 422 above, as of the next
LARGEST_DELIVERY = 25 * 1024 * 1024  # bytes of a payload
LARGEST_TEXT = 65_536  # characters of an issue's text or of a comment

# Ours. docs/limits.md tells each.
CLOSED_LATELY = timedelta(days=30)  # for so long a closed convoy is still looked at
OLDEST_COMMAND = timedelta(hours=72)  # what is older is never done
# To one person below triage; of what they ask beyond both nothing is done at all.
REPLIES, REACTIONS, REPLIES_WITHIN = 6, 6, timedelta(minutes=10)
