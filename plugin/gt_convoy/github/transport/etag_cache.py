"""Answers to what is asked again and again: while nothing changed GitHub says so (304), which is free.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
"""

import json
import zlib
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock

from gt_convoy.github.transport.request import GitHubRequest, GitHubResponse

MOST = 64  # answers, of up to 100 issues each
MOST_BYTES = 16 * 1024 * 1024  # of all of them as they are kept
Key = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class ETagCache:
    """The newest answers by credential, address and parameters. Safe between threads.

    Their data is kept compressed: as values of Python it would take many times the room.
    """

    _answers: OrderedDict[Key, GitHubResponse] = field(default_factory=OrderedDict)  # `data` compressed
    _bytes: int = 0
    _lock: Lock = field(default_factory=Lock)

    def etag(self, key: Key) -> str | None:
        """What to send with the question; None if it was not asked before."""
        with self._lock:
            known = self._answers.get(key)
            return known.headers.get("etag") if known else None

    def settle(self, key: Key, answer: GitHubResponse) -> GitHubResponse:
        """The answer, or the one from before where GitHub says that it still holds."""
        if answer.status == 304:
            with self._lock:
                known = self._answers.get(key)
                if known:
                    self._answers.move_to_end(key)
            return replace(known, data=json.loads(zlib.decompress(known.data))) if known else answer
        if answer.ok and "etag" in answer.headers:
            packed = zlib.compress(json.dumps(answer.data).encode(), 1)
            with self._lock:
                self._keep(key, replace(answer, data=packed))
        return answer

    def _keep(self, key: Key, packed: GitHubResponse) -> None:
        before = self._answers.pop(key, None)
        self._answers[key] = packed
        self._bytes += len(packed.data) - (len(before.data) if before else 0)
        while len(self._answers) > MOST or self._bytes > MOST_BYTES:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= len(oldest.data)


def key_of(credential: str, call: GitHubRequest) -> Key:
    """What an answer is remembered by: accounts see different things at one address."""
    return (credential, call.url, tuple(sorted((k, str(v)) for k, v in (call.params or {}).items())))
