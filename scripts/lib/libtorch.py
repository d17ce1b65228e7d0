"""What scripts/setup leaves to Python: the download, the unpacking and the check of libtorch.

libtorch.py check FOLDER RECIPE [--hashes]     is it there, and whole?
libtorch.py lock DESCRIPTOR                    keep a second scripts/setup out
libtorch.py space FOLDER WHEEL MB_WHEEL MB_KEPT
libtorch.py fetch FOLDER WHEEL SHA256          download, or go on with a download
libtorch.py unpack WHEEL FOLDER PATTERN...     take out the libraries named and the headers
libtorch.py try FOLDER                         can the libraries be loaded?
libtorch.py seal FOLDER RECIPE                 write the manifest that `check` reads
"""

import errno
import fcntl
import fnmatch
import hashlib
import logging
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile

MANIFEST = "manifest"
CHUNK = 1 << 20


class Failure(Exception):
    """Ends the program with a message that says what to do next."""


class OtherPip(Exception):
    """This version of pip does not have the insides that fetch_resumable works with."""


def mb(size):
    return size // 10**6


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(CHUNK), b""):
            digest.update(block)
    return digest.hexdigest()


# --- check and seal ------------------------------------------------------------------------------
# The manifest has the recipe in its first line, then "hash size path" for each file, then "end". It
# is written last, so a folder that has one was finished.


def seal(folder, recipe):
    lines = [recipe]
    for path in sorted(files_below(folder)):
        full = os.path.join(folder, path)
        lines.append(f"{sha256_of(full)} {os.path.getsize(full)} {path}")
    with open(os.path.join(folder, MANIFEST), "w", encoding="utf-8") as file:
        file.write("\n".join([*lines, "end"]) + "\n")


def files_below(folder):
    for parent, _, names in os.walk(folder):
        for name in names:
            yield os.path.relpath(os.path.join(parent, name), folder)


