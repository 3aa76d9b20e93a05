"""What is done to a text before anybody decides: questions answered, remarks, and changes."""
