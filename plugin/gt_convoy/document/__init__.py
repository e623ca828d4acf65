"""A convoy's text: parsed, edited, marked."""
