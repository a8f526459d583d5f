"""A speech service that writes down what it should say, and says that it has said it."""

from __future__ import annotations

import queue
import socket
import threading
from pathlib import Path


class Speech:
    """Answers one client after another as speech-dispatcher 0.11.4 does; ``heard`` are the texts, in order."""

    def __init__(self, path: Path) -> None:
        self.heard: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.rates: list[str] = []
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(path))
        self._listening.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            with line, line.makefile("rwb", buffering=0) as file:
                try:
                    self._talk(file)
                except OSError:
                    continue

    def _talk(self, file: socket.SocketIO) -> None:
        number = 0
        while command := file.readline().decode().strip():
            if command.startswith("SET self RATE"):
                self.rates.append(command.split()[-1])
            if command != "SPEAK":
                file.write(b"200 OK\r\n")
                continue
            file.write(b"230 OK RECEIVING DATA\r\n")
            lines = []
            while (text := file.readline().decode().rstrip("\r\n")) != ".":
                lines.append(text)
            number += 1
            self.heard.put("\n".join(lines))
            file.write(f"225-{number}\r\n225 OK MESSAGE QUEUED\r\n".encode())
            for code, word in ((701, "BEGIN"), (702, "END")):
                file.write(f"{code}-{number}\r\n{code}-1\r\n{code} {word}\r\n".encode())
