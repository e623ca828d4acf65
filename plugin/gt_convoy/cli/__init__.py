"""The command line `gt-convoy`."""
