// browse_pages.js: looks at reports in a browser without a screen.
//
//   NODE_PATH=... node browse_pages.js CHROMIUM FOLDER
//
// FOLDER holds pages NAME.html, each with the JSON of the same run, NAME.json.
'use strict';
const fs = require('fs');
const path = require('path');
const {chromium} = require('playwright-core');
const axe = require.resolve('axe-core/axe.min.js');

const [, , executablePath, folder] = process.argv;
const WIDTHS = [360, 800, 1600];
let checks = 0;
const faults = [];
const check = (ok, what) => {
  checks++;
  if (!ok) faults.push(what);
};
const same = (found, wanted, what) =>
  check(JSON.stringify(found) === JSON.stringify(wanted),
    `${what}: ${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`);

// A page that tells of everything it should not do.
const open = async (browser, name, options) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const file = `file://${encodeURI(path.join(folder, `${name}.html`))}`;
  page.on('console', (message) => check(false, `${name}: console: ${message.text()}`));
  page.on('pageerror', (error) => check(false, `${name}: error: ${error.message}`));
  page.on('dialog', (dialog) => {
    check(false, `${name}: dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) =>
    check(request.url() === file, `${name}: request: ${request.url()}`));
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(file);
  return page;
};

const close = async (page, name) => {
  same(await page.evaluate(() => window.violations || []), [], `${name}: policy`);
  await page.context().close();
};

const figureOf = (value, parts) => {
  if (value === null || value === undefined) return '';
  return String(parts ? Math.round(value * parts) : value);
};
const rowsOf = (page, selector, row) => page.$$eval(`${selector} ${row}`, (rows) =>
  rows.map((one) => [...one.cells].filter((cell) => cell.dataset.v !== undefined)
    .map((cell) => cell.dataset.v)));

const diffRow = (c) => [c.rank, (c.base || {}).wired_bytes, (c.later || {}).wired_bytes,
  c.growth_bytes, [c.share_of_growth, 1e6], c.live_growth_bytes, c.element_growth,
  c.growth_bytes_per_hour];
const showRow = (c) => [c.rank, c.wired_bytes, [c.share_of_wired, 1e6], c.live_bytes,
  c.reclaimable_bytes, c.elements, c.element_bytes];
const asText = (row) => row.map((cell) =>
  Array.isArray(cell) ? figureOf(...cell) : figureOf(cell));

const checkFigures = async (page, name) => {
  const json = JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`)));
  const single = json.schema.startsWith('sysdelta.show');
  const found = await rowsOf(page, '#ranking', 'tbody > tr:not(.more)');
  const rows = found.filter((row) => row.length > 1);
  same(rows.length, json.components.length, `${name}: rows`);
  json.components.forEach((component, i) =>
    same(rows[i], asText((single ? showRow : diffRow)(component)),
      `${name}: ${component.kind} ${component.name}`));
  const costs = await rowsOf(page, '#process-costs', 'tbody > tr');
  json.process_costs.processes.forEach((cost, i) =>
    same((costs[i] || []).slice(0, single ? 2 : 4), asText(single ? [cost.pid, cost.wired_bytes]
      : [cost.pid, cost.base_bytes, cost.later_bytes, cost.growth_bytes]),
    `${name}: process ${cost.name}`));
  if (single) return;
  const total = await rowsOf(page, '#kinds', 'tfoot > tr');
  same(total[0].slice(1), asText([json.wired.base_bytes, json.wired.later_bytes,
    json.wired.growth_bytes]), `${name}: total`);
  const kinds = await rowsOf(page, '#kinds', 'tbody > tr');
  same(String(kinds.reduce((sum, row) => sum + BigInt(row[3]), 0n)),
    String(json.wired.growth_bytes), `${name}: growth of all kinds`);
  const steps = await rowsOf(page, '#waterfall', 'tbody > tr');
  same(steps[steps.length - 1][1], String(json.wired.later_bytes), `${name}: last step`);
  const kexts = await rowsOf(page, '#kext-rows', 'tbody > tr');
  json.kexts.forEach((kext, i) => same((kexts[i] || []).slice(1), asText([
    kext.allocated_base_bytes, kext.allocated_later_bytes, kext.allocated_growth_bytes]),
  `${name}: kext ${kext.name}`));
};

