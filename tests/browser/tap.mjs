/* By finger alone, at screens that have no keyboard: the whole audit, and every kind of number.
 * Nothing is typed; a key pressed would be a fault. What is sent is handed to tap.t. */
import {check, chip, lastQuestion, next, openPage, out, phone, press, ready, reveal, send, serious, standing, tooWide, turn, url, withBrowser} from './lib.mjs';

/* In a hand, with a screen for a finger: it gets the pad. */
const tablet = {viewport: {width: 820, height: 1180}, hasTouch: true};

const box = (page, name) => page.locator('.field', {has: page.locator(`[name="${name}"]`)});
const field = (page, name) => page.locator(`input.short[name="${name}"]`);

/* The keys of a field's pad, by what they show: digits, the mark, ± and ⌫. */
async function tapKeys(page, name, keys) {
	for (const key of keys)
		await press(page, box(page, name).locator('.pad button').filter({hasText: key}));
}

/* By the pad; a phone has keys of its own, there `typed` is what they write. */
async function tapNumber(page, name, keys, typed = keys) {
	await reveal(page, field(page, name));
	if (page.viewportSize().width < 768) {
		await field(page, name).fill(typed);
		return field(page, name).inputValue();
	}
	await press(page, field(page, name));
	await tapKeys(page, name, keys);
	return field(page, name).inputValue();
}

async function begin(browser, device, address) {
	const page = await openPage(browser, device);
	page.touch = true;
	await page.addInitScript(() => addEventListener('keydown', () => { globalThis.name += 'key '; }, true));
	await page.goto(`${url}${address}`);
	check(await ready(page), 'the form goes by its script');
	return page;
}

const keysPressed = (page) => page.evaluate(() => globalThis.name);

/* Every key of the pad that is shown is large enough for a finger, and has a name; a phone shows none. */
async function pads(page, where) {
	const shown = page.locator('.pad button').filter({visible: true});
	if (page.viewportSize().width < 768) {
		check(await shown.count() === 0, `${where}: no pad beside the keys of the phone`);
		return;
	}
	const keys = await shown.evaluateAll((all) => all.map((b) => {
		const {width, height} = b.getBoundingClientRect();
		return {name: b.getAttribute('aria-label') ?? b.textContent, type: b.type, small: width < 44 || height < 44};
	}));
	check(keys.length > 0 && keys.every((k) => !k.small && k.name && k.type === 'button'), `${where}: keys of 44 pixels at least`, keys.filter((k) => k.small || !k.name));
	check(await tooWide(page) <= 0, `${where}: nothing sticks out sideways`);
	const found = await serious(page);
	check(found.length === 0, `${where}: axe finds nothing serious`, found);
}

async function audit(browser, device, name) {
	const page = await begin(browser, device, '/s/crm-audit-1?lang=en');
	await chip(page, 'start/A01', 'Support');
	await chip(page, 'start/A02', '20 to under 30');
	await next(page);
	const picks = ['SUP01', 'SUP07', 'SUP03'];
	for (const code of picks)
		await press(page, page.locator('label.chip', {has: page.locator(`[name="pick/A10"][value="${code}"]`)}));
	await next(page);
	await press(page, page.locator('label.chip', {has: page.locator('[name="painful/A11"][value="SUP07"]')}));
	await next(page);
	const times = {SUP01: '12', SUP07: '3', SUP03: '90'};
	for (let cards = 0; cards < 3; cards++) {
		const at = await page.locator('input[name="at"]').first().inputValue();
		const code = at.slice('detail/'.length);
		check(await tapNumber(page, `${at}/A20`, times[code]) === times[code], `${name}: how often, by the pad`);
		if (cards === 0)
			await pads(page, name);
		await chip(page, `${at}/A20_unit`, 'per month');
		/* One wrong digit is taken back. */
		check(await tapNumber(page, `${at}/A21`, '349⌫', '34') === '34', `${name}: minutes, by the pad`);
		await chip(page, `${at}/A22`, /^0$/);
		await chip(page, `${at}/A23`, 'A little');
		await chip(page, `${at}/A24`, 'Rather not');
		await chip(page, `${at}/A25`, 'All of it (100%)');
		await chip(page, `${at}/A27`, 'Paper');
		await next(page);
	}
	const end = await lastQuestion(page);
	await chip(page, end, (await page.locator(`label.chip:has([name="${end}"])`).first().innerText()).trim());
	await next(page);
	const receipt = await send(page);
	check((await keysPressed(page)) === '', `${name}: no key was pressed`, await keysPressed(page));
	check(page.complaints.length === 0, `${name}: the browser has nothing to complain of`, page.complaints);
	out({audit: name, receipt, times});
	await page.context().close();
}

