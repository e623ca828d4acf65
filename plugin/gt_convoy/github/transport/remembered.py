"""Answers to what is asked again and again: while nothing changed GitHub says so (304), which is free.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from gt_convoy.github.transport.request import GitHubRequest, GitHubResponse

MOST = 64  # answers, of up to 100 issues each
Key = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class Remembered:
    """The newest answers by credential, address and parameters. Safe between threads."""

    _answers: OrderedDict[Key, GitHubResponse] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def etag(self, key: Key) -> str | None:
        """What to send with the question; None if it was not asked before."""
        with self._lock:
            known = self._answers.get(key)
            return known.headers.get("etag") if known else None

    def settle(self, key: Key, answer: GitHubResponse) -> GitHubResponse:
        """The answer, or the one from before where GitHub says that it still holds."""
        with self._lock:
            if answer.status == 304 and key in self._answers:
                answer = self._answers[key]
            if answer.ok and "etag" in answer.headers:
                self._answers[key] = answer
                self._answers.move_to_end(key)
                while len(self._answers) > MOST:
                    self._answers.popitem(last=False)
            return answer


def key_of(credential: str, call: GitHubRequest) -> Key:
    """What an answer is remembered by: accounts see different things at one address."""
    return (credential, call.url, tuple(sorted((k, str(v)) for k, v in (call.params or {}).items())))
