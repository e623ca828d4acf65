"""The GitHub Action: the same handlers as the app, run once for one event, with nothing kept in between."""
