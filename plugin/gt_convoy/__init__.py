"""Convoys for GitHub Issues: the rules, the GitHub adapter, the terminal and the Action's entry."""

__version__ = "0.1.0"
