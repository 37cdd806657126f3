"""The machine: what its processor can do, and machine code made for it, kept on disk and loaded.

Code is made for a level of the processor by its features, never by its name, so that kept code runs on every machine
that has the level. A damaged object would kill the process without a word, and a foreign one would run: what is kept is
signed with a key of the user's own.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import logging
import multiprocessing
import os
from dataclasses import dataclass
from typing import Any

from crossroads.engine.compiled.llvm import kept_code
from crossroads.errors import InputError, nearest

log = logging.getLogger("crossroads")

ENVIRONMENT = "CROSSROADS_COMPILED"
"""With 0 in it the laws are run by NumPy; with the name of a level, code is made for that level."""

_WIDTHS = {"x86-64-v4": 8, "x86-64-v3": 8, "x86-64": 4}
"""Level -> worlds a vector: one register or two; 8 on all others.

What no world of a vector asks for is passed over, and fewer worlds agree in that more often: at the highest level 16
took a tenth longer with councils. At the first, two registers are as fast as four, their code made in half the time.
"""

MOST_THREADS = 16


_LEVELS: tuple[tuple[str, frozenset[str]], ...] = (
    ("x86-64-v4", frozenset({"avx512f", "avx512dq", "avx512vl", "avx512bw", "avx512cd", "avx2", "fma", "bmi2"})),
    ("x86-64-v3", frozenset({"avx2", "fma", "bmi", "bmi2", "lzcnt", "movbe", "f16c"})),
)
"""Levels of x86-64 above the first, with what LLVM calls their features."""

_kept: list[Any] = []
"""What holds loaded code: it must outlive the functions."""


LEAST_LLVMLITE = (0, 45)
"""Earlier ones read pointers in another notation."""


@functools.cache
def llvm_binding() -> Any:
    """Return llvmlite, ready for this machine; loaded only where code is made or run."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


@functools.cache
def refusal() -> str:
    """Return why the laws are run by NumPy here; nothing where they are compiled."""
    if os.environ.get(ENVIRONMENT) == "0":
        return f"{ENVIRONMENT}=0"
    try:
        found = _llvmlite_version()
        if found < LEAST_LLVMLITE:
            return f"llvmlite {_dotted(found)} is too old: {_dotted(LEAST_LLVMLITE)} is needed"
        llvm_binding()
    except ImportError:
        return "llvmlite is not installed"
    except OSError as error:
        return f"llvmlite cannot be loaded: {error}"
    return ""


def _llvmlite_version() -> tuple[int, int]:
    import llvmlite

    parts = str(llvmlite.__version__).split(".")
    return int(parts[0]), int(parts[1])


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))


def available() -> bool:
    """Return whether laws can be compiled here: llvmlite is installed, and nobody has asked for NumPy."""
    return not refusal()


def way() -> dict[str, str]:
    """Return what runs the laws here, in words; bytes are the same either way."""
    return {"run_by": "compiled code", "level": level()} if available() else {"run_by": "NumPy", "because": refusal()}


@functools.cache
def tell() -> None:
    """Tell once where the laws are run by NumPy."""
    if not available():
        log.warning("The laws are run by NumPy (%s): the same results, slower.", refusal())


@functools.cache
def level() -> str:
    """Return the level of this machine's processor for which code is made.

    Raises
    ------
    InputError
        Where the environment asks for what is no level.
    """
    llvm = llvm_binding()
    asked = os.environ.get(ENVIRONMENT, "")
    allowed = [*(name for name, _ in _LEVELS), "x86-64", "0"]
    if asked not in ("", "1", *allowed):
        raise InputError(f"{ENVIRONMENT}: found '{asked}'; allowed: {', '.join(allowed)}{nearest(asked, allowed)}")
    if not llvm.get_default_triple().startswith("x86_64"):
        return "generic"
    features = llvm.get_host_cpu_features()
    able = [name for name, needed in _LEVELS if all(features.get(feature) for feature in needed)] + ["x86-64"]
    return asked if asked in able else able[0]


def width() -> int:
    """Return how many worlds a vector holds."""
    return _WIDTHS.get(level(), 8)


def threads() -> int:
    """Return how many threads carry blocks at a time; one in a process that was started to share the work."""
    return 1 if multiprocessing.parent_process() is not None else min(os.cpu_count() or 1, MOST_THREADS)


def _target(cpu: str) -> Any:
    llvm = llvm_binding()

    target = llvm.Target.from_default_triple()
    return target.create_target_machine(cpu=cpu, opt=2, codemodel="jitdefault", jit=True)


def build(text: str, cpu: str) -> bytes:
    """Return the object code of a module's text for a level of processor."""
    llvm = llvm_binding()

    module = llvm.parse_assembly(text)
    module.verify()
    machine = _target(cpu)
    module.triple, module.data_layout = llvm.get_default_triple(), str(machine.target_data)
    code: bytes = machine.emit_object(module)
    return code


@dataclass(frozen=True, slots=True)
class Code:
    """Loaded machine code: its functions by name."""

    engine: Any

    def function(self, name: str, *kinds: Any, result: Any = None) -> Any:
        """Return a function of the module that takes arguments of some ctypes kinds; it lets other threads run."""
        return ctypes.CFUNCTYPE(result, *kinds)(self.engine.get_function_address(name))


def load(code: bytes) -> Code:
    """Return object code ready to be called."""
    llvm = llvm_binding()

    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target(level()))
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    _kept.append(engine)
    return Code(engine)


def key_of(*parts: str) -> str:
    """Return the name under which what hangs on some texts is kept: LLVM and the level are in it, too."""
    llvm = llvm_binding()
    told = "\0".join((str(llvm.llvm_version_info), llvm.get_default_triple(), level(), *parts))
    return hashlib.sha256(told.encode()).hexdigest()


def loaded(text: str) -> Code:
    """Return a module's code, from what is kept or made now."""
    name = key_of(text)
    code = kept_code.read(name)
    if code is None:
        code = build(text, level())
        kept_code.write(name, code)
    return load(code)
