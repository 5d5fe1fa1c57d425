"""A store of objects on loopback that speaks S3, for as long as a block runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from unittest.mock import patch

import fsspec

SECRETS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}
BUCKET = "s3://speeches"


@contextmanager
def serve_bucket() -> Iterator[str]:
    """The address of a bucket."""
    server = import_module("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    place = f"http://{host}:{port}"
    try:
        with patch.dict(os.environ, SECRETS | {"AWS_ENDPOINT_URL": place, "FSSPEC_S3_ENDPOINT_URL": place}):
            fsspec.config.set_conf_env(fsspec.config.conf)
            fsspec.filesystem("s3").mkdir(BUCKET.removeprefix("s3://"))
            yield BUCKET
    finally:
        server.stop()
        fsspec.config.conf.pop("s3", None)


def what_is_missing() -> list[str]:
    """The libraries that are not installed."""
    return [name for name in ("moto.server", "s3fs") if not found(name)]


def found(module: str) -> bool:
    """Whether a module can be imported."""
    try:
        import_module(module)
    except ImportError:
        return False
    return True


def held(address: str) -> dict[str, bytes]:
    """What lies below an address."""
    system, root = fsspec.core.url_to_fs(address)
    system.invalidate_cache()
    return {path.removeprefix(root).lstrip("/"): system.cat_file(path) for path in system.find(root)}
