/* The desk for comments: by keys alone on a wide screen, with a thumb on a phone, and without a script. */
import {randomUUID} from 'node:crypto';
import {check, openPage, phone, serious, signIn, tooWide, url, withBrowser} from './lib.mjs';

const [, , , password] = process.argv;
const desk = `${url}/results/triage`;

async function send(words, severity) {
	const answer = await fetch(`${url}/s/reports`, {method: 'POST', headers: {Accept: 'application/json'}, body: new URLSearchParams({
		instance_id: randomUUID(), lang: 'en', 'start/department': 'SAL', 'report/kind': 'bug', 'report/severity': severity,
		'report/activity': 'SAL01', 'report/words': words})});
	check(answer.status === 201, `${words}: sent`, answer.status);
}

async function look(page, name) {
	const found = await serious(page);
	check(found.length === 0, `${name}: axe finds nothing serious`, found);
	check(await tooWide(page) <= 0, `${name}: nothing sticks out sideways`);
	check(page.complaints.length === 0, `${name}: no complaint`, page.complaints.splice(0));
}

const focus = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.innerText);
const go = (page, what) => Promise.all([page.waitForNavigation(), what()]);

/* Once the keeper has moved them. */
async function arrived(page, count) {
	for (let i = 0; i < 60; i++) {
		await page.goto(desk);
		if (await page.locator('.mail-item').count() === count)
			return;
		await page.waitForTimeout(1000);
	}
	check(false, `${count} comments are on the desk`);
}

async function byKeys(browser) {
	const page = await openPage(browser, {viewport: {width: 1280, height: 800}});
	await signIn(page, password);
	await arrived(page, 3);
	await look(page, 'the desk');
	await page.keyboard.press('j');
	await page.keyboard.press('j');
	const third = await focus(page);
	await page.keyboard.press('k');
	check(third !== await focus(page), 'j and k go through the list');
	await go(page, () => page.keyboard.press('Enter'));
	check(await page.locator('.mail-item.current').count() === 1, 'Enter opens');
	await page.keyboard.press('r');
	check(await focus(page) === 'reply', 'r leads to the reply');
	await page.keyboard.type('We see to it, j k m r');
	check(await page.inputValue('#reply') === 'We see to it, j k m r', 'where those letters are letters');
	await page.fill('#reply', 'We see to it');
	await page.fill('#words', 'By hand');
	await page.selectOption('#status', 'accepted');
	await go(page, () => page.click('button[value=read]'));
	check((await page.locator('[role=status]').innerText()).includes('1 comment changed.'), 'it says so');
	await look(page, 'a comment');
	await page.locator('h1').click();
	await page.keyboard.press('m');
	check(await focus(page) === 'find', 'm leads to merging');
	await page.goto(`${desk}/vendor`);
	await look(page, 'the list for the vendor');
}

async function onPhone(browser) {
	const page = await openPage(browser, {...phone, colorScheme: 'dark'});
	await signIn(page, password);
	await page.goto(`${desk}?lang=ca`);
	check(!await page.locator('.mail-report').isVisible(), 'on a phone the list comes first');
	await look(page, 'the list on a phone');
	await go(page, () => page.locator('.mail-item a').first().click());
	check(await page.locator('.mail-report').isVisible() && !await page.locator('.mail-list').isVisible(), 'then the comment alone');
	await look(page, 'a comment on a phone');
	await go(page, () => page.locator('.mail-back a').click());
	check(await page.locator('.mail-list').isVisible(), 'and back');
	await page.goto(`${desk}?lang=en`);
}

async function withoutScript(browser) {
	const page = await openPage(browser, {javaScriptEnabled: false, viewport: {width: 1280, height: 800}});
	await signIn(page, password);
	await page.goto(desk);
	await page.fill('#words', 'The second');
	await page.selectOption('#status', 'declined');
	await page.fill('#reply', 'Not this year');
	await go(page, () => page.click('button[value=read]'));
	await page.goto(desk);
	await page.fill('#words', 'The third');
	await go(page, () => page.click('button[value=read]'));
	await page.fill('#find', 'second');
	await go(page, () => page.locator('#merge form').first().locator('button').click());
	await page.locator('#merge input[type=radio]').first().check();
	await go(page, () => page.click('button[value=merge]'));
	check((await page.locator('.mail-report h2').innerText()).includes('Duplicate'), 'without a script too: merged');
	await go(page, () => page.click('button[value=undo]'));
	check(!(await page.locator('.mail-report h2').innerText()).includes('Duplicate'), 'undone');
	await page.fill('#find', 'second');
	await go(page, () => page.locator('#merge form').first().locator('button').click());
	await page.locator('#merge input[type=radio]').first().check();
	await go(page, () => page.click('button[value=merge]'));
}

await withBrowser(async (browser) => {
	for (const words of ['The discount is lost', 'It is slow', 'The list jumps'])
		await send(words, 'S2');
	await byKeys(browser);
	await onPhone(browser);
	await withoutScript(browser);
});
