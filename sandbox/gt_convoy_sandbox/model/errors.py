"""What GitHub refuses, told apart by the HTTP status that it answers with."""

from typing import Any


class Refused(Exception):
    """A request that GitHub does not carry out."""

    status = 400

    def __init__(self, message: str, errors: list[dict[str, Any]] | None = None) -> None:
        """Keep the message and, for validation, the list of culprits."""
        super().__init__(message)
        self.message = message
        self.errors = errors


class BadCredentials(Refused):
    """The token is unknown, or there is none where one is needed."""

    status = 401

    def __init__(self, message: str = "Bad credentials") -> None:
        """Word it as GitHub does."""
        super().__init__(message)


class Forbidden(Refused):
    """One may see it, but not do this."""

    status = 403

    def __init__(self, message: str = "Must have admin rights to Repository.") -> None:
        """Word it as GitHub does."""
        super().__init__(message)


class NotFound(Refused):
    """It is not there, or the asker may not know that it is."""

    status = 404

    def __init__(self, message: str = "Not Found") -> None:
        """Word it as GitHub does."""
        super().__init__(message)


class NotAllowed(Refused):
    """A pull request that cannot be merged."""

    status = 405


class Gone(Refused):
    """An issue that was deleted."""

    status = 410

    def __init__(self, message: str = "This issue was deleted") -> None:
        """Word it as GitHub does."""
        super().__init__(message)


class Moved(Refused):
    """An issue that was transferred; `issue` is what it became."""

    status = 301

    def __init__(self, issue: Any) -> None:
        """Word it as GitHub does."""
        super().__init__("Moved Permanently")
        self.issue = issue


class Invalid(Refused):
    """Validation failed."""

    status = 422

    def __init__(self, resource: str, field: str, code: str, message: str = "", value: object = None) -> None:
        """Name the culprit as GitHub does."""
        error: dict[str, Any] = {"resource": resource, "field": field, "code": code}
        if value is not None:
            error = {"value": value, **error}
        if message:
            error["message"] = message
        super().__init__("Validation Failed", [error])
