"""Where the sensors look, and how low."""
