"""The pages of docs/ that are made from the program itself: `python -m scripts.docs`."""
