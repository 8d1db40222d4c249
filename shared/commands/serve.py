"""`passerelle serve`: the pages, on this machine."""

import errno
import ipaddress
import logging
import os
import socket

import click
import uvicorn

from shared.access import READ_ONLY
from shared.commands.options import store_option
from shared.sentences import Refusal, say
from shared.store.database import URL_VARIABLE, open_store, sample_url

APP = "dashboard.server:app"


class _Server(uvicorn.Server):
    """Says where the pages are as soon as they answer."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the address: the one line a person waits for."""
        # Streamlit raises these loggers to its own level while it starts; a filter holds.
        for name in ("uvicorn.error", "uvicorn.access"):
            logging.getLogger(name).addFilter(lambda said: said.levelno >= logging.WARNING)
        await super().startup(sockets)
        if self.started:
            host, port = self.config.host, self.config.port
            shown = f"[{host}]" if ":" in host else host
            click.echo(f"Passerelle: http://{shown}:{port}")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--sample", is_flag=True, help="Show the sample consortium.")
@click.option("--read-only", is_flag=True, help="Refuse every change.")
@store_option
def serve(port: int, address: str, sample: bool, read_only: bool, url: str | None) -> None:
    """Serve the pages on this machine, until Ctrl-C.

    Nobody signs in yet: whoever reaches the pages may do everything. So another address than this
    machine's own asks for --read-only, and for a web server with a password in front of it.
    """
    if not address:
        raise click.BadParameter("Name an address, like 127.0.0.1.", param_hint="--address")
    if not read_only and not _is_loopback(address):
        raise Refusal(
            say(
                "Nobody signs in yet, so at {address} anyone could change what they find. "
                "Add --read-only, and put a web server with a password in front.",
                address=address,
            )
        )
    engine = open_store(sample_url() if sample else url)
    engine.dispose()
    _refuse_taken(address, port)
    store = engine.url
    os.environ[URL_VARIABLE] = store.render_as_string(hide_password=False)
    if read_only:
        os.environ[READ_ONLY] = "1"
    config = uvicorn.Config(APP, host=address, port=port, log_level="warning", access_log=False)
    _Server(config).run()


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _refuse_taken(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise Refusal(
                    say("“{address}” is no address of this machine.", address=address)
                ) from error
            raise Refusal(
                say(
                    "Port {port} of {address} cannot be used: another program may have it. "
                    "Choose another with --port (or make run PORT=…).",
                    port=port,
                    address=address,
                )
            ) from error
