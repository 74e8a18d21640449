"""Partners: pairing by files and digits, what was shared with whom, verification on both sides."""
