"""Use of convoys: read, planned, written, owned."""
