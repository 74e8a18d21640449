"""The vocabulary that both sides share: frozen records, their markings, and the release class of every field."""
