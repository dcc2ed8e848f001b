"""A plain TCP copy: what a transfer over the same line is compared with.

    python -m tests.bench.line.copy serve PORT
    python -m tests.bench.line.copy send HOST PORT BYTES bbr|cubic

`send` prints the seconds from the connect to the word that all has come.
"""

import os
import socket
import sys
import time

BLOCK = 262_144


def serve(port: int) -> None:
    """Take one copy after the other."""
    with socket.create_server(("0.0.0.0", port)) as server:
        print("ready", flush=True)
        while True:
            connection = server.accept()[0]
            with connection:
                left = int.from_bytes(connection.recv(8, socket.MSG_WAITALL), "big")
                while left and (block := connection.recv(min(left, BLOCK))):
                    left -= len(block)
                connection.sendall(b"k")


def send(host: str, port: int, size: int, congestion: str) -> float:
    """Seconds that a copy of so many bytes takes. Raises OSError."""
    content = os.urandom(size)
    begun = time.monotonic()
    with socket.socket() as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, congestion.encode())
        line.connect((host, port))
        line.sendall(size.to_bytes(8, "big") + content)
        if line.recv(1) != b"k":
            raise OSError("the copy did not arrive")
    return time.monotonic() - begun


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]))
    else:
        print(send(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]))
