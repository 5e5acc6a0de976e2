/* Authors of forms, in a real browser: a template becomes a draft, is previewed, its choices and
 * texts are changed; an upload with faults is mended. Every page in turn of languages. */
import {check, lying, openPage, phone, serious, tooWide, url, withBrowser} from './lib.mjs';

const [, , , password] = process.argv;
const languages = ['ca', 'pl', 'sk', 'es', 'it', 'en'];
let turn = 0;

async function look(page, name) {
	const found = await serious(page);
	check(found.length === 0, `${name}: axe finds nothing serious`, found);
	const wide = await tooWide(page);
	check(wide <= 0, `${name}: nothing sticks out sideways`, wide);
	check(page.complaints.length === 0, `${name}: no complaint`, page.complaints.splice(0));
}

async function visit(page, path) {
	const language = languages[turn++ % languages.length];
	await page.goto(`${url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
	await look(page, `${path} ${language}`);
}

const press = (page, what) => Promise.all([page.waitForNavigation(), page.click(what)]);
const file = (name, text) => ({name, mimeType: 'text/csv', buffer: Buffer.from(text)});

await withBrowser(async (browser) => {
	for (const options of [lying, {...phone, colorScheme: 'dark'}]) {
		const page = await openPage(browser, options);
		await page.goto(`${url}/login`);
		await page.fill('#user', 'admin');
		await page.fill('#password', password);
		await press(page, 'main form button');

		await visit(page, '/admin/forms');
		await press(page, 'form:has(input[value="pilot-feedback"]) button');
		const draft = new URL(page.url()).pathname;
		check(/_draft\/\d+$/.test(draft), 'a template becomes a draft', draft);
		for (const path of ['', '/preview', '/texts?to=sk', '/choices?list=tasks'])
			await visit(page, draft + path);

		await page.goto(`${url}${draft}/preview?lang=es`);
		await page.locator('input[type="radio"]').first().check({force: true});
		await press(page, '.actions button');
		check(await page.locator('html').getAttribute('lang') === 'es', 'the preview keeps its language');
		check(await page.locator('.warning a').count() === 1, 'and says that it is one');
		await look(page, 'a step of the preview');

		await page.goto(`${url}${draft}/choices?list=tasks&lang=en`);
		await page.fill('input[name="code 3"]', 'T4');
		await page.fill('input[name="label 3 0"]', 'Answer a complaint');
		await press(page, '.actions button');
		check(/Texts missing: 1/.test(await page.textContent('main')), 'a choice is added, and five languages lack it');

		await page.goto(`${url}/admin/forms?lang=sk`);
		await page.setInputFiles('#files', [file('survey.csv', 'type,name,label\nselect_one x,a,A\n')]);
		await press(page, '.card form button');
		check(/V hárku choices nie je zoznam „x“/.test(await page.textContent('main')), 'faults are told in Slovak');
		await look(page, 'a list of faults');
		await page.setInputFiles('#files', [file('survey.csv', 'type,name,label\nselect_one x,a,A\n'),
			file('choices.csv', 'list_name,name,label\nx,1,One\n')]);
		await press(page, '.card form button');
		check(/_draft\/\d+$/.test(new URL(page.url()).pathname), 'mended, it is a draft');
		for (const path of ['/admin/forms/crm-audit', '/admin/forms/crm-audit/texts?to=pl&open=1', '/admin/forms'])
			await visit(page, path);
		await page.context().close();
	}
});
