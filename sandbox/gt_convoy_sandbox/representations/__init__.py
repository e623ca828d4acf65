"""What GitHub's REST API and its webhooks say of a record: complete bodies in GitHub's shapes."""
