// node page.mjs CHROMIUM FOLDER… [--large FILE]: what a browser makes of the HTML report in each folder: it shows the
// record's counts, filters by keyboard, asks the network for nothing and reports no error. FILE, a report of thousands
// of cases, must be whole; how long it takes to open is told beside the
// aim of two seconds, and asserted nowhere. Prints a line for each; exits 1 where one fails.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [executablePath, ...words] = process.argv.slice(2);
const at = words.indexOf('--large');
const large = at >= 0 ? words.splice(at, 2)[1] : null;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
const name = `Chromium ${browser.version()}`;
let failures = 0;

function tell(file, problems, made) {
  failures += problems.length;
  console.log(`${problems.length ? 'REFUSES  ' : 'agrees   '}  ${name}  ${file}: ${made}`);
  for (const problem of problems) console.log(`           ${problem}`);
}

async function open(file, scheme, width, problems) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  page.on('request', (request) => { if (!request.url().startsWith('file:')) problems.push(`it asks for ${request.url()}`); });
  page.on('console', (message) => { if (message.type() === 'error') problems.push(`it complains: ${message.text()}`); });
  page.on('pageerror', (error) => problems.push(`its script fails: ${error.message}`));
  page.on('dialog', (dialog) => { problems.push(`it opens a dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(pathToFileURL(file).href);
  return page;
}

const shown = (page) => page.locator('.case:not(.hidden)').count();

function recordCounts(folder) {
  const lines = fs.readFileSync(path.join(folder, 'record.ndjson'), 'utf8').trimEnd().split('\n');
  const totals = { passed: 0, failed: 0, errored: 0, skipped: 0, waived: 0 };
  for (const line of lines.map((text) => { try { return JSON.parse(text); } catch { return {}; } }))
    if (line.type === 'summary') for (const key of Object.keys(totals)) totals[key] += line.counts[key] ?? 0;
  totals.failed -= totals.waived;
  return totals;
}

for (const folder of words) {
  const problems = [], wanted = recordCounts(folder);
  const file = path.join(folder, 'report.html');
  const page = await open(file, 'light', 1280, problems);
  for (const [verdict, count] of Object.entries(wanted)) {
    const found = await page.locator(`details.case.${verdict}`).count();
    if (found !== count) problems.push(`it shows ${found} cases as ${verdict}, the record has ${count}`);
  }
  const all = await shown(page);
  const id = await page.locator('.case .id').first().textContent();
  await page.keyboard.press('/');
  await page.keyboard.type(id);
  await page.waitForFunction((count) => document.querySelectorAll('.case:not(.hidden)').length < count || count < 2, all, { timeout: 5000 })
    .catch(() => problems.push('typing an id into the search leaves every case'));
  await page.keyboard.press('Escape');
  if (await shown(page) !== all) problems.push('Escape does not bring every case back');
  const phone = await open(file, 'dark', 390, problems);
  const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 1) problems.push(`on a phone it is ${overflow} pixels too wide`);
  const paper = await phone.evaluate(() => getComputedStyle(document.body).backgroundColor);
  if (paper === await page.evaluate(() => getComputedStyle(document.body).backgroundColor)) problems.push('it looks the same in the dark');
  tell(path.basename(folder) + '/report.html', problems, `${all} cases`);
  await page.context().close();
  await phone.context().close();
}

if (large) {
  const problems = [];
  const page = await open(large, 'light', 1280, problems);
  const time = await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))));
  const cases = await page.locator('details.case').count();
  if (cases < 5000) problems.push('it has fewer than 5,000 cases');
  tell(path.basename(large), problems, `${cases} cases open in ${(time / 1000).toFixed(2)} s (the aim: 2 s)`);
}
await browser.close();
process.exit(failures ? 1 : 0);
