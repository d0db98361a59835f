// node read.mjs FOLDER…: what readers that are not ours make of the reports in each folder (report.xml, report.tap,
// report14.tap, report.md, report.sarif, report.har, record.ndjson). Prints a line for each reader and exits 1 where one
// refuses a report, or counts otherwise than the record does.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { parse as parseJunit } from 'junit2json';
import { Parser as TapParser } from 'tap-parser';
import { marked } from 'marked';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);
const Ajv04 = AjvDraft04.default ?? AjvDraft04;
const here = path.dirname(new URL(import.meta.url).pathname);
// Run from a copy beside its node_modules, so that the project's own files are told.
const root = process.env.CREWCHECK_ROOT ?? path.resolve(here, '../..');
let disagreements = 0;

const version = (name) => {
  let folder = path.join(here, 'node_modules', name, 'package.json');
  return JSON.parse(fs.readFileSync(folder, 'utf8')).version;
};

function tell(reader, file, made, wanted) {
  const agrees = JSON.stringify(made) === JSON.stringify(wanted);
  disagreements += !agrees;
  const words = Object.entries(made).map(([key, value]) => `${value} ${key}`).join(', ');
  console.log(`${agrees ? 'agrees   ' : 'DISAGREES'}  ${reader} ${version(reader)}  ${file}: ${words}`);
  if (!agrees) console.log(`           the record says ${JSON.stringify(wanted)}`);
}

function refuse(reader, file, error) {
  disagreements++;
  console.log(`REFUSES    ${reader} ${version(reader)}  ${file}: ${String(error?.message ?? error).slice(0, 2000)}`);
}

async function attempt(reader, file, read) {
  try {
    await read();
  } catch (error) {
    refuse(reader, file, error);
  }
}

// What the record itself says, read here without any code of crewcheck's.
function expected(lines) {
  const verdicts = new Map(), cases = new Set();
  const counts = { passed: 0, failed: 0, waived: 0, errored: 0, skipped: 0, gate: 0, problems: 0, exchanges: 0 };
  for (const line of lines) {
    if (line.type === 'case') cases.add(line.id);
    if (line.type === 'verdict') verdicts.set(line.case, line);
    if (line.type === 'exchange' || line.type === 'callback') counts.exchanges++;
    if (line.type === 'summary') {
      counts.gate += line.gate?.length ?? 0;
      counts.problems += line.problem || line.interrupted ? 1 : 0;
    }
  }
  if (!lines.some((line) => line.type === 'summary')) counts.problems++;
  for (const id of new Set([...cases, ...verdicts.keys()])) {
    const verdict = verdicts.get(id);
    counts[verdict?.verdict ?? 'skipped']++;
    counts.waived += verdict?.waived ? 1 : 0;
  }
  counts.cases = cases.size;
  return counts;
}

async function readJunit(folder, file, counts) {
  const wanted = {
    tests: counts.cases + counts.gate + counts.problems,
    failures: counts.failed - counts.waived + counts.gate,
    errors: counts.errored + counts.problems,
    skipped: counts.skipped + counts.waived,
  };
  await attempt('junit2json', file, async () => {
    const report = await parseJunit(fs.readFileSync(path.join(folder, file), 'utf8'));
    const tests = report.testsuite.flatMap((suite) => suite.testcase ?? []);
    const having = (element) => tests.filter((test) => test[element] !== undefined).length;
    tell('junit2json', file,
      { tests: tests.length, failures: having('failure'), errors: having('error'), skipped: having('skipped') }, wanted);
  });
  await attempt('junit-to-ctrf', file, async () => {
    const { convertJUnitToCTRFReport } = require('junit-to-ctrf/dist/convert.js');
    const report = await convertJUnitToCTRFReport(path.join(folder, file), { useSuiteName: false });
    const { tests, failed, skipped } = report.results.summary;
    tell('junit-to-ctrf', file, { tests, failed, skipped },
      { tests: wanted.tests, failed: wanted.failures + wanted.errors, skipped: wanted.skipped });
  });
}

async function readTap(folder, file, counts) {
  await attempt('tap-parser', file, async () => {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    const result = await new Promise((resolve) => {
      const parser = new TapParser({ strict: false }, resolve);
      parser.end(text);
    });
    const problems = result.failures.filter((failure) => failure.tapError).length;
    tell('tap-parser', file,
      { points: result.count, failed: result.fail - result.todo, todo: result.todo, skipped: result.skip, faults: problems },
      {
        points: counts.cases + counts.gate + counts.problems,
        failed: counts.failed - counts.waived + counts.errored + counts.gate + counts.problems,
        todo: counts.waived, skipped: counts.skipped, faults: 0,
      });
  });
}

