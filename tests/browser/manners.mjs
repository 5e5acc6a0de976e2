/* What the shared screen owes the next person: Back shows an empty form, thanks go back to the
 * start, an unattended form is cleared, Start over clears; sending twice sends once. */
import {anew, check, chip, next, openPage, press, ready, send, turn, typeIn, standing, phone, url, withBrowser} from './lib.mjs';

async function begin(page) {
	await anew(page, '/s/crm-audit-1?lang=en');
	await chip(page, 'start/A01', 'Support');
	await next(page);
	await chip(page, 'pick/A10', 'Answer standard questions');
}

/* Where the browser would have to send a form again to go back, it shows a page of its own. */
async function back(page) {
	await page.goBack().catch((error) => {
		if (!/ERR_CACHE_MISS/.test(String(error)))
			throw error;
	});
	/* A page that the browser kept is asked for once more. */
	await page.waitForTimeout(500);
	await page.waitForFunction(() => !document.querySelector('form[data-form]') || document.documentElement.dataset.ready !== undefined);
}

const picked = (page) => page.locator('input:checked').count();

/* Thanks without a script go back to the start in real time: long, so beside all else. */
async function plainThanks(browser) {
	const page = await openPage(browser, {...phone, javaScriptEnabled: false});
	await page.goto(`${url}/s/crm-audit-1/thanks?lang=en&receipt=AAAABBBBCCCC`);
	const from = Date.now();
	await page.waitForURL((u) => u.pathname === '/', {timeout: 50000});
	check(Date.now() - from > 28000 && Date.now() - from < 36000, 'without a script thanks go back to the start, too, after about 30 s', Date.now() - from);
	await page.context().close();
}

/* Playwright turns the back/forward cache off unless told (reliability.md, 10). */
await withBrowser(async (browser) => {
	const page = await openPage(browser, standing);
	page.touch = true;
	await page.goto(`${url}/s/crm-audit-1?lang=en`);
	await ready(page);
	/* Left the moment it is pressed. */
	await chip(page, 'start/A01', 'Support');
	check(await picked(page) === 1, 'a department is chosen');
	await page.goto(`${url}/promise?lang=en`);
	await page.waitForTimeout(300);
	await back(page);
	check(await picked(page) === 1, 'Back from another page shows what this person answered');
	await page.reload();
	await ready(page);
	check(await picked(page) === 1, 'and so does a reload');
	await page.goto(`${url}/?lang=en`);
	await page.goto(`${url}/s/crm-audit-1?lang=sk`);
	await page.waitForFunction(() => document.querySelector('input[name="start/A01"]:checked'));
	check(true, 'and the form opened again in this tab');
	await press(page, 'a[data-clear]');
	await page.waitForURL((u) => u.pathname === '/');
	await back(page);
	check(await picked(page) === 0, 'Whoever does not go on leaves an empty form');

	await begin(page);
	check(await picked(page) === 1, 'an activity is ticked');
	await page.goto(`${url}/promise?lang=en`);
	await page.waitForTimeout(300);
	await back(page);
	check(await page.locator('form').getAttribute('data-page') === 'pick' && await picked(page) === 1, 'Back to a later section is back there, with what was ticked');
	await press(page, 'a[data-clear]');
	await press(page, 'dialog[open] .button');
	await page.waitForURL((u) => u.pathname === '/');
	await back(page);
	check(await picked(page) === 0 && await page.locator('form').getAttribute('data-page') === 'start', 'Start over, confirmed, leaves nothing to come back to');

	await anew(page, '/s/crm-audit-1?lang=en');
	await chip(page, 'start/A01', 'Sales');
	await next(page);
	await chip(page, 'pick/A10', 'Record a new lead');
	await next(page);
	for (let i = 0; i < 5 && !(await page.locator('button[data-send]').count()); i++)
		await next(page);
	await page.locator('button[data-send]').waitFor();
	await send(page);
	await page.waitForTimeout(300);
	await back(page);
	const text = await page.locator('body').innerText();
	check(!/Record a new lead/.test(text) || (await page.locator('dl.review').count()) === 0, 'Back from the thanks shows no answers', text.slice(0, 300));
	await page.context().close();
}, {ignoreDefaultArgs: ['--disable-back-forward-cache']});

