"""An engine for what outgrows one machine: `dask.distributed`, on a cluster that runs already or one of its own.

The orders are those of every engine, and so are the bytes. A worker needs the installed package and nothing else: what
it measures travels back and is written once, where the study is. Where it sees the study's folder it writes there
itself, and nothing travels. Workers may come and go while the work lasts; what one had in hand when it died is made by
another.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossroads.errors import InputError
from crossroads.identity import code_hash
from crossroads.runs.engines import MARK, Call, Engine, Tally, Work, end_if_started_again
from crossroads.runs.manifest import versions
from crossroads.runs.storage.files import write_text

if TYPE_CHECKING:
    from distributed import Client, Future

AHEAD = 2
"""Orders that a thread of a worker has in hand or waiting: enough that none is idle, few enough for the memory."""

SECONDS = 10
"""How long an answer of a scheduler is waited for."""

FIRST_WORKER = 60
"""Seconds for which a first worker is waited for."""

DEATHS = 3
"""Workers that may die over one order before it is held to be the order's fault."""

GOES_ON = "Finished shards are kept; the same command goes on."

NOT_INSTALLED = "engine: found 'dask', which is not installed; pip install 'crossroads-1941[dask]' brings it"


@dataclass(frozen=True, slots=True)
class _Home:
    """Where a study is, as its workers may see it.

    Attributes
    ----------
    mark
        A file that stands in the study's folder as long as the work lasts.
    word
        What is in it, so that no other folder of the same name is taken for it.
    code
        Digest of the program.
    """

    mark: Path
    word: str
    code: str

    def is_seen(self) -> bool:
        """Say whether this machine sees the study's folder."""
        try:
            return self.mark.read_text("ascii") == self.word
        except (OSError, ValueError):
            return False


class _OtherProgramError(Exception):
    """A worker has another version of the program, so that its bytes could differ."""


def _unheard(_week: int) -> None:
    """Hear nothing: weeks in other processes are told when their part is done."""


def _carried(work: Work, order: Any, home: _Home) -> tuple[bool, Any]:
    """Carry out an order on a worker; return whether it has been kept, else what was found."""
    if code_hash() != home.code:
        import socket

        told = ", ".join(f"{name} {version}" for name, version in versions().items())
        raise _OtherProgramError(f"{socket.gethostname()} ({told})")
    found = work.measure(order, _unheard)
    if home.is_seen():
        work.keep(order, found)
        return True, None
    return False, found


def connected(scheduler: str | None = None) -> Engine:
    """Return the engine.

    Parameters
    ----------
    scheduler
        Address of a scheduler that runs already, such as 'tcp://10.0.0.5:8786'; None: a cluster of this machine, with
        a process for each worker, which ends with the work.

    Raises
    ------
    InputError
        Where `dask.distributed` is not installed.
    """
    try:
        import distributed  # noqa: F401 - whether it is there is told before any work
    except ImportError:
        raise InputError(NOT_INSTALLED) from None
    return functools.partial(carry, scheduler=scheduler)


