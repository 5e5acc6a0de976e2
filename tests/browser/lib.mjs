/*
 * What the browser stories share: Chromium, a report that Browser.pm reads (a line of JSON per
 * check), and a person who fills the audit in.
 */
import {chromium} from 'playwright-core';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

export const url = process.argv[2];
export const out = (what) => process.stdout.write(JSON.stringify(what) + '\n');
export const check = (good, text, detail) => out({ok: Boolean(good), text, detail: good ? undefined : detail});

const launched = {
	executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking',
		'--disable-component-update', '--disable-sync', '--no-first-run', '--disable-features=Translate,OptimizationHints'],
};

/* A browser that keeps its profile in a folder, as one that people use does; its page. */
export async function withProfile(folder, options, story) {
	const context = await chromium.launchPersistentContext(folder, {...launched, ...options});
	try {
		await story(context.pages()[0] ?? await context.newPage());
	} catch (error) {
		check(false, 'the story goes to its end', String(error.stack || error));
	} finally {
		await context.close();
	}
}

export async function withBrowser(story, more = {}) {
	const browser = await chromium.launch({...launched, ...more});
	try {
		await story(browser);
	} catch (error) {
		check(false, 'the story goes to its end', String(error.stack || error));
	} finally {
		await browser.close();
	}
}