await withBrowser(async (browser) => {
	const thanked = plainThanks(browser);
	/* The clock is the test's: minutes pass at once. */
	let page = await openPage(browser, standing);
	page.touch = true;
	await page.clock.install();
	await begin(page);
	await page.clock.fastForward('02:30');
	check(/\/s\/crm-audit-1/.test(page.url()) && await picked(page) === 1, 'after two and a half minutes it is still there');
	await page.clock.fastForward('00:15');
	await page.clock.runFor(500);
	check(await page.locator('dialog[open]').count() === 1, 'then it warns');
	check(/will be cleared/.test(await page.locator('dialog[open]').innerText()), 'of what will happen, not of what did', await page.locator('dialog[open]').innerText());
	await press(page, 'dialog button[data-stay]');
	check(await page.locator('dialog[open]').count() === 0, 'a touch keeps it');
	check(await picked(page) === 1, 'with its answers');
	await page.clock.fastForward('02:55');
	await page.clock.runFor(6000);
	await page.waitForURL((u) => u.pathname === '/');
	check(true, 'after three minutes without a touch the form is cleared, the start shown');
	await page.context().close();

	page = await openPage(browser, standing);
	page.touch = true;
	await page.clock.install();
	await page.goto(`${url}/s/crm-audit-1/thanks?lang=pl&receipt=AAAABBBBCCCC`);
	await page.clock.fastForward('00:29');
	check(/thanks/.test(page.url()), 'thanks stay 29 seconds');
	await page.clock.fastForward('00:02');
	await page.waitForURL((u) => u.pathname === '/');
	check(new URL(page.url()).searchParams.get('lang') === 'pl', 'then the start, in the same language');
	await page.context().close();

	page = await openPage(browser, phone);
	page.touch = true;
	await page.goto(`${url}/s/crm-audit-1/thanks?lang=en&receipt=AAAABBBBCCCC`);
	check(await page.locator('[data-copy]').isVisible() && !await page.locator('[data-countdown]').isVisible(), "on one's own phone the receipt stays, to be taken away");
	await begin(page);
	await press(page, 'a[data-confirm]');
	await press(page, 'dialog[open] .button.quiet');
	check(await picked(page) === 1, 'Cancel leaves all as it is');
	await press(page, 'a[data-confirm]');
	await Promise.all([page.waitForURL((u) => u.pathname === '/'), press(page, 'dialog[open] .button')]);
	await page.goto(`${url}/s/crm-audit-1?lang=en`);
	check(await picked(page) === 0, 'Start over clears');

	/* Another language in the middle keeps the answers. */
	await begin(page);
	await turn(page, 'button[value="lang:it"]');
	check(await page.locator('html').getAttribute('lang') === 'it', 'the language can be changed in the middle');
	check(await picked(page) === 1, 'and the answers stay');

	/* "None of these" is alone; a chip and its number exclude each other. */
	await anew(page, '/s/crm-audit-1?lang=en');
	await chip(page, 'start/A01', 'Sales');
	await next(page);
	await chip(page, 'pick/A10', 'Record a new lead');
	await chip(page, 'pick/A10', 'None of these');
	check(await picked(page) === 1, '"None of these" unticks the others');
	await chip(page, 'pick/A10', 'Record a new lead');
	check(await picked(page) === 1, 'and they it');
	await page.locator('input[type=search]').fill('quot');
	check(await page.locator('label.chip:has(input[name="pick/A10"]):visible').count() < 5, 'the search narrows the list');
	await page.locator('input[type=search]').fill('');
	await next(page);
	await chip(page, 'detail/SAL01/A21', /^30$/);
	await typeIn(page, 'detail/SAL01/A21', '33');
	check(await page.locator('input[name="detail/SAL01/A21"]:checked').count() === 0, 'a typed number clears the chip');

	/* A choice is taken back by another press, not by a nervous one. */
	const units = page.locator('input[name="detail/SAL01/A20_unit"]:checked');
	await chip(page, 'detail/SAL01/A20_unit', 'per week');
	const month = page.locator('label.chip:has(input[name="detail/SAL01/A20_unit"][value="month"])');
	/* In the page itself: between two presses from without, a busy machine may let time pass. */
	await month.evaluate((label) => {
		for (const type of ['pointerdown', 'click', 'pointerdown', 'click'])
			label.dispatchEvent(type === 'click' ? new MouseEvent(type, {bubbles: true, cancelable: true}) : new PointerEvent(type, {bubbles: true}));
	});
	check(await units.count() === 1, 'two quick presses choose once');
	await page.waitForTimeout(750);
	await press(page, month);
	check(await units.count() === 0, 'a later one takes the choice back');

	/* Two presses of Send are one answer. */
	for (let i = 0; i < 5 && !(await page.locator('button[data-send]').count()); i++)
		await next(page);
	const posts = [];
	page.on('request', (request) => { if (request.method() === 'POST') posts.push(request.postData()); });
	await page.evaluate(() => { const b = document.querySelector('button[data-send]'); b.click(); b.click(); });
	await page.waitForURL(/thanks/);
	check(posts.length === 1, 'pressing Send twice sends once', posts.length);

	/* Keys alone reach everything. */
	page = await openPage(browser, {viewport: {width: 1280, height: 800}});
	await page.goto(`${url}/s/crm-audit-1?lang=en`);
	await page.keyboard.press('Tab');
	check(await page.evaluate(() => document.activeElement.classList.contains('skip')), 'the first Tab offers to skip to the content');
	for (let i = 0; i < 30 && !(await page.evaluate(() => document.activeElement.name === 'start/A01')); i++)
		await page.keyboard.press('Tab');
	await page.keyboard.press('Space');
	check(await page.locator('input[name="start/A01"]:checked').count() === 1, 'Tab and Space choose');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Enter');
	await page.waitForSelector('input[name="pick/A10"]');
	check(await page.locator('input[name="pick/A10"]').count() > 5, 'Enter goes on');
	check(page.complaints.length === 0, 'no complaint', page.complaints);
	await thanked;
});
