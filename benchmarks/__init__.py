"""Measurements: `make bench`. Each module has `rows()`, run in one go on one machine."""
