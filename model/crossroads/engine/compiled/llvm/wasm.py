"""A module of a traced week as WebAssembly: an object of LLVM, finished without a linker."""

from __future__ import annotations

from collections.abc import Iterator

from crossroads.engine.compiled.llvm import machine

TRIPLE, FEATURES, WIDTH = "wasm32-unknown-unknown", "+simd128", 4
_EXPORT, _CODE, _DATA, _COUNT, _CUSTOM = 7, 10, 11, 12, 0


def _number(raw: bytes, at: int) -> tuple[int, int]:
    """Read a number of LEB128; return it and the place behind it."""
    found = shift = 0
    while True:
        byte = raw[at]
        at += 1
        found |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return found, at


def _written(number: int) -> bytes:
    """Return a number as LEB128."""
    raw = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        raw.append(low | 0x80 if number else low)
        if not number:
            return bytes(raw)


def _sections(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 8
    while at < len(raw):
        kind = raw[at]
        length, at = _number(raw, at + 1)
        yield kind, raw[at : at + length]
        at += length


def _functions(body: bytes) -> dict[str, int]:
    """Return the functions of an object's table of symbols, name -> number."""
    length, at = _number(body, 0)
    _, at = _number(body, at + length)
    found: dict[str, int] = {}
    while at < len(body):
        kind = body[at]
        length, inner = _number(body, at + 1)
        end = inner + length
        if kind == 8:
            count, inner = _number(body, inner)
            for _ in range(count):
                what = body[inner]
                flags, inner = _number(body, inner + 1)
                number, inner = _number(body, inner)
                if not flags & 0x10 or flags & 0x40:
                    size, inner = _number(body, inner)
                    if what == 0:
                        found[body[inner : inner + size].decode()] = number
                    inner += size
        at = end
    return found


def finished(raw: bytes, exported: tuple[str, ...]) -> bytes:
    """Make an object of one module a module that runs, without a linker.

    That holds where an object has no data: numbers in its code are then the right ones already.

    Raises
    ------
    ValueError
        Where it has data.
    """
    names: dict[str, int] = {}
    for kind, body in _sections(raw):
        if kind == _DATA:
            raise ValueError("the object holds data; it needs a linker")
        if kind == _CUSTOM:
            length, at = _number(body, 0)
            if body[at : at + length] == b"linking":
                names = _functions(body)
    listed = [_written(len(name)) + name.encode() + b"\0" + _written(names[name]) for name in exported]
    exports = _written(len(listed)) + b"".join(listed)
    made, told = bytearray(raw[:8]), False
    for kind, body in _sections(raw):
        if kind > _EXPORT and not told:
            made += bytes([_EXPORT]) + _written(len(exports)) + exports
            told = True
        if kind not in (_CUSTOM, _COUNT):
            made += bytes([kind]) + _written(len(body)) + body
    return bytes(made)


def code(text: str) -> bytes:
    """Return the WebAssembly of a module of `compiled.module`: `run` carries one block of worlds through a program."""
    llvm = machine.llvm_binding()
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple(TRIPLE)
    made = target.create_target_machine(features=FEATURES, opt=2, reloc="static", codemodel="default")
    parsed = llvm.parse_assembly(text)
    parsed.triple, parsed.data_layout = TRIPLE, str(made.target_data)
    return finished(made.emit_object(parsed), ("run",))
