"""What every gateway does alike with bytes from outside: cut them, bound them, count them, keep what is refused."""
