"""Declaring flights and airspace: what a person enters or imports, checked, compared, and made a record."""