// Figures of the VM system and of processes name the lines that the JSON report cites.
const checkLines = async (page, name) => {
  const json = JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`)));
  const single = json.schema.startsWith('sysdelta.show');
  const textsOf = (table) => page.$$eval(`${table} > tbody > tr`, (rows) => rows.map((row) =>
    [...row.cells].map((cell) => cell.textContent)));
  const short = (origin) => `${path.basename(origin.member)}:${origin.line}`;
  const vm = await textsOf('#vm');
  const figures = Object.values(json.vm);
  same(vm.length, figures.length, `${name}: figures of the VM system`);
  const cited = vm.map((row) => row[row.length - 1].replace(/ .*/, '')).sort();
  const expected = figures.map((figure) =>
    short(single ? figure.origin : figure.base_origin || figure.later_origin)).sort();
  if (single || figures.every((figure) => figure.base_origin))
    same(cited, expected, `${name}: lines of the VM system`);
  const key = (who, pid) => `${who} ${pid === null ? '' : pid}`;
  const processes = new Map(json.processes.map((one) => [key(one.name, one.pid), one]));
  for (const row of await textsOf('#process-costs')) {
    const process = processes.get(key(row[0].replace(' (never to blame)', ''), row[1]));
    if (!process) continue;
    const sides = single ? [process] : [process.base, process.later].filter((side) => side);
    const lines = sides.map((side) => side.origins);
    const count = lines.reduce((sum, list) => sum + list.length, 0);
    const text = row[row.length - 1];
    check(text.startsWith(`${count} line`), `${name}: ${row[0]}: ${count} in ${text}`);
    for (const list of lines)
      for (const origin of list.slice(0, 12))
        check(text.includes(short(origin)), `${name}: ${row[0]}: ${short(origin)} in ${text}`);
  }
};

// Areas fill their picture, and none lies on another.
const checkAreas = async (page, name) => {
  const maps = await page.$$eval('svg.map', (found) => found.map((map) =>
    [...map.querySelectorAll(':scope > svg')].map((area) =>
      ['x', 'y', 'width', 'height'].map((key) => parseFloat(area.getAttribute(key))))));
  const overlap = (a, b, at) =>
    Math.min(a[at] + a[at + 2], b[at] + b[at + 2]) - Math.max(a[at], b[at]);
  for (const areas of maps) {
    const filled = areas.reduce((sum, area) => sum + area[2] * area[3], 0) / 1e4;
    check(filled > 0.999 && filled < 1.001, `${name}: areas fill ${filled} of the picture`);
    check(areas.every((a, i) => areas.every((b, k) =>
      i <= k || overlap(a, b, 0) < 0.01 || overlap(a, b, 1) < 0.01)), `${name}: areas overlap`);
  }
};

// The page read as XML, which forgives nothing.
const checkStrict = async (page, name) => {
  const text = fs.readFileSync(path.join(folder, `${name}.html`), 'utf8')
    .replace(/<style>[^]*?<\/style>/, '').replace(/<script>[^]*<\/script>/, '');
  const error = await page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'application/xml');
    return (parsed.querySelector('parsererror') || {}).textContent || '';
  }, text);
  same(error, '', `${name}: as XML`);
  const doubled = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
  });
  same(doubled, [], `${name}: ids used twice`);
};

const checkWidths = async (page, name) => {
  for (const width of WIDTHS) {
    await page.setViewportSize({width, height: 900});
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= width, `${name}: ${wide} px wide at ${width} px`);
    const cut = name === 'leak' && await page.$eval('#ranking', (table) =>
      table.parentElement.scrollWidth - table.parentElement.clientWidth);
    check(!cut, `${name}: ${cut} px of the components are cut at ${width} px`);
  }
};

const checkAccess = async (page, name, scheme) => {
  await page.evaluate(fs.readFileSync(axe, 'utf8'));
  const {violations} = await page.evaluate(() => window.axe.run());
  for (const fault of violations.filter(({impact}) => ['serious', 'critical'].includes(impact)))
    check(false, `${name}: ${scheme}: ${fault.id}: ${fault.help}: ${fault.nodes[0].html}`);
  checks++;
};

const shown = (page) => page.$$eval('#ranking > tbody', (bodies) =>
  bodies.filter((body) => !body.hidden).map((body) => ({
    name: body.rows[0].querySelector('th').textContent,
    kind: body.rows[0].cells[1].textContent,
    growth: body.rows[0].cells[5].dataset.v,
    verdict: body.rows[0].cells[body.rows[0].cells.length - 1].textContent,
  })));
const count = (page) => page.textContent('#components [role=status]');

// Everything by keyboard.
const checkTable = async (page, name) => {
  const all = await page.$$eval('#ranking > tbody', (bodies) => bodies.length);
  same((await shown(page)).length, 25, `${name}: rows at first`);
  same(await count(page), `25 of ${all} rows shown`, `${name}: count`);
  const growth = page.locator('#ranking th', {hasText: /^growth$/}).locator('button');
  await growth.focus();
  await page.keyboard.press('Enter');
  same(await growth.evaluate((b) => b.parentNode.getAttribute('aria-sort')), 'descending',
    `${name}: aria-sort`);
  await page.keyboard.press('Enter');
  same(await growth.evaluate((b) => b.parentNode.getAttribute('aria-sort')), 'ascending',
    `${name}: aria-sort, again`);
  const sorted = (await shown(page)).map((row) => Number(row.growth));
  check(sorted.every((value, i) => i === 0 || sorted[i - 1] <= value), `${name}: order by growth`);
  check(sorted[0] < 0, `${name}: what shrank comes first`);
  const byName = page.locator('#ranking th', {hasText: /^component$/}).locator('button');
  await byName.focus();
  await page.keyboard.press('Space');
  const names = (await shown(page)).map((row) => row.name);
  check(names.every((value, i) => i === 0 || names[i - 1] <= value), `${name}: order by name`);

  await page.focus('#filter-name');
  await page.keyboard.type('KALLOC');
  const kalloc = await shown(page);
  check(kalloc.length > 3, `${name}: filter by name finds rows`);
  check(kalloc.every((row) => row.name.toLowerCase().includes('kalloc')), `${name}: filter`);
  same(await count(page), `${kalloc.length} of ${all} rows fit the filters`, `${name}: filtered`);
  await page.selectOption('#filter-kind', 'tag');
  check((await shown(page)).every((row) => row.kind === 'tag'), `${name}: filter by kind`);
  await page.selectOption('#filter-kind', '');
  await page.fill('#filter-name', '');
  await page.selectOption('#filter-verdict', 'leak-suspect');
  const suspects = await shown(page);
  check(suspects.length > 0 && suspects.length < all, `${name}: filter by verdict finds rows`);
  check(suspects.every((row) => row.verdict.includes('leak-suspect')), `${name}: by verdict`);
  await page.selectOption('#filter-verdict', '');
  await page.fill('#filter-name', 'no such row');
  same((await shown(page)).length, 0, `${name}: filter that nothing fits`);
  await page.fill('#filter-name', '');
  same((await shown(page)).length, 25, `${name}: rows without a filter`);

  const more = page.locator('#components .tools button');
  await more.focus();
  await page.keyboard.press('Enter');
  same((await shown(page)).length, all, `${name}: all rows`);
  const first = page.locator('#ranking > tbody button[aria-expanded]').first();
  await first.focus();
  await page.keyboard.press('Space');
  same(await first.getAttribute('aria-expanded'), 'true', `${name}: aria-expanded`);
  check(await page.locator(`#${await first.getAttribute('aria-controls')} p`).first().isVisible(),
    `${name}: details are seen`);
  const known = await page.locator('#ranking li').allTextContents();
  check(known.some((text) => /^macOS [0-9.]+ .*\(.*\): .* \[.*\]$/.test(text)),
    `${name}: leaks that were reported before`);
};

