"""What all tests of the sandbox use."""

from tests.sandbox_fixture import alice, connect, everything, receiver, sandbox

__all__ = ["alice", "connect", "everything", "receiver", "sandbox"]
