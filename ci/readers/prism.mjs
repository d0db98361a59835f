// node prism.mjs RECORD DIFFERENCES: what Prism, a validating proxy that is not ours, said of each exchange of a run,
// beside what the suite holds of it. Fails where Prism objects to a request that is meant to be valid, or to any
// answer of the deployment, and where it sees nothing wrong with a request that is meant to be wrong, unless
// DIFFERENCES says why.
import { readFileSync } from "node:fs";

const [record, differencesFile] = process.argv.slice(2);

const pattern = (glob) => new RegExp("^" + glob.split("*").map((part) => part.replace(/[.\\^$+?()[\]{}|]/g, "\\$&")).join(".*") + "$");
const differences = readFileSync(differencesFile, "utf8").split("\n").filter((line) => line && !line.startsWith("#"))
  .map((line) => { const [glob, reason] = line.split(/\t+/); return { glob, reason, fits: pattern(glob), used: 0 }; });

const exchanges = readFileSync(record, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line))
  .filter((line) => line.type === "exchange");

// Prism says "Warning" of a status that the contract does not have; everything else is an objection.
const violationsOf = (exchange) => {
  const header = (exchange.response?.headers ?? []).find(([name]) => name.toLowerCase() === "sl-violations");
  return header ? JSON.parse(header[1]) : [];
};

const counts = { valid: 0, wrong: 0, explained: 0, answers: 0 };
const problems = [];
for (const exchange of exchanges) {
  const name = `${exchange.case ?? "?"}: ${exchange.request.method} ${new URL(exchange.request.url).pathname}`;
  if (!exchange.response) {
    problems.push(`${name}: no answer came through Prism (${exchange.detail ?? exchange.outcome})`);
    continue;
  }
  const violations = violationsOf(exchange);
  const ofRequest = violations.filter((violation) => violation.location[0] === "request");
  const ofAnswer = violations.filter((violation) => violation.location[0] !== "request");
  counts.answers++;
  if (ofAnswer.length) problems.push(`${name}: Prism objects to the answer: ${JSON.stringify(ofAnswer)}`);
  // An execution that a case started against its will, for Prism hands on what it has read rather than what it got, is asked
  // for and let go by requests that are as they should be.
  if (/^scenario\./.test(exchange.case ?? "") || !/\.reject\./.test(exchange.case ?? "")) {
    counts.valid++;
    if (ofRequest.length) problems.push(`${name}: Prism objects to the request: ${JSON.stringify(ofRequest)}`);
  } else if (ofRequest.length) {
    counts.wrong++;
  } else {
    const known = differences.find((difference) => difference.fits.test(exchange.case));
    if (known) { known.used++; counts.explained++; } else problems.push(`${name}: Prism sees nothing wrong with the request`);
  }
}
for (const difference of differences)
  if (!difference.used) problems.push(`${differencesFile}: no request is explained by "${difference.glob}" any more`);

for (const problem of problems.slice(0, 40)) console.log(`           ${problem}`);
if (problems.length > 40) console.log(`           … and ${problems.length - 40} more`);
if (!counts.valid || !counts.wrong) problems.push("nothing was compared");
console.log(`${problems.length ? "REFUSES   " : "agrees    "} Prism ${process.env.PRISM_VERSION}: ${counts.valid} valid requests, ${counts.wrong} wrong ones ` +
  `(and ${counts.explained} that it cannot see), ${counts.answers} answers that keep the contract`);
process.exit(problems.length ? 1 : 0);