const checkTheme = async (page, name) => {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const seen = [await paper()];
  await page.focus('#theme');
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Enter');
    seen.push(await paper());
  }
  const light = 'rgb(255, 255, 255)';
  same(seen.map((colour) => colour === light), [true, true, false, true], `${name}: colours`);
};

const checkHostile = async (page) => {
  const found = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const controls = [];
    let text = '';
    while (walker.nextNode()) {
      const {data} = walker.currentNode;
      if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffd]/.test(data))
        controls.push(data);
      text += `${data}\n`;
    }
    return {
      controls,
      text,
      scripts: document.scripts.length,
      foreign: document.querySelectorAll('img, iframe, object, embed, link, base, form, u, i, ' +
        'main b b, foreignObject, animate, image, use').length,
      handlers: [...document.querySelectorAll('*')].flatMap((element) =>
        [...element.attributes].map(({name}) => name)).filter((name) => /^on|^style$/.test(name)),
    };
  });
  same(found.controls, [], 'hostile: control characters');
  same(found.scripts, 1, 'hostile: scripts');
  same(found.foreign, 0, 'hostile: elements');
  same(found.handlers, [], 'hostile: attributes');
  for (const name of ['<b>a</b>x', '\'"><u>', '</svg></td><i', '<script>alert(1)</script',
    'a\\u{202e}b\\xff\\xfe\\x1bc&#', '<svg/onload', '"><svg/onload=a()>&l', '\'-alert(1)-\'</script',
    '<img src=x onerror=alert(1)>'])
    check(found.text.includes(name), `hostile: ${name} is not there as text`);
};

