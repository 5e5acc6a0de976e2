/* A form that goes on without the network, by keys alone, in another language, on a small screen;
 * and what it weighs. */
import {check, chip, lastQuestion, next, openPage, out, phone, press, ready, standing, tooWide, turn, url, withBrowser} from './lib.mjs';

const form = `${url}/s/crm-audit-1?lang=en`;
const shown = (page) => page.locator('form').getAttribute('data-page');

async function toReview(page) {
	for (let i = 0; i < 9 && !(await page.locator('button[data-send]').count()); i++)
		await next(page);
}

async function begin(page, picks) {
	await page.goto(form);
	await ready(page);
	await chip(page, 'start/A01', 'Sales');
	await next(page);
	for (const words of picks)
		await chip(page, 'pick/A10', words);
}

/* ---- no network between the first page and the thanks ---- */
async function offline(browser) {
	const page = await openPage(browser, phone);
	page.touch = true;
	const keys = [];
	page.on('request', (r) => r.method() === 'POST' && keys.push(new URLSearchParams(r.postData()).get('instance_id')));
	await begin(page, ['Record a new lead', 'Get approval']);
	/* The other languages come once somebody really fills the form in. */
	await page.waitForLoadState('networkidle');
	await page.context().setOffline(true);
	await next(page);
	await chip(page, 'painful/A11', 'Record a new lead');
	await turn(page, 'button[value="lang:sk"]');
	check(await page.locator('html').getAttribute('lang') === 'sk', 'the language changes without the network');
	check(await page.locator('input[name="painful/A11"]:checked').count() === 1, 'and keeps the answer');
	await toReview(page);
	await press(page, 'button[data-send]');
	await page.waitForSelector('[data-said]');
	check(/Zatiaľ neodoslané/.test(await page.locator('[data-said]').innerText()), 'not sent, and said so in Slovak');
	check(await page.locator('dl.review').count() > 1, 'the answers are still there');
	await page.context().setOffline(false);
	/* The first reply is lost: whether it arrived is not known. */
	let lost = 0;
	await page.route('**/s/crm-audit-1', async (route) => {
		if (route.request().method() === 'POST' && !lost++) {
			await route.fetch();
			await route.abort();
		} else {
			await route.continue();
		}
	});
	await page.waitForURL(/thanks/, {timeout: 40000});
	check(lost >= 1 && new Set(keys).size === 1, 'sent again until it arrived, with one key', keys);
	out({key: keys[0]});
	await page.context().close();
}

/* ---- an answer changed after a failure is another submission; Back goes back within the form ---- */
async function changed(browser) {
	const page = await openPage(browser, standing);
	page.touch = true;
	const keys = [];
	page.on('request', (r) => r.method() === 'POST' && keys.push(new URLSearchParams(r.postData()).get('instance_id')));
	await begin(page, ['Record a new lead']);
	await toReview(page);
	await page.locator('.actions').evaluate((bar) => { bar.dataset.old = ''; });
	await press(page, page.locator('dl.review > div', {hasText: 'How many hours'}).first());
	await page.waitForSelector('.actions:not([data-old])');
	check(await page.evaluate(() => document.activeElement.name) === 'start/A02', 'an answer of the review is a tap away');
	await toReview(page);
	await turn(page, page.locator('.review-line', {hasText: 'Record a new lead'}));
	check(await shown(page) === 'detail/SAL01', 'and so is a card', await shown(page));
	await toReview(page);
	await page.route('**/s/crm-audit-1', (route) => route.request().method() === 'POST' ? route.fulfill({status: 503, headers: {'Retry-After': '300'}, body: '{}'}) : route.continue());
	await press(page, 'button[data-send]');
	await page.waitForSelector('[data-said]');
	await page.unroute('**/s/crm-audit-1');
	await page.locator('.actions').evaluate((bar) => { bar.dataset.old = ''; });
	await page.goBack();
	await page.waitForSelector('.actions:not([data-old])');
	check(await shown(page) === 'end', 'Back in the browser is back in the form', await shown(page));
	await page.locator('textarea').last().fill('Changed');
	await next(page);
	await Promise.all([page.waitForURL(/thanks/), press(page, 'button[data-send]')]);
	check(keys.length === 2 && keys[0] !== keys[1], 'after a change the key is another one', keys);
	await page.context().close();
}

