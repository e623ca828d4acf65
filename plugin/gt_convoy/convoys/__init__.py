"""Work on convoys: read them, plan changes, write them, and check who may do so."""
