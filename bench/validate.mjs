// What ajv takes for the cases that bench_validate wrote: node validate.mjs FOLDER. Prints the same lines as it does.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const folder = process.argv[2];
const require = createRequire(folder + "/");
const Ajv = require("ajv").default;
const addFormats = require("ajv-formats").default;

const ajv = new Ajv({ strict: false, validateFormats: true, allErrors: false });
addFormats(ajv);
ajv.addSchema(JSON.parse(readFileSync(folder + "/contract.json", "utf8")), "contract");

const rounds = 7;

// Processor time, all threads, as bench_validate measures it.
function measure(judge) {
  let times = 1, best = Infinity;
  for (let round = 0; round < rounds; ) {
    const start = process.cpuUsage();
    for (let i = 0; i < times; i++) judge();
    const { user, system } = process.cpuUsage(start);
    const taken = (user + system) * 1e3;
    if (taken < 1e8) {
      times *= 2;
      continue;
    }
    best = Math.min(best, taken / times);
    round++;
  }
  return best;
}

for (const { name, schema, text } of JSON.parse(readFileSync(folder + "/cases.json", "utf8"))) {
  const validate = ajv.compile({ $ref: "contract" + schema });
  const judge = () => validate(JSON.parse(text));
  console.log([name, Buffer.byteLength(text), judge() ? 1 : 0, Math.round(measure(judge))].join("\t"));
}
