"""Requests and answers: credentials, limits, repeats, redirects."""
