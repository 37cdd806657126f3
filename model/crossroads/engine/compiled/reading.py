"""The reading of staff papers in LLVM: which papers lie around each world's beliefs, and the mean of what they say.

A world that asks for a paper that nobody has written yet makes its block halt; when it has been written, the block asks
again. The hash is that of `shelves`, where papers are put in their places.
"""

from __future__ import annotations

from dataclasses import dataclass

from crossroads.engine.compiled.llvm.ir import Writer

FIXED, LEVEL, WEIGHT, MEASURE = "staff:fixed", "staff:level", "staff:weight", "staff:measure"
"""Rows of a block by which a decision's papers are asked for, and into which the answer is written."""

MULTIPLIER = -7046029254386353131
"""The odd number nearest to 2**64 over the golden ratio (Knuth 1973, section 6.4), as a signed one."""

SHIFT = 32
LANES = 8
"""Worlds whose answers are written side by side: as many as a line of the processor's memory holds."""

SHELF = 4
"""Words that tell where a decision's papers lie: mask of the places, places, keys, papers."""


@dataclass(frozen=True, slots=True)
class PaperRead:
    """What is read of the papers of one decision.

    Attributes
    ----------
    facts
        Names of the facts on which the papers depend.
    fixed
        Whole numbers that a paper is asked for by, beside the levels of belief: its week first.
    axes
        Beliefs on which the papers depend.
    measures
        Numbers that a paper holds.
    """

    facts: tuple[str, ...]
    fixed: int
    axes: int
    measures: int

    @property
    def words(self) -> int:
        """Words of a paper's key."""
        return self.fixed + self.axes

    @property
    def corners(self) -> int:
        """Papers between which is read."""
        return self.axes + 1

    def padded(self, width: int) -> int:
        """Return numbers that a paper takes where they are read in vectors."""
        return -(-self.measures // width) * width


_FUNCTION = """define internal i64 @papers{number}(ptr noalias %b, ptr noalias %shelf) noinline nounwind {{
entry:
  %found = alloca [{places} x ptr], align 64
  %sums = alloca [{sums} x double], align 64
  %lost = alloca i64, align 8
  store i64 0, ptr %lost, align 8
  %mask = load i64, ptr %shelf, align 8
  %p1 = getelementptr i64, ptr %shelf, i64 1
  %slots = load ptr, ptr %p1, align 8
  %p2 = getelementptr i64, ptr %shelf, i64 2
  %keys = load ptr, ptr %p2, align 8
  %p3 = getelementptr i64, ptr %shelf, i64 3
  %values = load ptr, ptr %p3, align 8
  br label %lane
lane:
  %j = phi i64 [ 0, %entry ], [ %j1, %lanedone ]
  %lb = getelementptr double, ptr %b, i64 %j
  %fj = mul i64 %j, {corners}
  %fp = getelementptr ptr, ptr %found, i64 %fj
{head}
  br i1 {open}, label %asked, label %lanedone
asked:
{asked}
  br label %corner0
{look}
corner{corners}:
  br label %lanedone
lanedone:
  %j1 = add i64 %j, 1
  %more = icmp slt i64 %j1, {block}
  br i1 %more, label %lane, label %looked
looked:
  %missing = load i64, ptr %lost, align 8
  %whole = icmp eq i64 %missing, 0
  br i1 %whole, label %group, label %halt
halt:
  ret i64 1
group:
  %g = phi i64 [ 0, %looked ], [ %g1, %written ]
  %gb = getelementptr double, ptr %b, i64 %g
{gates}
  br i1 {some}, label %one, label %written
one:
  %k = phi i64 [ 0, %group ], [ %k1, %onedone ]
  %w = add i64 %g, %k
  %wb = getelementptr double, ptr %b, i64 %w
  %sk = mul i64 %k, {padded}
  %sum = getelementptr double, ptr %sums, i64 %sk
  br label %clear
clear:
  %q = phi i64 [ 0, %one ], [ %q1, %clear ]
  %cq = getelementptr double, ptr %sum, i64 %q
  store {floats} {zero}, ptr %cq, align 8
  %q1 = add i64 %q, {width}
  %cleared = icmp slt i64 %q1, {padded}
  br i1 %cleared, label %clear, label %start
start:
{gate}
  %wf = mul i64 %w, {corners}
  %wp = getelementptr ptr, ptr %found, i64 %wf
  br i1 {meets}, label %add0, label %onedone
{add}
add{corners}:
  br label %onedone
onedone:
  %k1 = add i64 %k, 1
  %others = icmp slt i64 %k1, {lanes}
  br i1 %others, label %one, label %write
write:
  %m = phi i64 [ 0, %onedone ], [ %m1, %row ]
  %mo = add i64 %m, {measure}
  %mr = mul i64 %mo, {block}
  %mg = add i64 %mr, %g
  %mp = getelementptr double, ptr %b, i64 %mg
  br label %row
row:
{row}
  %m1 = add i64 %m, 1
  %rows = icmp slt i64 %m1, {measures}
  br i1 %rows, label %write, label %written
written:
  %g1 = add i64 %g, {lanes}
  %groups = icmp slt i64 %g1, {block}
  br i1 %groups, label %group, label %done
done:
  ret i64 0
}}"""

_LOOK = """corner{c}:
{weight}
  br i1 %counts{c}, label %hash{c}, label %none{c}
none{c}:
  store ptr null, ptr %fp{c}, align 8
  br label %corner{next}
hash{c}:
{hash}
  br label %probe{c}
probe{c}:
  %at{c} = phi i64 [ {hashed}, %hash{c} ], [ %then{c}, %same{c} ]
  %in{c} = and i64 %at{c}, %mask
  %sp{c} = getelementptr i64, ptr %slots, i64 %in{c}
  %slot{c} = load i64, ptr %sp{c}, align 8
  %empty{c} = icmp eq i64 %slot{c}, 0
  br i1 %empty{c}, label %lost{c}, label %same{c}
same{c}:
  %paper{c} = sub i64 %slot{c}, 1
{compare}
  %then{c} = add i64 %at{c}, 1
  %is{c} = icmp eq i64 {differs}, 0
  br i1 %is{c}, label %hit{c}, label %probe{c}
hit{c}:
  %vo{c} = mul i64 %paper{c}, {padded}
  %vp{c} = getelementptr double, ptr %values, i64 %vo{c}
  store ptr %vp{c}, ptr %fp{c}, align 8
  br label %corner{next}
lost{c}:
  store i64 1, ptr %lost, align 8
  br label %none{c}
"""

_ADD = """add{c}:
  %wp{c} = getelementptr ptr, ptr %wp, i64 {c}
  %from{c} = load ptr, ptr %wp{c}, align 8
  %no{c} = icmp eq ptr %from{c}, null
  br i1 %no{c}, label %add{next}, label %sum{c}
sum{c}:
{weight}
  br label %term{c}
term{c}:
  %i{c} = phi i64 [ 0, %sum{c} ], [ %i1{c}, %term{c} ]
  %vp_{c} = getelementptr double, ptr %from{c}, i64 %i{c}
  %said{c} = load {floats}, ptr %vp_{c}, align 8
  %tp{c} = getelementptr double, ptr %sum, i64 %i{c}
  %before{c} = load {floats}, ptr %tp{c}, align 8
  %part{c} = fmul {floats} %said{c}, {share}
  %after{c} = fadd {floats} %before{c}, %part{c}
  store {floats} %after{c}, ptr %tp{c}, align 8
  %i1{c} = add i64 %i{c}, {width}
  %terms{c} = icmp slt i64 %i1{c}, {padded}
  br i1 %terms{c}, label %term{c}, label %add{next}
"""


def function(number: int, reading: PaperRead, gate: int, rows: dict[str, int], block: int, width: int) -> str:
    """Return the function that reads a decision's papers for a block; it returns 1 where one is missing, else 0.

    Parameters
    ----------
    number
        Number of the function.
    reading
        What is read.
    gate
        Row of the flag that says where the decision is put.
    rows
        Name -> first of the rows in which the question and the answer lie.
    block, width
        Worlds a block, and numbers a vector.
    """
    vector = Writer(width)
    padded = reading.padded(width)

    def flag(prefix: str, pointer: str) -> tuple[str, str]:
        writer = Writer(1, prefix)
        met = writer.compare("ne", writer.load(pointer, gate * block), writer.number(0.0))
        return "\n".join(writer.lines), met

    def load(writer: Writer, name: str, row: int, pointer: str = "%lb") -> str:
        return writer.load(pointer, (rows[name] + row) * block)

    asked = Writer(1, "a")
    fixed = [_whole(asked, load(asked, FIXED, row)) for row in range(reading.fixed)]
    hashed = _hashed(asked, "0", fixed)
    look, add = [], []
    for corner in range(reading.corners):
        weighs, known, same = Writer(1, f"w{corner}_"), Writer(1, f"k{corner}_"), Writer(1, f"s{corner}_")
        weighs.write(f"%fp{corner} = getelementptr ptr, ptr %fp, i64 {corner}")
        weight = load(weighs, WEIGHT, corner)
        weighs.write(f"%counts{corner} = fcmp ogt double {weight}, {weighs.number(0.0)}")
        levels = [_whole(known, load(known, LEVEL, corner * reading.axes + axis)) for axis in range(reading.axes)]
        own = _hashed(known, hashed, levels)
        last = known.on_bits("xor", own, known.on_bits("lshr", own, str(SHIFT)))
        first = same.new(f"mul i64 %paper{corner}, {reading.words}")
        key = same.new(f"getelementptr i64, ptr %keys, i64 {first}")
        differs = "0"
        for place, word in enumerate([*fixed, *levels]):
            differs = same.on_bits("or", differs, same.on_bits("xor", same.one(key, place, "i64"), word))
        look.append(
            _LOOK.format(
                c=corner,
                next=corner + 1,
                weight="\n".join(weighs.lines),
                hash="\n".join(known.lines),
                hashed=last,
                compare="\n".join(same.lines),
                differs=differs,
                padded=padded,
            )
        )
        share = Writer(width, f"x{corner}_")
        alone = Writer(1, f"y{corner}_")
        one = load(alone, WEIGHT, corner, "%wb")
        spread = share.spread(one)
        add.append(
            _ADD.format(
                c=corner,
                next=corner + 1,
                weight="\n".join([*alone.lines, *share.lines]),
                share=spread,
                floats=vector.floats,
                width=width,
                padded=padded,
            )
        )
    written = Writer(1, "r")
    for lane in range(LANES):
        address = written.new(f"add i64 %m, {lane * padded}")
        written.store(written.load("%sums", address), "%mp", lane)
    head, is_open = flag("open", "%lb")
    gated, meets = flag("meets", "%wb")
    group = Writer(LANES, "z")
    asks = group.compare("ne", group.load("%gb", gate * block), group.number(0.0))
    bits = group.new(f"bitcast {group.flags} {asks} to i{LANES}")
    some = group.new(f"icmp ne i{LANES} {bits}, 0")
    return _FUNCTION.format(
        number=number,
        places=block * reading.corners,
        sums=LANES * padded,
        corners=reading.corners,
        head=head,
        open=is_open,
        asked="\n".join(asked.lines),
        look="".join(look),
        block=block,
        padded=padded,
        floats=vector.floats,
        zero=vector.number(0.0),
        width=width,
        gates="\n".join(group.lines),
        some=some,
        gate=gated,
        meets=meets,
        add="".join(add),
        lanes=LANES,
        measure=rows[MEASURE],
        measures=reading.measures,
        row="\n".join(written.lines),
    )


def _whole(writer: Writer, value: str) -> str:
    """Return a whole number that lies as a float; what is none gives some number, and no fault."""
    return writer.new(f"call i64 @llvm.fptosi.sat.i64.f64(double {value})")


def _hashed(writer: Writer, begun: str, words: list[str]) -> str:
    """Return a hash, carried on over some words."""
    for word in words:
        begun = writer.on_bits("mul", writer.on_bits("xor", begun, word), str(MULTIPLIER))
    return begun


DECLARED = "declare i64 @llvm.fptosi.sat.i64.f64(double)"
"""What the functions of a module call."""
