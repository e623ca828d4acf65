"""GitHub's resources, a file each."""
