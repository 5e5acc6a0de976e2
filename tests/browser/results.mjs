/* Results looked at by an analyst: every page without a complaint, the sliders, the print. */
import {check, openPage, serious, tooWide, url, withBrowser} from './lib.mjs';

const [, , , password] = process.argv;
const round = '/results/crm-audit-1';
const paths = ['/results', round, `${round}/priorities`, `${round}/priorities?department=SAL`, `${round}/functions/SUP03`,
	`${round}/baseline`, `${round}/requirement`, `${round}/roster`, `${round}/brief`,
	`${round}/exec`, `${round}/agenda`, '/sign', '/vote'];

async function look(page, name) {
	const found = await serious(page);
	check(found.length === 0, `${name}: axe finds nothing serious`, found);
	const wide = await tooWide(page);
	check(wide <= 0, `${name}: nothing sticks out sideways`, wide);
	check(page.complaints.length === 0, `${name}: no complaint`, page.complaints.splice(0));
}

async function signIn(page) {
	await page.goto(`${url}/login`);
	await page.fill('input[name="user"]', 'admin');
	await page.fill('input[name="password"]', password);
	await Promise.all([page.waitForNavigation(), page.click('main form button')]);
}

/* Pages of a PDF: the count of its page tree. */
const pagesOf = (pdf) => Math.max(...[...pdf.toString('latin1').matchAll(/\/Count (\d+)/g)].map((m) => Number(m[1])));

await withBrowser(async (browser) => {
	for (const [language, options] of [['en', {viewport: {width: 1280, height: 900}}],
		['pl', {viewport: {width: 360, height: 780}, colorScheme: 'dark'}]]) {
		const page = await openPage(browser, options);
		await signIn(page);
		for (const path of paths) {
			const answer = await page.goto(`${url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
			check(answer.status() === 200, `${path} is there in ${language}`, answer.status());
			await look(page, `${path} ${language}`);
		}
		await page.context().close();
	}

	/* A slider answers at once, says what would change, and keeps nothing. */
	const page = await openPage(browser, {viewport: {width: 1280, height: 900}});
	await signIn(page);
	await page.goto(`${url}${round}/priorities?lang=en`);
	const before = await page.locator('.entry h3').allTextContents();
	check(before.length > 10, 'the list is there', before);
	check(await page.locator('.tier').count() >= 2, 'in tiers');
	await page.locator('input[type=range][aria-label="Hours saveable"]').fill('0');
	await page.locator('#changes').waitFor();
	const after = await page.locator('.entry h3').allTextContents();
	check(after.join() !== before.join(), 'another weight, another order at once');
	check(/place/.test(await page.locator('#changes').textContent()), 'and what changes is said');
	await page.reload();
	check((await page.locator('.entry h3').allTextContents()).join() === before.join(), 'nothing was kept');
	check(page.complaints.length === 0, 'no complaint', page.complaints.splice(0));

	for (const language of ['en', 'sk', 'es']) {
		await page.goto(`${url}${round}/brief?lang=${language}`);
		const pdf = await page.pdf({format: 'A4'});
		check(pagesOf(pdf) === 1, `the brief is one page of A4 in ${language}`, pagesOf(pdf));
	}
	/* A page for the plan, and one for each question. */
	for (const language of ['en', 'pl', 'es']) {
		await page.goto(`${url}${round}/agenda?lang=${language}`);
		const questions = await page.locator('.agenda-question').count();
		check(questions > 0 && questions <= 6, 'people disagree on something', questions);
		const pdf = await page.pdf({format: 'A4'});
		check(pagesOf(pdf) === questions + 1, `the agenda in ${language} is a question a page`, [questions, pagesOf(pdf)]);
	}
	await page.context().close();
});
