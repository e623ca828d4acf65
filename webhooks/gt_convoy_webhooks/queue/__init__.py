"""Deliveries and jobs: stored, claimed, done, tried again."""
