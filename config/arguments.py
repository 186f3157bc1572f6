"""The arguments of ./run, read with nothing but Python itself; run as a module it only checks them.

`./run` asks here first, so that a busy port or a misspelt option is told at once and not after the slow work.
"""

from __future__ import annotations

import argparse
import socket
import sys
from pathlib import Path
from typing import NoReturn

HELP_SHOWN = 64  # tells ./run that there is nothing more to do


class DanishParser(argparse.ArgumentParser):
    """Says what is wrong in Danish, and how to ask for help."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Forkert brug af ./run: {message}\nSkriv ./run --help for at se mulighederne.\n")


def port_number(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"«{text}» er ikke en port (1-65535)")
    return int(text)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = DanishParser(prog="./run", description="Starter Sikkerhedsnet på denne maskine.", add_help=False)
    parser.add_argument("--port", type=port_number, default=8000, help="porten på 127.0.0.1 (ellers 8000)")
    parser.add_argument("--data", type=Path, default=None, help="mappen til databasen (ellers .data)")
    parser.add_argument("--help", "-h", action="store_true", help="vis denne hjælp")
    parser.add_argument("--only-serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.help:
        parser.print_help()
        sys.exit(HELP_SHOWN)
    return options


def port_is_busy(port: int) -> bool:
    """Somebody listens on the port, or we may not; a socket in its closing minutes does not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return True
    return False


def advice(port: int) -> str:
    if port < 1024:
        return f"Port {port} kræver særlige rettigheder eller er optaget. Prøv: ./run --port 8000"
    free = next((other for other in range(port + 1, min(port + 100, 65536)) if not port_is_busy(other)), None)
    hint = f"Prøv en anden: ./run --port {free}" if free else "Prøv en anden med --port."
    return f"Port {port} er optaget af et andet program. {hint}"


def main() -> int:
    options = parse(sys.argv[1:])
    if port_is_busy(options.port):
        print(advice(options.port), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
