"""GitHub on your own machine: REST, GraphQL, issue pages and signed deliveries."""
