"""The self-hosted webhook app: Flask and github-webhook at the door, an inbox, workers."""
