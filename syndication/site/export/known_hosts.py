"""The hosts that the user trusts, for SFTP: fsspec would take any host for the one that is meant."""

from pathlib import Path

from paramiko import HostKeys, MissingHostKeyPolicy, PKey, SSHClient, SSHException


class KnownHosts(MissingHostKeyPolicy):
    """Accept the keys in ~/.ssh/known_hosts, as ssh does, and no others."""

    def missing_host_key(self, client: SSHClient, hostname: str, key: PKey) -> None:  # noqa: ARG002 (paramiko's)
        """Raise SSHException if the key of a host is not known."""
        file = Path.home() / ".ssh" / "known_hosts"
        trusted = HostKeys(str(file)) if file.exists() else HostKeys()
        if not trusted.check(hostname, key):
            raise SSHException(f"the {key.get_name()} key of {hostname} is not in {file}")
