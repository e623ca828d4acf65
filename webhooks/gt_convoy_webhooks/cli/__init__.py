"""The app's commands in the terminal."""