/* From the start page to the thanks: six activities, five cards answered in full, two reports. */
/* Whether the page goes on from `at`, within a while. */
const leaves = (page, at, ms = 3000) => page.waitForFunction((old) => document.getElementById('answers').dataset.page !== old, at, {timeout: ms}).then(() => true, () => false);
const whereAt = (page) => page.locator('#answers').getAttribute('data-page');

/* `byItself`: a screen goes on once all on it is answered. */
async function counted(browser, most, byItself) {
	const page = await openPage(browser, standing);
	page.touch = true;
	let taps = 0;
	const tap = async (target, turns = false) => {
		taps++;
		await (turns ? turn(page, target) : press(page, target));
	};
	const choose = (name, n = 0) => tap(page.locator(`label.chip:has([name="${name}"])`).nth(n));
	let at;
	const on = async () => {
		if (!byItself)
			await tap('.actions button[value="next"]', true);
		else
			check(await leaves(page, at), `${at} goes on by itself`);
	};
	await page.goto(`${url}/?lang=en`);
	taps++;
	await Promise.all([page.waitForNavigation(), press(page, page.locator('a.card-link').first())]);
	await ready(page);
	at = await whereAt(page);
	await choose('start/A01');
	await choose('start/A02', 3);
	await on();
	for (let i = 0; i < 6; i++)
		await choose('pick/A10', i);
	await tap('.actions button[value="next"]', true);
	at = await whereAt(page);
	await choose('painful/A11');
	await on();
	for (at = await whereAt(page); at.startsWith('detail/'); at = await whereAt(page)) {
		await tap(page.locator('.pair-row', {hasText: 'per week'}).locator('.pair-cell').nth(1));
		check(await page.locator(`[name="${at}/A20"]:checked`).getAttribute('value') === '2' && await page.locator(`[name="${at}/A20_unit"]:checked`).getAttribute('value') === 'week', 'twice a week by one touch');
		await choose(`${at}/A21`, 3);
		await choose(`${at}/A27`);
		for (const question of ['A22', 'A23', 'A24', 'A25'])
			await choose(`${at}/${question}`, 1);
		await on();
	}
	const asked = await lastQuestion(page);
	await choose(asked, 0);
	await choose(asked, 1);
	await tap('.actions button[value="next"]', true);
	taps++;
	await send(page);
	check(taps <= most, `an audit of six activities, five cards and two reports takes at most ${most} touches`, taps);
	await page.context().close();
}

/* It stays while something is open, while an answer is changed, for who goes back, and for keys. */
async function stays(browser) {
	const page = await openPage(browser, standing);
	page.touch = true;
	const choose = (name, n = 0) => press(page, page.locator(`label.chip:has([name="${name}"])`).nth(n));
	await page.goto(`${url}/s/crm-audit-1?lang=en`);
	await ready(page);
	check(await page.locator('main', {hasText: 'the next one comes by itself'}).count() === 1, 'the first screen says so');
	const start = await whereAt(page);
	await choose('start/A02', 3);
	check(!await leaves(page, start, 1200), 'it stays while a question is open');
	await choose('start/A01');
	await choose('start/A02', 2);
	check(!await leaves(page, start, 1200), 'and where the last answer is followed by another touch');
	await press(page, '.actions button[value="next"]');
	check(await leaves(page, start), 'Next goes on as ever');
	await press(page, '.actions button[value="back"]');
	await page.waitForFunction((at) => document.getElementById('answers').dataset.page === at, start);
	await choose('start/A02', 1);
	check(!await leaves(page, start, 1200), 'who came back to change an answer stays');
	await press(page, '.actions button[value="next"]');
	check(await leaves(page, start), 'until Next');
	for (let i = 0; i < 3; i++)
		await choose('pick/A10', i);
	await press(page, '.actions button[value="next"]');
	await page.waitForFunction(() => document.getElementById('answers').dataset.page === 'painful');
	await page.locator('[name="painful/A11"]').first().focus();
	await page.keyboard.press('Space');
	check(await page.locator('[name="painful/A11"]:checked').count() === 1 && !await leaves(page, 'painful', 1200), 'keys choose without going on');
	check(page.complaints.length === 0, 'nothing to complain about', page.complaints);
	await page.context().close();
}

