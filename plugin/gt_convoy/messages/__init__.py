"""Every sentence that we post or print. Nothing here reads or writes anything."""