/* ---- sent without the network, and left: nothing is lost, nothing is shown ---- */
async function left(browser) {
	const page = await openPage(browser, standing);
	page.touch = true;
	let key = '';
	page.on('request', (r) => { key = r.method() === 'POST' ? new URLSearchParams(r.postData()).get('instance_id') : key; });
	await page.clock.install();
	await begin(page, ['Record a new lead']);
	await toReview(page);
	await page.route('**/s/crm-audit-1', (route) => route.request().method() === 'POST' ? route.abort() : route.continue());
	await press(page, 'button[data-send]');
	await page.waitForSelector('[data-said]');
	await page.clock.fastForward('02:55');
	await page.clock.runFor(6000);
	await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Not yet delivered: 1');
	check(!/Record a new lead/.test(await page.locator('body').innerText()), 'left alone, unsent answers are not shown');
	await page.unroute('**/s/crm-audit-1');
	await page.clock.runFor(31000);
	await page.waitForURL((u) => u.pathname === '/');
	check(true, 'they are sent when the kiosk answers; then the start is there');
	out({key});
	await page.context().close();
}

/* ---- keys alone ---- */
async function keys(browser) {
	const page = await openPage(browser, {viewport: {width: 1280, height: 800}});
	const focused = () => page.evaluate(() => [document.activeElement.name ?? '', document.activeElement.value ?? '']);
	/* Tab until the field of that name (and value) has the focus. */
	const reach = async (name, value) => {
		for (let i = 0; i < 90; i++) {
			const [n, v] = await focused();
			if (n === name && (value === undefined || v === value))
				return;
			await page.keyboard.press('Tab');
		}
		throw new Error(`Tab does not reach ${name} ${value ?? ''}`);
	};
	/* Enter goes on from question to question, and behind the last one to the next step. */
	const enter = async () => {
		await page.locator('.actions').evaluate((bar) => { bar.dataset.old = ''; });
		for (let i = 0; i < 14 && await page.locator('.actions[data-old]').count(); i++)
			await page.keyboard.press('Enter');
		await page.waitForSelector('.actions:not([data-old])');
	};
	const at = async () => (await focused())[0];
	await page.goto(form);
	await ready(page);
	await page.keyboard.press('Enter');
	check(await at() === 'start/A01', 'Enter goes to the first question', await at());
	await page.keyboard.press('Space');
	await page.keyboard.press('ArrowDown');
	check((await focused())[1] === 'MKT', 'arrows move between choices');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('Enter');
	await page.keyboard.press('4');
	check(await page.locator('[name="start/A02"]:checked').getAttribute('value') === '39', 'a digit answers: the fourth of the hours');
	await enter();
	check(await page.evaluate(() => document.activeElement.tagName) === 'H1', 'a new section begins at its heading');
	await reach('pick/A10', 'SAL01');
	await page.keyboard.press('Space');
	await reach('pick/A10', 'SAL04');
	await page.keyboard.press('Space');
	await enter();
	await page.keyboard.press('1');
	check(await page.locator('[name="painful/A11"]:checked').count() === 1, 'a digit without going anywhere answers the first question');
	await enter();
	for (let card = 0; card < 2; card++) {
		const card_at = await shown(page);
		const number = page.locator(`[name="${card_at}/A20"]:not([type=radio])`);
		await page.keyboard.press('Enter');
		await page.keyboard.type(card ? '6' : '600');
		check(await number.inputValue() === (card ? '6' : '600'), 'a number is typed as it is');
		await page.keyboard.press('Enter');
		await page.keyboard.press('2');
		check(await page.locator(`[name="${card_at}/A20_unit"]:checked`).getAttribute('value') === 'week', 'then its period');
		if (!card) {
			await enter();
			check(await at() === `${card_at}/A20` && await number.getAttribute('aria-invalid') === 'true', 'the first answer to mend has the focus', await focused());
			const said = await page.evaluate(() => document.activeElement.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id)?.textContent).join(' '));
			check(/from 1 to 99/.test(said), 'and its error is tied to it', said);
			await page.keyboard.press('Control+a');
			await page.keyboard.type('6');
			await page.waitForFunction(() => !document.querySelector('[aria-invalid="true"]'), undefined, {timeout: 500});
			check(await at() === `${card_at}/A20`, 'mended, the error goes at once, the cursor stays');
		}
		/* Ten, typed as one and nought, of nought to ten. */
		for (let i = 0; i < 8 && await at() !== `${card_at}/A22`; i++)
			await page.keyboard.press('Enter');
		await page.keyboard.type('10');
		check(await page.locator(`[name="${card_at}/A22"]:checked`).getAttribute('value') === '10', 'two digits soon behind each other are one figure');
		await enter();
	}
	await reach(await lastQuestion(page));
	await page.keyboard.press('Space');
	await enter();
	for (let i = 0; i < 40 && !(await page.evaluate(() => 'send' in document.activeElement.dataset)); i++)
		await page.keyboard.press('Tab');
	await Promise.all([page.waitForURL(/thanks/), page.keyboard.press('Enter')]);
	check(true, 'the audit was answered by keys alone');
	await page.context().close();
}

