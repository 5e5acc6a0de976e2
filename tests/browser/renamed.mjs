/* A form from earlier days, whose questions are called as fields of the kiosk, filled in with the
 * script: each answer under its own field, beside the access code, the seed and the department. */
import {check, next, openPage, out, phone, ready, send, turn, typeIn, url, withBrowser} from './lib.mjs';

const [, , , code, ...names] = process.argv;
const field = (page, name) => page.locator(`main [name="/${name}"]`);

async function fill(page, prefix, coded) {
	if (coded) {
		await page.fill('#code', code);
		await turn(page, 'button[value="code"]');
	}
	check(await ready(page), 'the script has taken over');
	check(await page.locator('main [name="/code"]').count() === 1, 'with the fields it read');
	for (const name of names)
		await typeIn(page, `/${name}`, `${prefix}-${name}`);
	await typeIn(page, '/code', 'bad');
	await field(page, 'code').blur();
	await page.waitForSelector('.error');
	await field(page, 'code').fill(`${prefix}-code`);
	await page.waitForFunction(() => !document.querySelector('.error'));
	await next(page);
	await typeIn(page, 'g/code', `${prefix}-inner`);
	await next(page);
	const review = await page.locator('main').innerText();
	check(names.every((name) => review.includes(`${prefix}-${name}`)), 'all answers are in the review', review);
	await send(page);
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
}

await withBrowser(async (browser) => {
	for (const [round, coded] of [['old-open', false], ['old-coded', true]]) {
		const page = await openPage(browser, phone);
		await page.goto(`${url}/s/${round}?lang=en`);
		await fill(page, round, coded);
		out({round});
		await page.context().close();
	}
});
