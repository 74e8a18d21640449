"""What a desk says and asks about one track: labels, whose it is, who holds it."""
