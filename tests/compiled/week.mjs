// Runs worlds of the bundle in a folder and writes their outcomes and series: node week.mjs FOLDER WORLDS
import fs from 'node:fs';
const [folder, asked] = process.argv.slice(2);
const about = JSON.parse(fs.readFileSync(`${folder}/week.json`));
const tables = fs.readFileSync(`${folder}/week.bin`);
const count = Number(asked), {block, rows, weeks} = about, blocks = Math.ceil(count / block);
const memory = new WebAssembly.Memory({initial: 2048});
const stack = new WebAssembly.Global({value: 'i32', mutable: true}, 1 << 20);
const code = new WebAssembly.Module(fs.readFileSync(`${folder}/week.wasm`));
const {run} = new WebAssembly.Instance(code, {env: {__linear_memory: memory, __stack_pointer: stack}}).exports;
const start = 2 << 20, at = name => start + about.tables[name], after = n => (n + 63) & ~63;
new Uint8Array(memory.buffer).set(tables, start);
const luck = after(start + tables.length), lane = block * 8;
const held = after(luck + about.streams * about.chunk_weeks * lane), record = after(held + rows * lane);
const row = number => new Float64Array(memory.buffer, held + number * lane, block);
const edges = tables.buffer.slice(tables.byteOffset + about.tables.edges, tables.byteOffset + about.tables.fitted);
const bounds = new Float64Array(edges);
const fitted = new Float64Array(tables.buffer.slice(tables.byteOffset + about.tables.fitted));
const names = Object.keys(about.outcomes), outcomes = new Float64Array(names.length * count);
const series = new Float32Array(about.series.length * weeks * count);
const go = (program, place) => run(held, luck, at('numbers'), at('moving'), record, BigInt(weeks * block),
  BigInt(block), at('keys'), at('drawn'), 0, at(program), BigInt(place));
for (let number = 0; number < blocks; number++) {
  new Uint8Array(memory.buffer, held, rows * lane).fill(0);
  const worlds = new BigInt64Array(memory.buffer, held + about.world * lane, block);
  for (let i = 0; i < block; i++) worlds[i] = BigInt(Math.min(number * block + i, count - 1));
  go('drawing', 0);
  const drawn = row(about.member);
  for (let i = 0; i < block; i++) {
    let member = 0;
    while (member < bounds.length && bounds[member] <= drawn[i]) member++;
    about.fitted_rows.forEach((place, k) => { row(place)[i] = fitted[k * about.members + member]; });
  }
  if (go('program', 2) !== -1n) throw new Error('the program waits for somebody');
  const told = new Float32Array(memory.buffer, record, about.series.length * weeks * block);
  for (let i = 0; i < block && number * block + i < count; i++) {
    const world = number * block + i;
    names.forEach((name, k) => { outcomes[k * count + world] = row(about.outcomes[name])[i]; });
    for (let k = 0; k < about.series.length * weeks; k++) series[k * count + world] = told[k * block + i];
  }
}
fs.writeFileSync(`${folder}/outcomes.bin`, Buffer.from(outcomes.buffer));
fs.writeFileSync(`${folder}/series.bin`, Buffer.from(series.buffer));
