"""What is disclosed, from its approval at the hub to a verified copy on the terminal."""
