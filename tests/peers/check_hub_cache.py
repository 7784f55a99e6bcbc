#!/usr/bin/env python3
"""Our cache and huggingface_hub's are one: each finds what the other fetched.

    ninja loopback_hub hub_client
    tests/peers/check_hub_cache.py BUILD/tests/loopback_hub BUILD/tests/hub_client

1. hub_client fetches a data set from the loopback hub; huggingface_hub, without network, finds the
   snapshot, every file, the listing and the branch, and scan_cache_dir() sees nothing wrong.
2. huggingface_hub fetches it; hub_client, without network, finds the same.
3. hub_client reads a file and keeps the listing alone; scan_cache_dir() sees nothing wrong.
4. Both into one cache, one file each: the other's blobs are taken, not fetched again.
5. huggingface_hub fetches single files, which leaves no listing; hub_client finds those offline.

Written against huggingface_hub 2.4.0.
"""
import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

REPO = "ns/data"
COMMIT = "8191fd29eb5cf906ec55effca44d8059888b615d"  # what loopback_hub calls main


def make_repo(root: pathlib.Path) -> dict[str, bytes]:
    rng = random.Random(4)
    files = {
        "README.md": b"# data\n",
        "empty": b"",
        "lcl/state.json": json.dumps({"_data_files": []}).encode(),
        "lcl/data-00000-of-00001.arrow": rng.randbytes(3_000_000),
        "electricity/15T/data-00000-of-00001.arrow": rng.randbytes(40_000),
    }
    for name, data in files.items():
        path = root / REPO / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return files


def our_client(program: str, home: pathlib.Path, endpoint: str, *paths: str,
               revision: str = "main", option: str = "", **more: str) -> list[str]:
    variables = dict(os.environ, HF_HOME=str(home), HF_ENDPOINT=endpoint, **more)
    options = [option] if option else []
    run = subprocess.run([program, *options, REPO, revision, *paths], env=variables, text=True, capture_output=True)
    assert run.returncode == 0, run.stderr
    return [line.split(" ", 2)[2] for line in run.stdout.splitlines()]


THEIRS = """
import json, sys
import huggingface_hub as hub
from huggingface_hub import constants
action, repo, names = sys.argv[1], sys.argv[2], sys.argv[3:]
if action == "fetch" and names:
    for name in names:
        hub.hf_hub_download(repo, name, repo_type="dataset")
    sys.exit()
if action == "scan":
    assert not hub.scan_cache_dir().warnings, hub.scan_cache_dir().warnings
    sys.exit()
local = action == "find"
snapshot = hub.snapshot_download(repo, repo_type="dataset", local_files_only=local)
info = hub.scan_cache_dir()
assert not info.warnings, info.warnings
[cached] = info.repos
[revision] = cached.revisions
listed = {f.path: f.size for f in hub.get_cached_repo_tree(repo, repo_type="dataset")}
paths = {n: hub.try_to_load_from_cache(repo, n, repo_type="dataset") for n in listed}
print(json.dumps({"snapshot": snapshot, "refs": sorted(revision.refs), "sha": revision.commit_hash,
                  "repo": cached.repo_id, "kind": cached.repo_type, "files": len(revision.files),
                  "listed": listed, "paths": paths}))
"""


def their_client(action: str, home: pathlib.Path, endpoint: str, *names: str) -> dict:
    variables = dict(os.environ, HF_HOME=str(home), HF_ENDPOINT=endpoint, HF_HUB_DISABLE_XET="1",
                     HF_HUB_OFFLINE="1" if action == "find" else "0", HF_HUB_DISABLE_TELEMETRY="1",
                     HF_HUB_DISABLE_UPDATE_CHECK="1")
    run = subprocess.run([sys.executable, "-c", THEIRS, action, REPO, *names], env=variables,
                         text=True, capture_output=True)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout) if run.stdout.strip() else {}


def check_found(found: dict, files: dict[str, bytes]) -> None:
    assert found["repo"] == REPO and found["kind"] == "dataset", found
    assert found["refs"] == ["main"] and found["files"] == len(files), found
    assert found["listed"] == {n: len(d) for n, d in files.items()}, found["listed"]
    for name, data in files.items():
        assert pathlib.Path(found["paths"][name]).read_bytes() == data, name
        assert pathlib.Path(found["snapshot"], name).read_bytes() == data, name


def blob_name(data: bytes, large: bool) -> str:
    return hashlib.sha256(data).hexdigest() if large else hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def main() -> None:
    server_program, client = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        files = make_repo(base / "root")
        server = subprocess.Popen([server_program, str(base / "root")], stdout=subprocess.PIPE, text=True)
        try:
            endpoint = server.stdout.readline().strip().split("=", 1)[1]
            places = our_client(client, base / "ours", endpoint)
            assert len(places) == len(files), places
            check_found(their_client("find", base / "ours", endpoint), files)
            blobs = {p.name for p in (base / "ours/hub/datasets--ns--data/blobs").iterdir()}
            assert blobs == {blob_name(d, len(d) >= 1024) for d in files.values()}, blobs
            print(f"1. huggingface_hub finds {len(files)} files that hub_client fetched")

            check_found(their_client("fetch", base / "theirs", endpoint), files)
            places = our_client(client, base / "theirs", endpoint, HF_HUB_OFFLINE="1")
            for name, place in zip(sorted(files), places):
                assert pathlib.Path(place).read_bytes() == files[name], name
            print(f"2. hub_client finds {len(places)} files that huggingface_hub fetched")

            names = sorted(files)
            our_client(client, base / "listed", endpoint, names[0], revision=COMMIT, option="--stream")
            their_client("scan", base / "listed", endpoint)
            print("3. a listing alone is no broken cache")

            our_client(client, base / "both", endpoint, *names[:3])
            their_client("fetch", base / "both", endpoint, *names[3:])
            check_found(their_client("fetch", base / "both", endpoint), files)
            our_client(client, base / "both", endpoint, HF_HUB_OFFLINE="1")
            print("4. both fetch into one cache")

            their_client("fetch", base / "single", endpoint, *names[1:3])
            places = our_client(client, base / "single", endpoint, HF_HUB_OFFLINE="1")
            assert [pathlib.Path(p).read_bytes() for p in places] == [files[n] for n in names[1:3]]
            print("5. hub_client finds files that huggingface_hub fetched one by one")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
