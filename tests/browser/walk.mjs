/* A walk over every page in every language: no error, nothing the policy forbids, nothing axe
 * finds serious, nothing that sticks out; links lead somewhere. */
import {check, chip, lying, next, openPage, phone, press, serious, tooWide, url, withBrowser} from './lib.mjs';

const [, , , password] = process.argv;
const languages = ['en', 'sk', 'pl', 'it', 'es', 'ca'];

async function look(page, name) {
	const found = await serious(page);
	check(found.length === 0, `${name}: axe finds nothing serious`, found);
	const wide = await tooWide(page);
	check(wide <= 0, `${name}: nothing sticks out sideways`, wide);
	check(page.complaints.length === 0, `${name}: no complaint`, page.complaints.splice(0));
}

await withBrowser(async (browser) => {
	for (const language of languages) {
		/* Half of them in the dark. */
		const page = await openPage(browser, {...(language === 'en' ? lying : phone), colorScheme: 'sk it ca'.includes(language) ? 'dark' : 'light'});
		page.touch = true;
		for (const path of ['/', '/promise', '/receipt', '/board', '/s/crm-audit-1', '/nothing', '/s/crm-audit-1/thanks?receipt=AAAABBBBCCCC']) {
			await page.goto(`${url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
			check(await page.locator('html').getAttribute('lang') === language, `${path} is in ${language}`);
			await look(page, `${path} ${language}`);
		}
		/* The form with faults, then section by section. */
		await page.goto(`${url}/s/crm-audit-1?lang=${language}`);
		await next(page);
		check(await page.locator('[data-error-summary]').isVisible(), `${language}: faults are summed up`);
		check(await page.evaluate(() => document.activeElement?.name === 'start/A01'), `${language}: and the first of them has the focus`);
		await look(page, `faults ${language}`);
		await page.locator('input[name="start/A01"][value="SUP"]').check({force: true});
		await next(page);
		await look(page, `activities ${language}`);
		await page.locator('input[name="pick/A10"][value="SUP01"]').check({force: true});
		await page.locator('input[name="pick/A10"][value="SUP07"]').check({force: true});
		await next(page);
		await look(page, `most painful ${language}`);
		await page.locator('input[name="painful/A11"][value="SUP07"]').check({force: true});
		await next(page);
		await look(page, `card ${language}`);
		await next(page);
		await next(page);
		await look(page, `end ${language}`);
		await next(page);
		await look(page, `review ${language}`);
		await page.context().close();
	}

	/* The office, in English; signed in. */
	const page = await openPage(browser, {viewport: {width: 1280, height: 800}});
	await page.goto(`${url}/admin`);
	check(new URL(page.url()).pathname === '/login', 'the office asks who it is');
	await look(page, 'login');
	await page.fill('input[name="user"]', 'admin');
	await page.fill('input[name="password"]', password);
	await Promise.all([page.waitForNavigation(), page.click('main form button')]);
	check(/^\/(?:today|admin\/first)$/.test(new URL(page.url()).pathname), 'and lets in', page.url());
	const todo = ['/today', '/admin', '/admin/first', '/admin/setup', '/admin/password', '/admin/trail', '/admin/poster', '/results', '/results/crm-audit-1',
		'/results/crm-audit-1/priorities', '/results/crm-audit-1/priorities?department=SAL', '/help/', '/help/method.html'];
	const links = new Set();
	for (const path of todo) {
		const answer = await page.goto(url + path);
		check(answer.status() === 200, `${path} is there`, answer.status());
		await look(page, path);
		for (const link of await page.locator('a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href'))))
			links.add(link.split('#')[0]);
	}
	for (const link of links) {
		if (/export/.test(link))
			continue;
		const answer = await page.request.get(url + link);
		check(answer.status() === 200, `the link ${link} leads somewhere`, answer.status());
	}
	await page.context().close();
});
