"""The libraries behind object storage and SFTP, and where they differ."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple


class StorageProtocol(NamedTuple):
    """The differences between protocols."""

    extra: str  # of this package
    error: str  # the class of what its library raises besides OSError
    headers: Callable[[str, str], dict[str, Any]]  # the arguments for a media type and a Cache-Control
    options: Callable[[], dict[str, Any]] = lambda: {"use_listings_cache": False}  # of the client
    threads: int = 32
    renames: bool = False  # a file is only replaced at once by rename

    def error_class(self) -> type[Exception]:
        """Return the class of what the library raises; raises ImportError if it is not installed."""
        module, _, name = self.error.rpartition(".")
        error: type[Exception] = getattr(import_module(module), name)
        return error


def _sftp_options() -> dict[str, Any]:
    from syndication.site.export.known_hosts import KnownHosts  # noqa: PLC0415 (of an extra)

    return {"host_key_policy": KnownHosts()}


PROTOCOLS = {
    "s3": StorageProtocol(
        "s3",
        "botocore.exceptions.BotoCoreError",
        lambda media_type, cache: {"ContentType": media_type, "CacheControl": cache},
    ),
    "gs": StorageProtocol(
        "gcs",
        "gcsfs.retry.HttpError",
        lambda media_type, cache: {
            "content_type": media_type,
            "fixed_key_metadata": {"cache_control": cache},
        },
    ),
    "az": StorageProtocol(
        "azure",
        "azure.core.exceptions.AzureError",
        lambda media_type, cache: {"content_settings": {"content_type": media_type, "cache_control": cache}},
    ),
    "sftp": StorageProtocol(
        "sftp", "paramiko.SSHException", lambda *_: {}, _sftp_options, threads=1, renames=True
    ),
}
