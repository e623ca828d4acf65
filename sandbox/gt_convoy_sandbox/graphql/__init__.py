"""GraphQL as GitHub answers it, over GitHub's own schema trimmed to what we ask.

https://docs.github.com/graphql
"""

from gt_convoy_sandbox.graphql.execution import execute

__all__ = ["execute"]