async function readHar(folder, file, counts) {
  await attempt('har-validator', file, async () => {
    const har = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
    await require('har-validator/lib/promise.js').har(har).catch((error) => {
      throw new Error(JSON.stringify(error.errors?.slice(0, 3) ?? error.message));
    });
    const { passed, failed, waived, errored, skipped } = har.log._counts;
    tell('har-validator', file, { entries: har.log.entries.length, passed, failed, waived, errored, skipped },
      {
        entries: counts.exchanges, passed: counts.passed, failed: counts.failed, waived: counts.waived,
        errored: counts.errored, skipped: counts.skipped,
      });
  });
}

async function readSarif(folder, file, counts) {
  await attempt('@microsoft/jest-sarif', file, async () => {
    const schemas = path.join(here, 'node_modules/@microsoft/jest-sarif/lib/schemas');
    const schema = JSON.parse(fs.readFileSync(path.join(schemas, 'sarif-2.1.0-rtm.5.json'), 'utf8'));
    // Some of its patterns are none by the rules for Unicode.
    const ajv = new Ajv04({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats(ajv);
    const sarif = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
    const valid = ajv.compile(schema);
    if (!valid(sarif)) throw new Error(JSON.stringify(valid.errors.slice(0, 3)));
    const cases = (results) => new Set(results.map((result) => result.ruleId)).size;
    const results = sarif.runs.flatMap((run) => run.results);
    const notes = sarif.runs.flatMap((run) => run.invocations[0].toolExecutionNotifications);
    const waived = results.filter((result) => result.suppressions?.length);
    tell('@microsoft/jest-sarif', file,
      { failed: cases(results), waived: cases(waived), errored: notes.filter((note) => note.associatedRule).length },
      { failed: counts.failed, waived: counts.waived, errored: counts.errored });
  });
}

async function readMarkdown(folder, file, counts) {
  await attempt('marked', file, async () => {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    const html = marked.parse(text, { gfm: true });
    const tags = new Set([...html.matchAll(/<\/?([a-zA-Z][a-zA-Z0-9-]*)/g)].map((match) => match[1].toLowerCase()));
    const ours = ['details', 'summary', 'b', 'i', 'h2', 'h3', 'p', 'br', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'ul',
      'li', 'pre', 'code'];
    const foreign = [...tags].filter((tag) => !ours.includes(tag));
    if (foreign.length) throw new Error(`it has elements that are not ours: ${foreign}`);
    if (Buffer.byteLength(text) > 1024 * 1024) throw new Error('it is above 1,024 KiB');
    const row = html.split('<tr>').find((part) => part.includes('<td>all</td>'));
    const [passed, failed, waived, errored, skipped] =
      [...row.matchAll(/<td align="right">(\d+)<\/td>/g)].map((match) => Number(match[1]));
    tell('marked', file, { passed, failed, waived, errored, skipped },
      {
        passed: counts.passed, failed: counts.failed - counts.waived, waived: counts.waived, errored: counts.errored,
        skipped: counts.skipped,
      });
  });
}

async function readRecord(file, lines) {
  await attempt('ajv', file, async () => {
    const ajv = new Ajv04({ strict: false });
    addFormats(ajv);
    const valid = ajv.compile(JSON.parse(fs.readFileSync(path.join(root, 'reports/record.schema.json'), 'utf8')));
    let good = 0;
    for (const line of lines) {
      if (!valid(line)) throw new Error(`line ${good + 1}: ${JSON.stringify(valid.errors.slice(-2))}`);
      good++;
    }
    tell('ajv', file, { lines: good }, { lines: lines.length });
  });
}

for (const folder of process.argv.slice(2)) {
  const lines = fs.readFileSync(path.join(folder, 'record.ndjson'), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const counts = expected(lines);
  console.log(`${path.basename(folder)}: ${counts.cases} cases, ${counts.passed} passed, ${counts.failed} failed ` +
    `(${counts.waived} waived), ${counts.errored} errored, ${counts.skipped} skipped`);
  await readRecord('record.ndjson', lines);
  await readJunit(folder, 'report.xml', counts);
  await readTap(folder, 'report.tap', counts);
  await readTap(folder, 'report14.tap', counts);
  await readMarkdown(folder, 'report.md', counts);
  await readHar(folder, 'report.har', counts);
  await readSarif(folder, 'report.sarif', counts);
}
process.exit(disagreements ? 1 : 0);
