"""The watch: who keeps it, how it is reached, what is done when nobody answers."""