const browse = async (browser) => {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.html'))
    .map((name) => path.basename(name, '.html')).sort();
  for (const name of names) {
    const page = await open(browser, name, {colorScheme: 'light'});
    await checkStrict(page, name);
    await checkWidths(page, name);
    await checkAreas(page, name);
    if (name !== 'strangers') {
      await checkFigures(page, name);
      await checkLines(page, name);
    }
    if (name === 'hostile') await checkHostile(page);
    if (name === 'leak') {
      await checkTable(page, name);
      await checkWidths(page, `${name}, all rows`);
      await checkTheme(page, name);
    }
    await close(page, name);
  }
  // Without the script: a plain table, all rows in it.
  const plain = await open(browser, 'leak', {javaScriptEnabled: false});
  check(await plain.locator('#ranking > tbody').last().isVisible(), 'plain: the last row is seen');
  check(await plain.locator('#ranking summary').first().isVisible(), 'plain: details are offered');
  check(!await plain.locator('.filters').isVisible(), 'plain: filters that do nothing');
  await plain.context().close();
  // The tool that looks for faults of access runs where the page's policy does not stop it.
  for (const colorScheme of ['light', 'dark']) {
    for (const name of ['parallels', 'single', 'hostile']) {
      const page = await open(browser, name, {colorScheme, bypassCSP: true});
      const unfold = page.locator('#ranking > tbody button[aria-expanded]').first();
      await unfold.click();
      await checkAccess(page, name, colorScheme);
      await page.context().close();
    }
  }
  faults.forEach((fault) => console.log(`failed: ${fault.slice(0, 400)}`));
  console.log(`browser: ${checks - faults.length} passed, ${faults.length} failed`);
  process.exitCode = faults.length > 0 ? 1 : 0;
};

const main = async () => {
  const browser = await chromium.launch({executablePath, args: ['--headless', '--no-sandbox',
    '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync']});
  try {
    await browse(browser);
  } finally {
    await browser.close();
  }
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
