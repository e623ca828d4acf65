"""The text of a convoy: parse it, edit single lines of it, read and write its marker."""
