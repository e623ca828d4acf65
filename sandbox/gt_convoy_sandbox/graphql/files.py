"""Files of the default branch, as Git's objects."""

import hashlib
from dataclasses import dataclass

from gt_convoy_sandbox.graphql.fields import Asked, Fields, always
from gt_convoy_sandbox.model import Repository, node_ids

HEAD = "HEAD:"
BLOB: Fields = {
    "byteSize": lambda blob, _: len(blob.text.encode()),
    "id": lambda blob, _: node_ids.encode("B", int(blob.oid[:12], 16)),
    "isBinary": always(value=False),
    "isTruncated": always(value=False),
}


@dataclass(frozen=True)
class Blob:
    """What is in a file."""

    text: str

    @property
    def oid(self) -> str:
        """Its name, as Git makes it."""
        content = self.text.encode()
        return hashlib.sha1(b"blob %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest()


def find(
    repository: Repository, _asked: Asked, expression: str | None = None, oid: str | None = None
) -> Blob | None:
    """Find a file by `HEAD:its/path`; GitHub has no error when there is none."""
    if oid is not None or not (expression or HEAD).startswith(HEAD):
        raise NotImplementedError("the sandbox knows files of the default branch alone, as `HEAD:its/path`")
    text = repository.files.get((expression or HEAD).removeprefix(HEAD))
    return None if text is None else Blob(text)