/* Whole numbers, decimals with the language's mark, below zero only where that may be. */
async function numbers(browser, language, mark) {
	const page = await begin(browser, tablet, `/s/everything?lang=${language}`);
	const has = async (name, what) => await box(page, name).locator(`.pad [data-${what}]`).count() > 0;
	check(!await has('about/age', 'mark') && !await has('about/age', 'sign'), `${language}: 18 to 99 has neither mark nor sign`);
	check(await tapNumber(page, 'about/age', '42') === '42', `${language}: a whole number`);
	await press(page, page.locator('label.chip', {has: page.locator('[name="about/employed"][value="yes"]')}));
	await page.waitForSelector('[name="about/hours"].short');
	check(await has('about/hours', 'mark') && !await has('about/hours', 'sign'), `${language}: hours have the mark`);
	await press(page, field(page, 'about/hours'));
	await tapKeys(page, 'about/hours', '⌫⌫⌫⌫');
	check(await tapNumber(page, 'about/hours', ['1', '2', mark, mark, '5']) === `12${mark}5`, `${language}: one mark, however often it is pressed`);
	await page.locator('.promise', {hasText: '575'}).waitFor();
	await press(page, field(page, 'about/hours'));
	await pads(page, `numbers ${language}`);
	const names = await page.locator('.pad').first().getAttribute('aria-label');
	check(names.length > 3, `${language}: the pad has a name`);
	check((await keysPressed(page)) === '', `${language}: no key was pressed`);
	return page;
}

/* Answers below zero, a slider where it stands, and a sheet without a script. */
async function others(browser) {
	const page = await numbers(browser, 'en', '.');
	await page.locator('[name="about/name"]').fill('Ann');
	await next(page);
	const slider = page.locator('input[type=range]');
	const {width, height} = await slider.boundingBox();
	await slider.tap({position: {x: width / 2, y: height / 2}});
	await page.waitForTimeout(50);
	check(await field(page, 'tastes/ripe').inputValue() === '5', 'a slider tapped where it stands is an answer', await field(page, 'tastes/ripe').inputValue());
	await press(page, field(page, 'tastes/ripe'));
	await tapKeys(page, 'tastes/ripe', '⌫');
	check(await tapNumber(page, 'tastes/ripe', '7.5') === '7.5' && await slider.inputValue() === '7.5', 'and follows the pad');
	await tapNumber(page, 'tastes/minutes', '7');
	check(await page.locator('[name="tastes/minutes"]:checked').count() === 0, 'a number of the pad takes the chip back');
	await press(page, page.locator('label.chip', {has: page.locator('[name="tastes/table/taste"][value="2"]')}));
	await next(page);
	check(await box(page, 'family/cars').locator('[data-sign]').count() === 1, 'at most three may be below zero');
	check(await tapNumber(page, 'family/cars', '±2') === '-2' && await tapNumber(page, 'family/cars', '±') === '2', 'the sign goes and comes');
	check(await field(page, 'family/cars').getAttribute('readonly') === null, 'the field itself stays open');
	await page.context().close();

	const plain = await openPage(browser, {...phone, javaScriptEnabled: false});
	await plain.goto(`${url}/s/everything?lang=en`);
	check(!await plain.locator('.pad').first().isVisible(), 'without a script there is no pad');
	await plain.locator('[name="about/age"]').fill('42');
	check(await plain.locator('[name="about/age"]').inputValue() === '42', 'and the field takes what is typed');
	await plain.context().close();
}

await withBrowser(process.argv[3] === 'onward' ? async (browser) => {
	await counted(browser, 50, true);
	await stays(browser);
} : async (browser) => {
	await audit(browser, standing, 'standing kiosk');
	await audit(browser, phone, 'phone');
	await counted(browser, 58, false);
	await (await numbers(browser, 'sk', ',')).context().close();
	await others(browser);
});
