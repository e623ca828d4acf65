"""What all tests of the sandbox use."""

from tests.sandbox_fixture import alice, connect, receiver, sandbox

__all__ = ["alice", "connect", "receiver", "sandbox"]
