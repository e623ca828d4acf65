"""The self-hosted webhook app: an endpoint by Flask and github-webhook, a queue, workers."""
