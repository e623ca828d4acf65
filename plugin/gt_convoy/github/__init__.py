"""The GitHub adapter: `gt_convoy.ports.github.GitHubPort` over GitHub's REST and GraphQL.

`adapter.connect` is the way in. Nothing is imported here, so that `urls` costs no import of PyGithub.
"""