/* A page whose complaints are kept in `page.complaints`: errors, and what the policy forbids. */
export async function openPage(browser, options) {
	const context = await browser.newContext(options);
	await context.addInitScript(() => addEventListener('securitypolicyviolation', (event) =>
		console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile || ''}`)));
	const page = await context.newPage();
	page.setDefaultTimeout(60000);
	page.complaints = [];
	page.on('console', (message) => {
		/* A 422 is what a page of faults comes with; Chromium calls that an error. */
		if (message.type() === 'error' && !/status of 4(?:22|03|04)/.test(message.text()))
			page.complaints.push(message.text());
	});
	page.on('pageerror', (error) => page.complaints.push(String(error)));
	page.on('requestfailed', (request) => {
		if (!/ERR_ABORTED/.test(request.failure()?.errorText || ''))
			page.complaints.push(`failed: ${request.url()}`);
	});
	page.on('request', (request) => {
		if (!request.url().startsWith(url) && !/^(?:about|data|blob):/.test(request.url()))
			page.complaints.push(`asked another host: ${request.url()}`);
	});
	return page;
}

/* As the administrator, in English. */
export async function signIn(page, password) {
	await page.goto(`${url}/login`);
	await page.fill('input[name="user"]', 'admin');
	await page.fill('input[name="password"]', password);
	await Promise.all([page.waitForNavigation(), page.click('main form button')]);
	await page.goto(`${url}/admin?lang=en`);
}

/* A page of the kiosk as it is for somebody new: nothing is kept in this tab. */
export async function anew(page, address) {
	await page.goto(`${url}/promise?lang=en`);
	await page.evaluate(() => sessionStorage.clear());
	await page.goto(`${url}${address}`);
}

export const phone = {viewport: {width: 360, height: 780}, hasTouch: true, isMobile: true, deviceScaleFactor: 2};
export const standing = {viewport: {width: 1080, height: 1920}, hasTouch: true};
export const lying = {viewport: {width: 1920, height: 1080}, hasTouch: true};

/* Press what says so; by finger where there is one. */
export async function press(page, target) {
	const element = typeof target === 'string' ? page.locator(target).first() : target;
	/* Keys that lie over the page are put away first. */
	const done = page.locator('.pad [data-done]').filter({visible: true});
	if (page.touch && await done.count() && !(await element.evaluate((e) => e.closest('.pad') !== null)))
		await done.first().tap();
	/* Drawn anew at that moment? Then the press itself finds the new one. */
	await element.scrollIntoViewIfNeeded().catch((error) => {
		if (!/not attached/.test(String(error)))
			throw error;
	});
	if (page.touch)
		await element.tap();
	else
		await element.click();
}

/* To where the question is on the screen: further on in a section that comes in parts, in a
 * group that is folded, or behind "Other". */
export async function reveal(page, element) {
	/* Which button leads to it: of those that are shown, the first stands before or behind it. */
	const way = () => element.evaluate((e) => {
		const own = e.closest('[data-part-hidden]');
		const shown = document.querySelector('[data-fields] > .field:not([hidden]), .matrix-row:not([hidden])');
		return own && shown && (own.compareDocumentPosition(shown) & Node.DOCUMENT_POSITION_FOLLOWING ? 'back' : 'next');
	});
	for (let to = await way(); to; to = await way())
		await turn(page, `.actions button[value="${to}"]`);
	if (await element.evaluate((e) => e.closest('details:not([open])') !== null))
		await press(page, page.locator('details:not([open]) > summary').filter({visible: true}).first());
	if (await element.evaluate((e) => e.closest('.folded') !== null))
		await press(page, page.locator('.pair-other').filter({visible: true}).first());
}

/* What is typed into the field of that name. */
export async function typeIn(page, name, value) {
	const field = page.locator(`[name="${name}"]:not([type=radio]):not([type=hidden])`).first();
	await reveal(page, field);
	await field.fill(value);
}

/* A chip by its words, of the field with that name. */
export async function chip(page, name, words) {
	const label = page.locator(`label.chip:has(input[name="${name}"])`)
		.filter({has: page.locator('span', {hasText: words})}).first();
	if (await label.count())
		await reveal(page, label);
	await press(page, label);
	if (!(await label.locator('input').isChecked()))
		throw new Error(`the chip ${words} of ${name} was not chosen`);
}

/* Wait until the form's script has taken the page over, where there are scripts. */
export async function ready(page) {
	const scripted = await page.evaluate(() => matchMedia('(scripting: enabled)').matches);
	/* Where an access code is asked for the server shows the first section. */
	if (await page.locator('[data-access-code]').count())
		return false;
	if (scripted && await page.locator('form[data-form]').count())
		await page.waitForSelector('html[data-ready]');
	return scripted;
}

/* Press what brings another section: the bar of buttons is then another one. */
export async function turn(page, target) {
	if (!(await ready(page))) {
		await Promise.all([page.waitForNavigation({waitUntil: 'load'}), press(page, target)]);
		return;
	}
	/* On a phone a section may come in parts, below the same bar. */
	const part = await page.locator('.actions').evaluate((bar) => {
		bar.dataset.old = '';
		bar.parentElement.querySelector('[data-said]')?.setAttribute('data-said', 'old');
		return bar.closest('form').dataset.part;
	});
	await press(page, target);
	await page.waitForFunction((old) => {
		const bar = document.querySelector('.actions');
		return bar && (!('old' in bar.dataset) || bar.closest('form').dataset.part !== old || document.querySelector('[data-said=""]'));
	}, part);
}

/* To the next section: past the parts of this one, and past what is asked about once, though
 * nothing is wrong. */
export async function next(page) {
	const where = () => page.evaluate(() => {
		const form = document.getElementById('answers');
		return {at: form?.dataset.page, part: form?.dataset.part, doubted: document.querySelector('[data-said=""]') !== null || document.querySelector('input[name=seen]')?.value.startsWith('!')};
	});
	const before = await where();
	let last = before;
	for (;;) {
		await turn(page, '.actions button[value="next"]');
		const now = await where();
		if (!before.at || now.at !== before.at || (now.part === last.part && !now.doubted))
			return;
		last = now;
	}
}

/* A table of the shipped audit: its head, and its rows of cells. */
const require = createRequire(import.meta.url);
export function table(file) {
	const text = readFileSync(new URL(`../../www/forms/crm-audit/${file}`, import.meta.url), 'utf8');
	const rows = [];
	let row = [''];
	let quoted = false;
	for (let i = 0; i < text.length; i++) {
		const c = text[i];
		if (quoted ? c === '"' && text[i + 1] === '"' : false) { row[row.length - 1] += '"'; i++; }
		else if (c === '"') quoted = !quoted;
		else if (c === ',' && !quoted) row.push('');
		else if (c === '\n' && !quoted) { rows.push(row); row = ['']; }
		else if (c !== '\r') row[row.length - 1] += c;
	}
	return rows;
}

/* Labels of the audit by code, in a language. */
export function labels(file, language) {
	const [head, ...body] = table(file);
	const code = head.indexOf('code') >= 0 ? head.indexOf('code') : head.indexOf('name');
	const label = head.findIndex((name) => name.startsWith('label::') && name.endsWith(`(${language})`));
	return new Map(body.map((cells) => [cells[code], cells[label]]));
}

/* The draw of contracts.md, written anew from its words and from pcg_basic: which of `codes` (in
 * list order) are asked besides `first`, at most m in all. */
export function drawn(seed, codes, first, m) {
	const mask = (1n << 64n) - 1n;
	let z = (BigInt(seed) + 0x9e3779b97f4a7c15n) & mask;
	z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
	z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
	z ^= z >> 31n;
	const inc = (54n << 1n) | 1n;
	let state = 0n;
	const step = () => {
		const old = state;
		state = (old * 6364136223846793005n + inc) & mask;
		const shifted = Number(((old >> 18n) ^ old) >> 27n & 0xffffffffn) >>> 0;
		const turn = Number(old >> 59n);
		return ((shifted >>> turn) | (shifted << ((32 - turn) & 31))) >>> 0;
	};
	step();
	state = (state + z) & mask;
	step();
	const bounded = (n) => {
		const threshold = (2 ** 32 - n) % n;
		for (;;) {
			const r = step();
			if (r >= threshold)
				return r % n;
		}
	};
	const rest = codes.filter((code) => code !== first);
	for (let i = 0; i <= m - 2 && i < rest.length; i++) {
		const j = i + bounded(rest.length - i);
		[rest[i], rest[j]] = [rest[j], rest[i]];
	}
	return new Set([first, ...rest.slice(0, m - 1)]);
}

/* Reports are asked of half of the people, alerts of the others: the path of which it is here. */
export async function lastQuestion(page) {
	const names = await page.locator('input[type=checkbox][name^="end/A30"]').evaluateAll((all) => all.map((box) => box.name));
	check(new Set(names).size === 1, 'one of the two halves is asked about', names);
	return names[0];
}

/* Fill the audit in as a seller does, in Slovak; returns what was answered. */
export async function fillAudit(page, {picks, first, remark}) {
	const functions = labels('functions.csv', 'sk');
	const departments = labels('departments.csv', 'sk');
	const reports = labels('reports.csv', 'sk');
	const asked = [];

	await page.goto(url + '/');
	await Promise.all([page.waitForNavigation(), press(page, page.locator('.langs a', {hasText: 'Slovenčina'}))]);
	check(await page.locator('html').getAttribute('lang') === 'sk', 'the start is in Slovak');
	await Promise.all([page.waitForNavigation(), press(page, page.locator('a.card-link[href^="/s/crm-audit-1"]'))]);
	check((await page.locator('.promise').first().innerText()).includes('5 alebo viac'), 'the promise stands on the first screen');
	await chip(page, 'start/A01', departments.get('SAL'));
	await chip(page, 'start/A02', '38 až 40');
	await next(page);

	const seen = await page.locator('label.chip:has(input[name="pick/A10"])').allInnerTexts();
	const own = [...functions].filter(([code]) => code.startsWith('SAL')).map(([, label]) => label);
	check(own.length === 11 && own.every((label) => seen.slice(0, own.length).some((text) => text.startsWith(label))),
		"the own department's activities come first", seen.slice(0, own.length));
	for (const code of picks)
		await chip(page, 'pick/A10', functions.get(code));
	await next(page);
	if (picks.length > 1) {
		await chip(page, 'painful/A11', functions.get(first));
		await next(page);
	}
	const seed = await page.locator('input[name="seed"]').inputValue();
	for (;;) {
		const at = await page.locator('input[name="at"]').first().inputValue();
		if (!at.startsWith('detail/'))
			break;
		const code = at.slice('detail/'.length);
		asked.push(code);
		check((await page.locator('h1').first().innerText()) === functions.get(code), `the card of ${code} names it`);
		await typeIn(page, `${at}/A20`, '6');
		await chip(page, `${at}/A20_unit`, 'za týždeň');
		if (asked.length === 1)
			await typeIn(page, `${at}/A21`, '25');
		else
			await chip(page, `${at}/A21`, /^20$/);
		await chip(page, `${at}/A22`, /^3$/);
		await chip(page, `${at}/A23`, 'Veľmi');
		await chip(page, `${at}/A24`, /^Áno$/);
		await chip(page, `${at}/A25`, 'Asi polovica');
		await next(page);
		if (asked.length > 10)
			throw new Error('the cards do not end');
	}
	const end = await lastQuestion(page);
	for (const code of end === 'end/A30' ? ['R01', 'R08'] : ['AL2', 'AL9'])
		await chip(page, end, reports.get(code));
	await typeIn(page, 'end/A31', remark);
	await next(page);
	const review = await page.locator('main').innerText();
	check(review.includes(remark.split('\n')[0]), 'the review shows what was written');
	check(review.includes(functions.get(picks[0])), 'and what was picked');
	const order = [...functions.keys()].filter((code) => picks.includes(code));
	return {asked, seed, end, expected: picks.length > 5 ? [...drawn(seed, order, first, 5)].sort() : [...picks].sort()};
}

export async function send(page) {
	await Promise.all([page.waitForURL(/\/thanks/), press(page, 'button[data-send]')]);
	return (await page.locator('.receipt').innerText()).trim();
}

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/* What axe finds serious or critical on the page, as lines. */
export async function serious(page) {
	await page.evaluate(axeSource);
	/* Where the bar of buttons lies over nothing. */
	await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
	const found = await page.evaluate(() => globalThis.axe.run(document, {
		runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
	}));
	return found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
		.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | ')}`);
}

/* Nothing sticks out sideways. */
export const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
