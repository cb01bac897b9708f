"""Connections to a cluster: client certificates, and requests signed by AWS's SigV4."""

import gzip
import hashlib
import hmac
import json
import re
import ssl
from pathlib import Path

import pytest
import trustme
from werkzeug import Request, Response

from searchapp.engine.errors import EngineError
from searchapp.engine.opensearch.connection import ClusterAddress, check_version, connect
from tests.serving import served

SECRET = "a-secret-access-key"  # noqa: S105
VERSION = {"version": {"number": "2.19.6", "distribution": "opensearch"}}


@Request.application
def cluster(_: Request) -> Response:
    return Response(json.dumps(VERSION), content_type="application/json")


def test_a_client_certificate_is_shown_to_a_cluster_that_asks_for_one(tmp_path: Path) -> None:
    from opensearchpy.exceptions import ConnectionError as NodeError

    authority = trustme.CA()
    ca, certificate, key = (tmp_path / name for name in ("ca.pem", "client.pem", "client.key"))
    authority.cert_pem.write_to_path(str(ca))
    issued = authority.issue_cert("archive.example.org")
    issued.cert_chain_pems[0].write_to_path(str(certificate))
    issued.private_key_pem.write_to_path(str(key))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    authority.configure_trust(tls)
    tls.verify_mode = ssl.CERT_REQUIRED
    with served(cluster, tls) as url:
        address = ClusterAddress((url,), ca_certs=ca, client_cert=certificate, client_key=key)
        client = connect(address)
        check_version(client)
        client.close()
        client = connect(ClusterAddress((url,), ca_certs=ca, retries=0))
        with pytest.raises(NodeError):
            client.info()
        client.close()


def signature(request: Request, region: str) -> str:
    """Return the signature of *request*, computed by AWS's description of SigV4."""
    time = request.headers["X-Amz-Date"]
    canonical = "\n".join(
        (
            request.method,
            request.path,
            request.query_string.decode(),
            f"host:{request.headers['Host']}",
            f"x-amz-date:{time}",
            "",
            "host;x-amz-date",
            hashlib.sha256(request.get_data()).hexdigest(),
        )
    )
    scope = (time[:8], region, "es", "aws4_request")
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join(("AWS4-HMAC-SHA256", time, "/".join(scope), hashed))
    key = f"AWS4{SECRET}".encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


def test_requests_are_signed_with_the_credentials_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    received: list[tuple[str, str, bytes]] = []

    @Request.application
    def recording(request: Request) -> Response:
        sent = request.headers["Authorization"]
        received.append((sent, signature(request, "eu-central-1"), request.get_data()))
        return Response("{}", content_type="application/json")

    with served(recording) as url:
        client = connect(ClusterAddress((url,), aws_region="eu-central-1"))
        client.search(index="archive", body={"query": {"match_all": {}}})
        client.close()
    ((sent, expected, body),) = received
    assert re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\d{8}/eu-central-1/es/aws4_request,"
        rf" SignedHeaders=host;x-amz-date, Signature={expected}",
        sent,
    )
    assert json.loads(gzip.decompress(body)) == {"query": {"match_all": {}}}


def test_missing_credentials_for_signatures_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(EngineError, match="boto3 finds no credentials"):
        connect(ClusterAddress(("http://127.0.0.1:9",), aws_region="eu-central-1"))
