"""What a program declares and reads: runs in the process of the user's program."""
