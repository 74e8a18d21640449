"""The work of the watch: the air picture, alerts and their outcomes, declarations. Use cases over ports."""
