"""An HTTP CONNECT proxy of ours: it asks for credentials, denies, or says nothing, as a test wants."""

import asyncio
import base64
import socket
import threading


class ConnectProxy:
    """Listens on a loopback port, in a thread of its own.

    `answer` is a status line to give instead of a tunnel; "silence" gives nothing. `seen` are the requests' heads.
    """

    def __init__(self, *, credentials=None, answer=None):
        self.credentials, self.answer, self.seen, self.tunnels = credentials, answer, [], 0
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(asyncio.start_server(self._accept, sock=listening))
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        async def end():
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _status(self, head):
        if self.answer is not None:
            return self.answer
        given = f"Proxy-Authorization: Basic {base64.b64encode((self.credentials or '').encode()).decode()}"
        if self.credentials is not None and given not in head.decode().split("\r\n"):
            return "407 Proxy Authentication Required"
        return None

    async def _accept(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.seen.append(head)
            status = self._status(head)
            if status == "silence":
                await reader.read()
            elif status is not None:
                writer.write(f"HTTP/1.1 {status}\r\nConnection: close\r\n\r\n".encode())
            else:
                await self._tunnel(head, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _tunnel(self, head, reader, writer):
        host, port = head.split()[1].decode().rsplit(":", 1)
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        self.tunnels += 1
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))


async def _pump(reader, writer):
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