/* ---- weight, steadiness, zoom, targets ---- */
async function weight(browser) {
	const page = await openPage(browser, phone);
	const session = await page.context().newCDPSession(page);
	const sizes = new Map();
	const urls = new Map();
	await session.send('Network.enable');
	session.on('Network.responseReceived', ({requestId, response}) => urls.set(requestId, response.url));
	session.on('Network.loadingFinished', ({requestId, encodedDataLength}) => sizes.set(requestId, encodedDataLength));
	await page.addInitScript(() => {
		globalThis.moved = 0;
		new PerformanceObserver((list) => { for (const e of list.getEntries()) globalThis.moved += e.value; }).observe({type: 'layout-shift', buffered: true});
	});
	for (const lang of ['en', 'es']) {
		sizes.clear();
		await session.send('Network.clearBrowserCache');
		await page.goto(`${url}/s/crm-audit-1?lang=${lang}`);
		await ready(page);
		await page.waitForLoadState('networkidle');
		const total = [...sizes.values()].reduce((a, b) => a + b, 0);
		const scripts = [...sizes].filter(([id]) => /\.js$/.test(urls.get(id))).reduce((a, [, b]) => a + b, 0);
		check(total <= 70 * 1024, `${lang}: the first section weighs at most 70 KB`, total);
		/* Headers come on top of what is packed. */
		check(scripts <= 40 * 1024 + 20 * 600, `${lang}: its scripts at most 40 KB`, scripts);
		check(await page.evaluate(() => globalThis.moved) === 0, `${lang}: nothing moves while it loads`);
	}
	await page.context().close();

	/* 1280 pixels at 400 % are 320. */
	const small = await openPage(browser, {viewport: {width: 320, height: 256}});
	await small.goto(`${url}/s/crm-audit-1?lang=es`);
	await ready(small);
	for (let i = 0; i < 3; i++) {
		check(await tooWide(small) <= 0, `zoomed to 400 %: ${await shown(small)} needs no scrolling sideways`);
		const little = await small.evaluate(() => [...document.querySelectorAll('main a, main button, .chip span, main input:not([type=hidden], .chip input, [type=range]), main select, .langs button')]
			.filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44 && !e.matches('.error-summary a, p a')).map((e) => e.outerHTML.slice(0, 80)));
		check(little.length === 0, `targets of ${await shown(small)} are 44 px high`, little);
		if (i === 0)
			await chip(small, 'start/A01', 'Ventas');
		if (i === 1)
			await small.locator('input[name="pick/A10"]').first().check({force: true});
		await next(small);
	}
	await small.context().close();
}

