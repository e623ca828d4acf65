"""What is to be done: accepted with the delivery that wants it, claimed, done, tried again."""