def carry(call: Call, orders: Sequence[Any], workers: int, tally: Tally, *, scheduler: str | None = None) -> None:
    """Carry out the orders on a cluster; see `runs.engines` for what every engine does.

    Parameters
    ----------
    call
        A `Work`: its halves are done apart.
    orders, workers, tally
        As every engine; `workers` is the size of a cluster of this machine, one that runs already has its own.
    scheduler
        As for `connected`.

    Raises
    ------
    InputError
        Where the scheduler cannot be reached or is lost, its workers have another version of the program, or an order
        has ended several workers. What was finished is kept.
    """
    if not isinstance(call, Work):
        raise TypeError("this engine needs a call in two halves")
    end_if_started_again()
    from distributed import CancelledError, KilledWorker, TimeoutError
    from distributed.comm import CommClosedError

    place = f"the scheduler at {scheduler}" if scheduler else "the cluster of this machine"
    try:
        with _client(workers, scheduler) as client, _home(orders) as home:
            _check_versions(client, home)
            _feed(client, call, orders, home, tally)
    except KilledWorker as error:
        raise InputError(
            f"dask: {DEATHS + 1} workers in turn died over one shard ({error.last_worker.address} last), most often "
            f"for want of memory; give workers more, or fewer threads. {GOES_ON}"
        ) from None
    except _OtherProgramError as error:
        raise InputError(
            f"dask: a worker has another version of the program than this machine: {error}; install the same on all. "
            f"{GOES_ON}"
        ) from None
    except (CommClosedError, CancelledError, TimeoutError, OSError) as error:
        if isinstance(error, OSError) and not isinstance(error, CommClosedError | TimeoutError):
            raise
        raise InputError(f"dask: {place} cannot be reached, or was lost. {GOES_ON}") from None


@contextlib.contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Client]:
    """Give a client, of a cluster that runs already or of one for the length of the work."""
    import dask
    from distributed import Client, LocalCluster

    settings = {"distributed.scheduler.allowed-failures": DEATHS, "distributed.comm.timeouts.connect": f"{SECONDS}s"}
    with dask.config.set(settings), _quiet():
        if scheduler is not None:
            try:
                client = Client(scheduler, timeout=SECONDS, set_as_default=False)
            except ValueError as error:
                raise InputError(
                    f"scheduler: found '{scheduler}' ({error}); allowed: such as tcp://10.0.0.5:8786"
                ) from None
            except OSError:
                raise InputError(f"dask: the scheduler at {scheduler} cannot be reached. {GOES_ON}") from None
            with client:
                client.wait_for_workers(1, timeout=FIRST_WORKER)
                yield client
            return
        # Processes: what writes papers holds Python's lock, so that threads would wait for each other.
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        )
        with cluster, Client(cluster, set_as_default=False) as client:
            yield client


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what dask logs of workers that come and go to itself: what matters is told in one message."""
    names = ("distributed", "distributed.client", "distributed.core", "tornado.application")
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@contextlib.contextmanager
def _home(orders: Sequence[Any]) -> Iterator[_Home]:
    """Leave a mark in the folder of the study, by which workers on a shared disk know it."""
    word = secrets.token_hex(16)
    mark = Path(orders[0].work).resolve() / f"{MARK}{word[:8]}"
    write_text(mark, word)
    try:
        yield _Home(mark, word, code_hash())
    finally:
        mark.unlink(missing_ok=True)


def _check_versions(client: Client, home: _Home) -> None:
    """Refuse workers that are there and have another program; those that come later are asked with each order."""
    try:
        found: dict[str, str] = client.run(code_hash)
    except (ImportError, AttributeError) as error:
        raise InputError(
            f"dask: a worker lacks the package ({error}); install crossroads-1941 on every machine. {GOES_ON}"
        ) from None
    others = [address for address, code in found.items() if code != home.code]
    if others:
        raise _OtherProgramError(", ".join(others))


def _feed(client: Client, work: Work, orders: Sequence[Any], home: _Home, tally: Tally) -> None:
    """Hand out orders as workers become free, and write what comes back."""
    from distributed import as_completed

    waiting = iter(enumerate(orders))
    places: dict[Future, int] = {}

    def more(completed: Any) -> None:
        """Keep every thread that there is now in work."""
        room = AHEAD * max(1, sum(client.nthreads().values()))
        while len(places) < room and (following := next(waiting, None)) is not None:
            position, order = following
            future = client.submit(_carried, work, order, home, pure=False)
            places[future] = position
            completed.add(future)

    completed = as_completed([], loop=client.loop)
    more(completed)
    for future in completed:
        position = places.pop(future)
        kept, found = future.result()
        if not kept:
            work.keep(orders[position], found)
        future.release()
        tally.done(position)
        more(completed)
