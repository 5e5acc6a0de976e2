/* What administrators do, in a real browser: every page of theirs in turn of languages, a round
 * with access codes from the sheet to the stored answer, sheets of paper by the keyboard alone. */
import {check, chip, lying, next, openPage, phone, press, ready, serious, tooWide, url, withBrowser} from './lib.mjs';

const [, , , password] = process.argv;
const languages = ['en', 'sk', 'pl', 'it', 'es', 'ca'];
const pages = ['/today', '/admin', '/admin/first', '/admin/rounds', '/admin/rounds/_new', '/admin/rounds/crm-audit-1', '/admin/rounds/crm-audit-1/invite',
	'/admin/rounds/crm-audit-1/paper', '/admin/rounds/crm-audit-1/entry', '/admin/users', '/admin/settings', '/admin/functions',
	'/admin/departments?edit=SAL', '/admin/project', '/admin/setup', '/admin/trail', '/admin/password'];

async function look(page, name) {
	const found = await serious(page);
	check(found.length === 0, `${name}: axe finds nothing serious`, found);
	const wide = await tooWide(page);
	check(wide <= 0, `${name}: nothing sticks out sideways`, wide);
	check(page.complaints.length === 0, `${name}: no complaint`, page.complaints.splice(0));
}

async function signIn(page) {
	await page.goto(`${url}/login`);
	await page.fill('#user', 'admin');
	await page.fill('#password', password);
	await Promise.all([page.waitForNavigation(), page.click('main form button')]);
}

/* On to the end, and sent. */
async function finish(page) {
	while (!(await page.locator('button[data-send]').count()))
		await next(page);
	await Promise.all([page.waitForURL(/thanks/), press(page, 'button[data-send]')]);
}

await withBrowser(async (browser) => {
	for (const [i, options] of [lying, {...phone, colorScheme: 'dark'}].entries()) {
		const page = await openPage(browser, options);
		await signIn(page);
		for (const [k, path] of pages.entries()) {
			const language = languages[(k + 3 * i) % languages.length];
			await page.goto(`${url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
			check(await page.locator('html').getAttribute('lang') === language, `${path} is in ${language}`);
			await look(page, `${path} ${language}`);
		}
		await page.context().close();
	}

	const admin = await openPage(browser, {viewport: {width: 1280, height: 900}});
	await signIn(admin);
	await admin.goto(`${url}/admin/rounds/_new?lang=en`);
	await admin.selectOption('#form', 'crm-audit');
	await admin.fill('#title', 'With codes');
	await admin.locator('input[name="access"][value="codes"]').check({force: true});
	await Promise.all([admin.waitForNavigation(), admin.click('.actions button')]);
	check(/The round is open/.test(await admin.textContent('main')), 'a round with codes is opened');
	const round = new URL(admin.url()).pathname.split('/').pop();
	await admin.fill('#count', '2');
	await Promise.all([admin.waitForNavigation(), admin.click('form[action$="/codes"] button')]);
	const codes = await admin.locator('.slip').evaluateAll((all) => all.filter((s) => /Sales/.test(s.textContent)).map((s) => s.querySelector('.slip-code').textContent));
	check(codes.length === 2 && codes.every((c) => /^\w{5}-\w{5}$/.test(c)), 'two slips for Sales', codes);
	await look(admin, 'the sheet of codes');

	/* From the QR code, with a script. */
	const scanned = await openPage(browser, phone);
	scanned.touch = true;
	const asked = [];
	scanned.on('request', (request) => asked.push(request.url()));
	await scanned.goto(`${url}/s/${round}?lang=en`);
	await look(scanned, 'a form that asks for a code');
	await scanned.goto('about:blank');
	await scanned.goto(`${url}/s/${round}?lang=en#code=${codes[0]}`);
	await scanned.locator('[name="start/A02"]').first().waitFor({state: 'attached'});
	await ready(scanned);
	check(await scanned.locator('#code, label:has([name="start/A01"])').count() === 0, 'a scanned slip opens the form, and is asked neither for its code nor for its department');
	check(!scanned.url().includes(codes[0]), 'the code is not in the address', scanned.url());
	await chip(scanned, 'start/A02', '38 to 40');
	await next(scanned);
	await chip(scanned, 'pick/A10', 'Record a new lead');
	await scanned.waitForTimeout(400);
	await scanned.reload();
	await scanned.locator('input[name="pick/A10"]:checked').waitFor({state: 'attached'});
	check(await scanned.locator('input[name="pick/A10"]:checked').count() === 1, 'loaded anew it goes on where it was, by the same code');
	await finish(scanned);
	check(/thanks/.test(scanned.url()), 'the answer is taken');
	check(!asked.some((u) => u.includes(codes[0])), 'the code was in no address asked for');
	await scanned.context().close();

	/* Typed, without a script; used codes and wrong ones are told beside the field. */
	const typed = await openPage(browser, {...phone, javaScriptEnabled: false});
	for (const code of [codes[0], 'AAAAA-AAAAA', '']) {
		await typed.goto(`${url}/s/${round}?lang=en`);
		await typed.fill('#code', code);
		await Promise.all([typed.waitForNavigation(), typed.click('.actions button[value="code"]')]);
		check(await typed.locator('#code-error').count() === 1, `the code “${code}” opens nothing`);
		check(await typed.locator('input[name="start/A02"]').count() === 0, 'and nothing is asked before it');
	}
	await typed.fill('#code', codes[1].toLowerCase().replace('-', ' '));
	await Promise.all([typed.waitForNavigation(), typed.click('.actions button[value="code"]')]);
	check(await typed.locator('input[name="start/A02"]').count() > 0, 'a good one opens the first section');
	await next(typed);
	await typed.locator('input[name="pick/A10"][value="none"]').check({force: true});
	await finish(typed);
	check(/thanks/.test(typed.url()), 'the other code is taken as people type it');
	await typed.context().close();

	/* Paper, by the keyboard alone. */
	await admin.goto(`${url}/admin/rounds/crm-audit-1/entry?lang=en`);
	const type = (keys) => admin.keyboard.type(keys);
	const at = () => admin.evaluate(() => document.activeElement.name);
	await type('1');
	check(await at() === 'q2' && await admin.inputValue('#q1') === '1', 'a digit that can be nothing else is taken at once');
	await type('4');
	await type('1');
	await admin.keyboard.press('Enter');
	check(await at() === 'q4' && await admin.inputValue('#q3') === '1', 'where more are possible, by Enter');
	await admin.keyboard.press('Enter');
	await admin.keyboard.press('Enter');
	await type('1');
	await admin.keyboard.press('Enter');
	await type('3');
	await admin.keyboard.press('Enter');
	await type('2');
	await type('4');
	await Promise.all([admin.waitForNavigation(), admin.keyboard.press('Control+Enter')]);
	check(/Is this what the sheet says/.test(await admin.textContent('main')), 'Ctrl+Enter reads the sheet back');
	await look(admin, 'the sheet read back');
	await admin.waitForTimeout(500);
	await Promise.all([admin.waitForNavigation(), admin.keyboard.press('Enter')]);
	check(/1 sheet stored/.test(await admin.textContent('main')), 'Enter stores it');
	await Promise.all([admin.waitForNavigation(), admin.click('button[value="finish"]')]);
	check(/The sheets are stored/.test(await admin.textContent('main')), 'and that is the end');
	await admin.context().close();
});
