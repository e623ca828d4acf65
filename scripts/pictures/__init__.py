"""The pictures of README and docs/, taken from the sandbox's pages: `python -m scripts.pictures`."""