/* ---- whether the kiosk responds is said before somebody begins ---- */
async function saidAhead(browser) {
	const page = await openPage(browser, standing);
	page.touch = true;
	const said = page.locator('[data-unreached]');
	await page.goto(`${url}/?lang=en`);
	await page.context().setOffline(true);
	await press(page, 'a.card-link');
	await said.waitFor();
	check(/not responding/.test(await said.innerText()) && new URL(page.url()).pathname === '/', 'a card that leads nowhere keeps the page, and says why');
	await page.context().setOffline(false);
	await said.waitFor({state: 'hidden', timeout: 20000});
	check(true, 'it finds out by itself that the kiosk is there again');
	await Promise.all([page.waitForURL('**/s/crm-audit-1*'), press(page, 'a.card-link')]);
	check(await ready(page), 'and leads on');
	await page.route('**/health', (route) => route.fulfill({status: 503, body: '{}'}));
	await chip(page, 'start/A01', 'Sales');
	await page.locator('[data-said]').waitFor();
	check(/answer all the same/.test(await page.locator('[data-said]').innerText()), 'a form says it at its first touch');
	await next(page);
	check(await shown(page) === 'pick' && await page.locator('[data-said]').count() === 0, 'and is filled in all the same');
	await page.context().close();

	const fast = await openPage(browser, {viewport: {width: 1280, height: 800}});
	await fast.goto(`${url}/?lang=en`);
	await fast.locator('a.card-link').first().focus();
	await Promise.all([fast.waitForURL('**/s/crm-audit-1*'), fast.keyboard.press('Enter')]);
	check(true, 'keys lead on, too');
	await fast.context().close();
}

/* ---- the browser ends in the middle: at the kiosk answers are gone, and that is said ---- */
async function interrupted(browser, device, own) {
	const page = await openPage(browser, device);
	page.touch = true;
	await begin(page, ['Record a new lead']);
	const kept = () => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('answers/')).length);
	await page.waitForFunction(() => Object.keys(sessionStorage).some((key) => key.startsWith('answers/')));
	const noted = await page.evaluate(() => JSON.stringify({...localStorage}));
	check(own ? noted === '{}' : /^\{"begun":"\d+"\}$/.test(noted), own ? 'nothing is noted on one\'s own phone' : 'beside the tab it is noted that somebody began, and nothing else', noted);
	await page.reload();
	await ready(page);
	check(await page.locator('[data-interrupted]').count() === 0, 'a reload is no interruption');
	check(await page.locator('input[name="pick/A10"]:checked').count() === 1, 'answers are there after it');
	/* Taken up again, it is noted again. */
	if (!own)
		await page.waitForFunction(() => localStorage.getItem('begun'));
	/* As a browser that died: nothing of the page runs any more before the tab comes back. */
	await page.evaluate(() => addEventListener('pagehide', (event) => event.stopImmediatePropagation(), {capture: true}));
	const begun = await page.evaluate(() => localStorage.getItem('begun'));
	const state = await page.evaluate(() => ({...sessionStorage}));
	await page.goto(`${url}/promise?lang=en`);
	await page.evaluate(([mark, tab]) => {
		if (mark)
			localStorage.setItem('begun', mark);
		for (const [key, value] of Object.entries(tab))
			sessionStorage.setItem(key, value);
	}, [begun, state]);
	await page.goto(form);
	await ready(page);
	if (own) {
		await page.waitForFunction(() => document.querySelector('input[name="pick/A10"]:checked'));
		check(true, 'on one\'s own phone a crash loses nothing');
	} else {
		check(await page.locator('[data-interrupted]').isVisible(), 'the form says that it was interrupted');
		check(await kept() === 0 && await page.locator('input:checked').count() === 0, 'and nothing of it is left');
		await page.goto(`${url}/?lang=en`);
		check(!await page.locator('[data-interrupted]').isVisible(), 'it is said once');
		await page.evaluate(() => localStorage.setItem('begun', Date.now() - 60000));
		await page.reload();
		check(await page.locator('[data-interrupted]').isVisible(), 'the start page says it, too');
		await page.evaluate(() => localStorage.setItem('begun', Date.now() - 3600000));
		await page.reload();
		check(!await page.locator('[data-interrupted]').isVisible(), 'after an hour nobody waits for it');
	}
	await page.context().close();
}

await withBrowser(async (browser) => {
	await offline(browser);
	await saidAhead(browser);
	await interrupted(browser, standing, false);
	await interrupted(browser, phone, true);
	await changed(browser);
	await left(browser);
	await keys(browser);
	await weight(browser);
});