def problem_with(folder, recipe, hashes):
    """What is wrong with an unpacked libtorch, in a few words; None if nothing is."""
    try:
        with open(os.path.join(folder, MANIFEST), encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return "it is not finished, or not made by scripts/setup"
    if not lines or lines[0] != recipe:
        return "an older scripts/setup made it"
    if lines.pop() != "end":
        return "its manifest is damaged"
    for line in lines[1:]:
        if not re.fullmatch("[0-9a-f]{64} [0-9]+ .+", line):
            return "its manifest is damaged"
        digest, size, path = line.split(" ", 2)
        full = os.path.join(folder, path)
        if not os.path.isfile(full):
            return path + " is missing"
        if os.path.getsize(full) != int(size):
            return f"{path} has {os.path.getsize(full)} bytes instead of {size}"
        if hashes and sha256_of(full) != digest:
            return path + " is not as it was unpacked (its hash differs)"
    return None


# --- download ------------------------------------------------------------------------------------


def space(folder, wheel, mb_wheel, mb_kept):
    here = 0
    for name in (wheel, wheel + ".part"):
        path = os.path.join(folder, name)
        here += os.path.getsize(path) if os.path.exists(path) else 0
    needed = max(mb_wheel * 10**6 - here, 0) + mb_kept * 10**6 + 50 * 10**6
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Failure(
            f"too little room in {os.path.dirname(folder)}: {mb(needed)} MB more are needed while "
            f"at work ({mb_kept} MB are kept in the end), but only {mb(free)} MB are free. Make "
            "room, or let third_party be a link to a folder on another disk, and run this again."
        )


def fetch(folder, wheel, sha256):
    target = os.path.join(folder, wheel)
    part = target + ".part"
    if os.path.exists(target):  # stopped while unpacking
        if sha256_of(target) == sha256:
            return
        os.remove(target)
    for attempt in (1, 2):
        resumed = os.path.exists(part) and os.path.getsize(part) > 0
        try:
            fetch_resumable(part, wheel, sha256)
        except OtherPip as reason:
            say(f"With this pip ({reason}), the download cannot be taken up if it breaks off.")
            resumed = False
            fetch_plain(part, wheel)
        say("Checking the hash ...")
        found = sha256_of(part)
        if found == sha256:
            os.rename(part, target)
            return
        os.remove(part)
        if not resumed or attempt == 2:
            raise Failure(
                f"{wheel} came with the wrong content: its sha256 is {found}, not {sha256}. It was "
                "deleted. Run this again; if it stays so, your package index or something between "
                "you and it changes files: try another one (PIP_INDEX_URL)."
            )
        say("The hash is wrong, so the part from before was damaged. Starting from zero ...")


def pip_options(wheel):
    """pip's options for this very wheel, whatever Python and platform this is."""
    _, _, python, abi, platform = wheel[: -len(".whl")].split("-")
    return [
        *("--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"),
        *("--implementation", python[:2], "--python-version", python[2:]),
        *("--abi", abi, "--platform", platform),
    ]


def requirement(wheel):
    return "==".join(wheel.split("-")[:2])


def fetch_resumable(part, wheel, sha256):
    """Downloads into the file `part`, from where it ends.

    `pip download` would start from zero each time, so this uses pip's own code for finding the
    file and for talking to the index, with the index, proxy, certificates and passwords that pip
    is set up for, and asks for the rest of the file only. Those insides may change with any
    version of pip: whatever goes wrong in them is an OtherPip.
    """
    try:
        from pip._internal.cli.cmdoptions import make_target_python
        from pip._internal.commands import create_command

        command = create_command("download")
        context = command.main_context()
    except Exception as error:
        raise OtherPip(str(error).split(" (")[0]) from error
    say(f"Looking for {wheel} in the package index of pip ...")
    logging.basicConfig(level=logging.INFO, format="pip: %(message)s")
    with context:
        try:
            options, _ = command.parse_args([*pip_options(wheel), requirement(wheel)])
            session = command.get_default_session(options)
            finder = command._build_package_finder(
                options=options,
                session=session,
                target_python=make_target_python(options),
                ignore_requires_python=True,
            )
            candidates = finder.find_all_candidates(requirement(wheel).split("==")[0])
            links = [c.link for c in candidates if c.link.filename == wheel]
            links = [(link.url_without_fragment, link.hash) for link in links]
        except Exception as error:
            raise OtherPip(str(error).split(" (")[0]) from error
        good = [url for url, digest in links if digest in (None, sha256)]
        if not good and links:
            raise Failure(
                f"your package index has a {wheel} with another hash than PyTorch's own. Use one "
                "with the original (PIP_INDEX_URL)."
            )
        if not good:
            raise Failure(
                f"pip found no {wheel}. Either the network is down, or needs a proxy "
                "(HTTPS_PROXY), or the package index that pip is set up for does not have it. See "
                "what this says, and run scripts/setup again when it works:\n"
                + "  python3 -m pip download -d /tmp "
                + " ".join([*pip_options(wheel), requirement(wheel)])
            )
        download(session, good[0], part)


def download(session, url, part):
    parent = os.getppid()
    best = failures = 0
    while True:
        have = os.path.getsize(part) if os.path.exists(part) else 0
        headers = {"Accept-Encoding": "identity", "Range": f"bytes={have}-"}
        try:
            with session.get(url, headers=headers, stream=True) as response:
                if response.status_code == 416 and have:  # nothing comes after this byte
                    return
                if response.status_code >= 400:
                    raise Failure(
                        f"the package index answered {response.status_code} {response.reason}. Run "
                        "this again later, or use another index (PIP_INDEX_URL)."
                    )
                if response.status_code != 206:  # the whole file, from its start
                    have = 0
                size = have + int(response.headers.get("Content-Length", 0))
                progress = Progress(have, size)
                with open(part, "r+b" if have else "wb") as file:
                    file.seek(have)
                    for block in response.iter_content(CHUNK):
                        file.write(block)
                        have += len(block)
                        if have > best:
                            best, failures = have, 0
                        progress.show(have)
                        if os.getppid() != parent:  # scripts/setup was killed
                            raise KeyboardInterrupt
                progress.end()
            if have >= size:
                return
            reason = "the connection was closed early"
        except OSError as error:  # those of pip's network code are of this kind, too
            if error.errno == errno.ENOSPC:
                raise
            reason = str(error)
        failures += 1
        if failures == 5:
            raise Failure(
                f"the download does not get through: {reason}\nWhat has come so far is kept. When "
                "the network is back, run this again, and it goes on from there. (A proxy is set "
                "with HTTPS_PROXY or pip's option `proxy`.)"
            )
        say(f"The download broke off ({reason}). Trying again ...")
        time.sleep(2 * failures)


class Progress:
    """One line that is written over on a terminal; elsewhere a line for every tenth."""

    def __init__(self, start, size):
        self.start, self.size, self.began = start, max(size, 1), time.monotonic()
        self.terminal = sys.stderr.isatty()
        self.next = self.began if self.terminal else start + size // 10
        going_on = f", going on at {mb(start)} MB" if start else ""
        say(f"Downloading PyTorch, {mb(size)} MB{going_on} ...")

    def show(self, have):
        now = time.monotonic()
        if have < self.size and (now if self.terminal else have) < self.next:
            return
        self.next = now + 0.2 if self.terminal else have + self.size // 10
        speed = (have - self.start) / max(now - self.began, 0.001)
        line = (
            f"{mb(have):4} of {mb(self.size)} MB, {100 * have // self.size:3} %, "
            f"{speed / 10**6:.1f} MB/s, {(self.size - have) / max(speed, 1):.0f} s left"
        )
        sys.stderr.write("\r\033[K" + line if self.terminal else line + "\n")
        sys.stderr.flush()

    def end(self):
        if self.terminal:
            sys.stderr.write("\n")


def fetch_plain(part, wheel):
    folder = part + ".pip"
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    try:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-d", folder]
            + [*pip_options(wheel), requirement(wheel)],
            check=True,
            stdout=sys.stderr,
            env={**os.environ, "TMPDIR": folder},  # /tmp may be too small
        )
        os.replace(os.path.join(folder, wheel), part)
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        raise Failure(
            f"pip could not download {wheel} (its own words are above). Check the network, the "
            "proxy and the index that pip is set up for, or try a newer pip (python3 -m pip "
            "install --upgrade pip), and run this again."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- unpack and try ------------------------------------------------------------------------------


def unpack(wheel, folder, patterns):
    """The headers go to include/ and the libraries to lib/, wherever the wheel has them."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            base = os.path.basename(name)
            if not base:
                continue
            if name.startswith("torch/include/"):
                path = name[len("torch/") :]
            elif any(fnmatch.fnmatch(name, pattern) for pattern in patterns):
                path = os.path.join("lib", base)
            elif ".dist-info/" in name and base in ("LICENSE", "NOTICE"):
                path = base
            else:
                continue
            target = os.path.join(folder, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(name) as source, open(target, "wb") as file:
                shutil.copyfileobj(source, file, CHUNK)


def try_loading(folder):
    """In a Python of its own, which a library that is no good may take down."""
    lib = os.path.join(folder, "lib")
    for name in ("libtorch.so", "libtorch.dylib"):
        path = os.path.join(lib, name)
        if os.path.exists(path):
            code = "import ctypes, os, sys; ctypes.CDLL(sys.argv[1], os.RTLD_NOW)"
            result = subprocess.run(
                [sys.executable, "-c", code, path], check=False, stderr=subprocess.PIPE, text=True
            )
            if result.returncode == 0:
                return
            words = result.stderr.strip().split("\n")[-1] or f"status {result.returncode}"
            raise Failure(
                f"libtorch was unpacked, but this system cannot load it:\n  {words}\nIf a library "
                "of the system is named there, install it and run this again; otherwise please "
                "report this."
            )
    raise Failure("the wheel has no libtorch in it. Please report this.")


# --- command line --------------------------------------------------------------------------------


def say(text):
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def main(command, *args):
    if command == "check":
        problem = problem_with(args[0], args[1], "--hashes" in args[2:])
        if problem:
            print(problem)
            return 1
    elif command == "lock":
        try:
            fcntl.flock(int(args[0]), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 1
        except OSError:  # a file system without locks: go on without
            pass
    elif command == "space":
        space(args[0], args[1], int(args[2]), int(args[3]))
    elif command == "fetch":
        fetch(*args)
    elif command == "unpack":
        unpack(args[0], args[1], args[2:])
    elif command == "try":
        try_loading(args[0])
    elif command == "seal":
        seal(*args)
    else:
        raise Failure("no such command: " + command)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Failure as failure:
        say(f"scripts/setup: {failure}")
    except KeyboardInterrupt:
        say("\nStopped. Run scripts/setup again, and it goes on from here.")
        sys.exit(130)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            say(
                "scripts/setup: the disk is full. Make room and run this again, to go on from here."
            )
        else:
            say(f"scripts/setup: {error}. See to that and run this again.")
    sys.exit(1)
