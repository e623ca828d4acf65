"""The configuration: its values, and the file they are read from."""
