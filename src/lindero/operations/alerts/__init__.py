"""Alerts: raised by rule, acknowledged and closed by persons; every step is a record."""
