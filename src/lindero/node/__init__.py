"""The composition root: configuration, wiring, the four pipelines, the asyncio side of the link, control."""
