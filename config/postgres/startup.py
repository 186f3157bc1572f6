"""From nothing to a database that the application may use."""

from __future__ import annotations

from collections.abc import Callable

from config.postgres.address import data_directory, embedded
from config.postgres.cluster import Cluster
from config.postgres.lease import Lease


def open_database(say: Callable[[str], None]) -> Lease | None:
    """The embedded server runs and has its roles and database; None when a real server is named."""
    if not embedded():
        return None
    from config.postgres.roles import prepare_cluster

    cluster = Cluster(data_directory())
    if not cluster.data.exists():
        say(f"Opretter databasen i {cluster.directory} …")
    lease = Lease(cluster)
    prepare_cluster(cluster)
    return lease
