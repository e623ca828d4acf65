"""The commands about convoys, a file each."""
