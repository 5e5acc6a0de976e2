/*
 * A tester's round: what is new comes first, then tasks, fit, SUS and comments. On a phone with its
 * timer and "me too", at a shared screen without a timer, and without a script. And "Report an
 * issue" from the start page.
 */
import {check, chip, next, openPage, phone, press, ready, reveal, send, serious, standing, tooWide, typeIn, url, withBrowser} from './lib.mjs';

const [, , , ...codes] = process.argv;
const TOUCH_S = 3;	/* from one touch to the next */

const at = (page) => page.locator('#answers').getAttribute('data-page');

/* Without a script axe cannot look either. */
async function look(page, what) {
	if (!page.scripted)
		return;
	const found = await serious(page);
	check(found.length === 0, `${what}: axe finds nothing serious`, found);
	check(await tooWide(page) <= 0, `${what}: nothing sticks out sideways`);
}

/* From a slip's code to the first task. */
async function begin(page, code) {
	page.scripted = await page.evaluate(() => matchMedia('(scripting: enabled)').matches);
	await page.goto(`${url}/s/pilot-1?lang=en`);
	check((await page.locator('label[for=code]').innerText()) === 'Code of your slip', 'it is the slip that is asked for');
	await page.fill('#code', 'AAAAA-AAAAA');
	await Promise.all([page.waitForNavigation(), press(page, '.actions button[value="code"]')]);
	check(await page.locator('#code-error').count() === 1, 'another code opens nothing');
	await page.fill('#code', code.toLowerCase());
	await Promise.all([page.waitForNavigation(), press(page, '.actions button[value="code"]')]);
	await ready(page);
	const news = await page.locator('.promise').first().innerText();
	check(news.includes('Sales desk 1') && news.includes('https://crm.example/v1'), 'what is tried comes first, and where to open it', news);
	check(!/\$\{/.test(await page.locator('main').innerText()), 'nothing is left to be filled in');
	await look(page, 'start');
	await next(page);
	check(await at(page) === 'task/T1', 'then the first task', await at(page));
	const card = await page.locator('main').innerText();
	for (const line of ['Find a customer and read the history', 'Start: Search', 'Sample customer: Nordwind Ltd', 'Done when: You know when Nordwind last called.'])
		check(card.includes(line), `the card says “${line}”`, card);
}

async function tasks(page) {
	for (const task of ['T1', 'T2', 'T3']) {
		check(await at(page) === `task/${task}`, `task ${task}`, await at(page));
		await chip(page, `task/${task}/P01`, task === 'T2' ? 'Yes, with help' : 'Yes, without help');
		await chip(page, `task/${task}/P02`, /^6$/);
		if (task === 'T2')
			await typeIn(page, `task/${task}/P03`, '4.5');
		await next(page);
	}
}

async function fit(page) {
	await chip(page, 'activity/SAL01/P04', 'Does not fit');
	if (!page.scripted)
		await next(page);
	await chip(page, 'activity/SAL01/F11', 'The system should fit the way we work');
	check(await page.locator('[name="activity/SAL01/P05"]').count() === 3, 'praise of what does not fit is not offered');
	await chip(page, 'activity/SAL01/P05', 'Something is missing');
	await chip(page, 'activity/SAL01/P06', 'Serious, but there is a workaround');
	await typeIn(page, 'activity/SAL01/P07', 'No way to note a second phone.');
	await look(page, 'fit');
	await next(page);
	for (const code of ['SAL04', 'SAL06']) {
		await chip(page, `activity/${code}/P04`, code === 'SAL06' ? 'Not tried' : 'Fits as it is');
		await next(page);
	}
}

async function sus(page) {
	check((await page.locator('h1').first().innerText()).startsWith('Sales desk 1:'), "the prototype's name stands above SUS");
	for (let i = 10; i <= 19; i++) {
		const radio = page.locator(`input[name="sus/P${i}"][value="${i % 2 ? 2 : 4}"]`);
		await radio.evaluate((e) => e.closest('.matrix-row').hidden && document.querySelector('.actions button[value="next"]').click());
		await press(page, page.locator('label.chip').filter({has: radio}));
	}
	await look(page, 'sus');
	await next(page);
	check(await at(page) === 'last', 'SUS or the short one, not both', await at(page));
	await next(page);
}

/* Started at the task; it runs while one goes on, and through a reload. */
async function timer(page) {
	const button = page.locator('.timer');
	await press(page, button);
	await page.waitForFunction(() => /0:0[1-9]/.test(document.querySelector('.timer').textContent));
	check((await button.getAttribute('aria-pressed')) === 'true', 'the timer runs');
	await page.reload();
	await page.waitForSelector('.timer[aria-pressed="true"]');
	check(await at(page) === 'task/T1', 'a reload comes back to the task');
	await page.evaluate(() => {
		const now = Date.now;
		Date.now = () => now() + 150000;
	});
	await press(page, button);
	const minutes = Number(await page.locator('input[name="task/T1/P03"]').inputValue());
	check(minutes >= 2.5 && minutes < 3, 'it writes minutes with one decimal', minutes);
}

async function comments(page) {
	check(await page.locator('.repeat-entry').count() === 0, 'no comment is there unless wanted');
	await press(page, '.repeat-more button');
	const c = 'more/comments/1/C';
	await chip(page, `${c}_kind`, 'A bug');
	await page.locator(`select[name="${c}_activity"]`).selectOption('SAL01');
	await page.waitForSelector('.alike-one');
	const offered = await page.locator('.alike-one').allInnerTexts();
	check(offered.length === 5 && offered[0] === 'Known thing 14' && offered[4].startsWith('Chýba'), 'the five latest are offered', offered);
	check((await page.locator('.alike-one').last().getAttribute('lang')) === 'sk', 'each in its language');
	check(await page.locator('.field:has(textarea) .tag', {hasText: 'required'}).count() === 1, 'words are required');
	await press(page, page.locator('.alike-one').last());
	check(await page.locator(`input[name="${c}_same"]`).inputValue() === '2', 'a tap says its number');
	await page.waitForFunction(() => !document.querySelector('.field:has(textarea) .tag')?.textContent.includes('required'));
	check(true, 'then no words are required');
	await look(page, 'comments');
	/* One without an activity. */
	await press(page, '.repeat-more button');
	await chip(page, 'more/comments/2/C_kind', 'Something works well');
	check(await page.locator('[name="more/comments/2/C_severity"]').count() === 0, 'praise has no severity');
	await page.locator('select[name="more/comments/2/C_activity"]').selectOption('none');
	await typeIn(page, 'more/comments/2/C_text', 'It is quick.');
	await next(page);
	check(await at(page) === 'review', 'the review comes next', await at(page));
}

async function onPhone(browser) {
	const page = await openPage(browser, phone);
	page.touch = true;
	await page.addInitScript(() => addEventListener('click', (event) => {
		if (event.isTrusted && event.detail)
			globalThis.name = String((Number(globalThis.name) || 0) + 1);
	}, true));
	await begin(page, codes[0]);
	await timer(page);
	await tasks(page);
	await fit(page);
	await sus(page);
	const touches = Number(await page.evaluate(() => globalThis.name));
	check(touches > 25 && touches * TOUCH_S < 360, 'three tasks and SUS take less than six minutes of touches', touches);
	await comments(page);
	check(/^[A-Z2-7]{4}-/.test(await send(page)), 'a receipt');
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
	await page.context().close();
}

async function withoutScript(browser) {
	const page = await openPage(browser, {...phone, javaScriptEnabled: false});
	page.touch = true;
	await begin(page, codes[1]);
	check(await page.locator('.timer').count() === 0, 'no timer without a script');
	await tasks(page);
	await fit(page);
	await sus(page);
	await Promise.all([page.waitForNavigation(), press(page, '.repeat-more button')]);
	const c = 'more/comments/1/C';
	await chip(page, `${c}_kind`, 'A bug');
	await page.locator(`select[name="${c}_activity"]`).selectOption('SAL01');
	await typeIn(page, `${c}_same`, '2');
	await next(page);
	/* Severity came with the answer. */
	if (await at(page) !== 'review')
		await next(page);
	check(await at(page) === 'review', 'the number of the board is enough', await page.locator('main').innerText());
	await send(page);
	await page.context().close();
}

/* One that nobody owns: no timer blocks it. */
async function onKiosk(browser) {
	const page = await openPage(browser, standing);
	page.touch = true;
	await begin(page, codes[2]);
	await page.locator('h1').first().tap();
	await page.waitForTimeout(500);
	check(await page.locator('.timer').count() === 0, 'a shared screen has no timer');
	check(await page.locator('input[name="task/T1/P03"]').isVisible(), 'minutes are typed there');
	await page.context().close();
}

async function report(browser) {
	const page = await openPage(browser, phone);
	page.touch = true;
	await page.goto(`${url}/?lang=en`);
	check(await page.locator('a.card-link[href*="/s/report"]').count() === 0, 'Report an issue is no survey');
	await Promise.all([page.waitForNavigation(), press(page, page.locator('a', {hasText: 'Report an issue'}))]);
	page.scripted = await ready(page);
	await look(page, 'report');
	await page.locator('select[name="report/R00_department"]').selectOption('SUP');
	await chip(page, 'report/R_kind', 'A bug');
	await chip(page, 'report/R_severity', 'I cannot do my work');
	/* With a picture the section is in parts on a phone. */
	await reveal(page, page.locator('select[name="report/R_activity"]'));
	await page.locator('select[name="report/R_activity"]').selectOption('none');
	await typeIn(page, 'report/R_text', 'The list stays empty.');
	await next(page);
	check(/^[A-Z2-7]{4}-/.test(await send(page)), 'a receipt of the report');
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
	await page.context().close();
}

await withBrowser(async (browser) => {
	await onPhone(browser);
	await withoutScript(browser);
	await onKiosk(browser);
	await report(browser);
});
