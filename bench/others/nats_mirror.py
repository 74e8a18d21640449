"""Publishes into a JetStream stream and waits until its mirror on the other server has everything; runs in the
environment of requirements.txt. Arguments: a JSON object. Prints one.

The stream takes what is published without an acknowledgement of each message, which is the fastest way in; the last of
each part asks for one, so that nothing is dropped for want of room.
"""

import asyncio
import json
import sys
import time

import nats
from nats.js.api import ExternalStream, StreamConfig, StreamSource

SUBJECT = "shared.track"


async def connected(url):
    end = time.monotonic() + 10.0
    while True:
        try:
            return await nats.connect(url, allow_reconnect=False)
        except (OSError, nats.errors.Error):
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.05)


async def reached(connection, subject, end):
    """Wait until the other server answers over the leaf connection: a mirror made before tries again much later."""
    while True:
        try:
            return await connection.request(subject, b"", timeout=0.5)
        except nats.errors.Error:
            if time.monotonic() > end:
                sys.exit("the leaf connection did not come up within 20 s")
            await asyncio.sleep(0.1)


async def mirrored(js, what, end):
    """Wait until the mirror holds so many; what it holds then."""
    while True:
        held = (await js.stream_info("MIRROR")).state.messages
        if held >= what or time.monotonic() > end:
            return held
        await asyncio.sleep(0.002)


async def measure(asked):
    source, mirror = await connected(asked["source"]), await connected(asked["mirror"])
    from_, to = source.jetstream(domain="us"), mirror.jetstream(domain="mx")
    await from_.add_stream(StreamConfig(name="SHARED", subjects=[SUBJECT], storage="file"))
    await reached(mirror, "$JS.us.API.INFO", time.monotonic() + 20.0)
    external = ExternalStream(api="$JS.us.API", deliver="deliver.mx")
    end = time.monotonic() + 10.0
    while True:
        try:
            await to.add_stream(
                StreamConfig(name="MIRROR", storage="file", mirror=StreamSource("SHARED", external=external))
            )
            break
        except nats.errors.Error:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.1)
    await from_.publish(SUBJECT, b"the mirror is there")
    if await mirrored(to, 1, time.monotonic() + 20.0) < 1:
        sys.exit("the mirror did not take its first message within 20 s")
    payload, sent, client = bytes(range(256)) + bytes(asked["bytes"] - 256), 0, time.process_time()
    begun = time.monotonic()
    until = begun + asked["seconds"]
    while sent < asked["messages"] and time.monotonic() < until:
        part = min(asked["part"], asked["messages"] - sent)
        for _ in range(part - 1):
            await source.publish(SUBJECT, payload)
        await from_.publish(SUBJECT, payload, timeout=30.0)
        sent += part
    published = time.monotonic() - begun
    held = await mirrored(to, sent + 1, until + asked["seconds"]) - 1
    elapsed = time.monotonic() - begun
    client = time.process_time() - client
    await source.close()
    await mirror.close()
    return {
        "messages": held,
        "published_s": published,
        "seconds": elapsed,
        "client_cpu_s": client,
        "missing": sent - held,
    }


print(json.dumps(asyncio.run(measure(json.loads(sys.argv[1])))))
