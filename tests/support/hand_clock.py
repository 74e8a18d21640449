"""A clock that a test moves by hand, and chance that counts."""


class HandClock:
    def __init__(self, at=1_800_000_000_000_000_000):
        self.at = at

    def now(self):
        self.at += 1_000_000
        return self.at

    def monotonic_s(self):
        return self.at / 1e9


class CountingEntropy:
    def __init__(self):
        self.count = 0

    def token(self, size):
        self.count += 1
        return self.count.to_bytes(size, "big")
