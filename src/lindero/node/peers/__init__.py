"""The asyncio side of the link: TLS, one peer per partner, its sending and its receiving half."""
