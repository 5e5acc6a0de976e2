/* Results looked at by an analyst: every page without a complaint, the sliders, the print. */
import {check, openPage, serious, tooWide, url, withBrowser} from './lib.mjs';

const [, , , password] = process.argv;
const round = '/results/crm-audit-1';
const paths = ['/today', '/decisions', '/results', round, `${round}/priorities`, `${round}/priorities?department=SAL`, `${round}/priorities?view=departments`, `${round}/priorities?view=effort`,
	`${round}/priorities?sort=hours_saved`, `${round}/functions/SUP03`,
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

	/* The list is one screen of a large display; a row opens by mouse and by keyboard. */
	const page = await openPage(browser, {viewport: {width: 1920, height: 1080}});
	await signIn(page);
	await page.goto(`${url}${round}/priorities?lang=en`);
	const names = () => page.locator('.act:has(summary) summary').allTextContents();
	const before = await names();
	check(before.length > 10, 'the list is there', before);
	check(await page.locator('tbody.band').count() >= 2, 'in tiers');
	const head = await page.locator('.ranking thead').boundingBox();
	const last = await page.locator('.ranking tbody.act > tr:first-child').nth(23).boundingBox();
	check(last.y + last.height - head.y <= 1080, 'head and 24 rows fit a screen of 1080', last.y + last.height - head.y);
	await page.locator('.act summary').first().focus();
	await page.keyboard.press('Enter');
	check(await page.locator('.opened').first().isVisible(), 'Enter opens a row');
	await page.keyboard.press('Enter');
	check(!await page.locator('.opened').first().isVisible(), 'and closes it');
	const cell = await page.locator('.act td.col-pain').first().boundingBox();
	await page.mouse.click(cell.x + cell.width / 2, cell.y + cell.height / 2);
	check(await page.locator('.opened').first().isVisible(), 'a press anywhere in it opens it');
	await page.locator('.opened a[href*="compare"]').first().click();
	check(await page.locator('.act.base').count() === 1 && await page.locator('.alike').count() > 0 || /0 of/.test(await page.locator('.list .notice').textContent()),
		'what cannot be told apart is shaded');
	await page.locator('.list .notice a').click();

	/* A slider answers at once, says what would change, pushes nothing aside and keeps nothing. */
	const at = await page.locator('.ranking').boundingBox();
	await page.locator('.drawer > summary').click();
	const still = await page.locator('.ranking').boundingBox();
	check(Math.abs(at.x - still.x) < 1 && Math.abs(at.width - still.width) < 1, 'the drawer lies over the list', [at, still]);
	await page.locator('input[type=range][aria-label="Hours saveable"]').fill('0');
	await page.locator('#changes').waitFor();
	const after = await names();
	check(after.join() !== before.join(), 'another weight, another order at once');
	check(/place/.test(await page.locator('#changes').textContent()), 'and what changes is said');
	check(await page.locator('.moved').count() > 0, 'in the rows too');
	await page.reload();
	check((await names()).join() === before.join(), 'nothing was kept');
	check(page.complaints.length === 0, 'no complaint', page.complaints.splice(0));

	const phone = await openPage(browser, {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true});
	await signIn(phone);
	await phone.goto(`${url}${round}/priorities?lang=pl`);
	const rows = phone.locator('.act:has(summary) > tr:first-child');
	for (let i = 0; i < await rows.count(); i++) {
		const {height} = await rows.nth(i).boundingBox();
		check(height >= 44 && height <= 66, 'a row is two lines on a phone, and a finger high', [i, height]);
	}
	const over = await phone.locator('.ranking thead .place, .act:not(:has(summary)) td').evaluateAll((cells) =>
		cells.filter((c) => c.offsetParent && c.scrollWidth > c.clientWidth + 1).map((c) => c.textContent));
	check(over.length === 0, 'nothing of the heading or of what is hidden lies over what stands beside it', over);
	await phone.goto(`${url}${round}?lang=pl`);
	await phone.locator('.summary details').evaluateAll((all) => all.forEach((d) => { d.open = true; }));
	check(await tooWide(phone) <= 0, 'nor do the tables of the overview stick out when they are opened');
	await phone.goto(`${url}${round}/priorities?lang=pl`);
	await rows.first().click();
	check(await phone.locator('.act .col-want').first().isVisible(), 'the rest shows when it is opened');
	await phone.context().close();

	for (const language of ['en', 'pl', 'es']) {
		for (const [path, pages] of [['', 1], ['?department=SAL', 1], ['?view=departments', 2], ['?view=effort', 2]]) {
			await page.goto(`${url}${round}/priorities${path}${path ? '&' : '?'}lang=${language}`);
			const pdf = await page.pdf({format: 'A4'});
			check(pagesOf(pdf) <= pages, `the list${path} is at most ${pages} page(s) of A4 in ${language}`, pagesOf(pdf));
		}
	}
	/* What does not break must fit a page: 277 mm; its table stands in for what is longer. */
	await page.goto(`${url}${round}?lang=es`);
	await page.setViewportSize({width: 718, height: 1047});
	await page.emulateMedia({media: 'print'});
	const drawn = await page.locator('.summary').evaluateAll((cards) => cards.filter((c) => c.querySelector('svg')).map((c) =>
		[c.querySelector('svg').getBoundingClientRect().height, c.querySelector('table').getBoundingClientRect().height]));
	check(drawn.length > 3 && drawn.every(([svg, table]) => svg <= 1047 && (svg > 0) !== (table > 0)), 'no picture of the overview is longer than a page', drawn);
	check(await page.locator('.table.matrix').evaluate((t) => t.scrollWidth <= t.parentElement.clientWidth), 'nor is its table wider');
	await page.emulateMedia({media: null});
	await page.setViewportSize({width: 1920, height: 1080});
	const briefs = async (languages, which, first = 3) => {
		for (const language of languages) {
			await page.goto(`${url}${round}/brief?lang=${language}&first=${first}`);
			const pdf = await page.pdf({format: 'A4'});
			check(pagesOf(pdf) === 1, `${which} is one page of A4 in ${language}`, pagesOf(pdf));
		}
	};
	await briefs(['en', 'sk', 'es'], 'the brief');
	await briefs(['en', 'pl', 'es'], 'with the ten first ones it', 10);
	for (const name of ['asked', 'risks', 'steps'])
		await page.fill(`[name=${name}]`, 'Everything that anybody could want to say. '.repeat(14).slice(0, 600));
	await page.fill('[name=hour]', '32.5');
	await page.fill('[name=currency]', 'EUR');
	for (const cost of await page.locator('.table.edit input').all())
		await cost.fill('123456');
	await Promise.all([page.waitForURL(/saved=1/), page.locator('form:has([name=asked]) button').click()]);
	await briefs(['en', 'sk', 'pl', 'it', 'es', 'ca'], 'with the longest words and all costs it');
	await briefs(['en', 'sk', 'pl', 'it', 'es', 'ca'], 'with these and the ten first ones it', 10);
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
