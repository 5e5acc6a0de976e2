/* A version is frozen, its codes made, one of its signers away: what signers see and hear. */
import {check, openPage, phone, serious, signIn, tooWide, url, withBrowser} from './lib.mjs';

const [, , , password] = process.argv;
const round = `${url}/results/crm-audit-1`;

async function prepare(page) {
	await signIn(page, password);
	await page.goto(`${round}/baseline?lang=en`);
	const csrf = await page.inputValue('[name=csrf]');
	const post = (path, form) => page.request.post(`${round}/${path}`, {form: {csrf, ...form}, headers: {Origin: url}});
	for (const id of ['R1', 'R2', 'R3'])
		await post('requirement', {id, text: `What ${id} asks for`, activity: '', test: 'Seen on the screen', level: 'must'});
	for (const name of ['Anna', 'Peter'])
		await post('roster', {person: 0, name, signs: 1});
	await post('baseline', {act: 'freeze', note: 'Because'});
}

async function look(page, name) {
	const found = await serious(page);
	check(found.length === 0, `${name}: axe finds nothing serious`, found);
	const wide = await tooWide(page);
	check(wide <= 0, `${name}: nothing sticks out sideways`, wide);
	check(page.complaints.length === 0, `${name}: no complaint`, page.complaints.splice(0));
}

const answer = (page, id, words) => page.locator(`#${id} label.chip`, {hasText: words}).first().click();
const told = (page) => page.locator('[data-answered]').innerText().then((text) => text.replace(/\s+/g, ' ').trim());

await withBrowser(async (browser) => {
	const page = await openPage(browser, {viewport: {width: 1280, height: 900}});
	await prepare(page);
	await page.goto(`${round}/baseline/1`);
	await page.selectOption('#away', {label: 'Peter'});
	await page.selectOption('#proxy', {label: 'Anna'});
	await page.fill('#why', 'On leave');
	await Promise.all([page.waitForNavigation(), page.click('form[action$="/proxy"] button.quiet:not(.small)')]);
	await look(page, 'a version with a proxy');
	await page.setViewportSize({width: 360, height: 780});
	await look(page, 'on a phone');
	await Promise.all([page.waitForNavigation(), page.click('form[action$="/codes"] button')]);
	await look(page, 'letters');
	const letters = await page.locator('.letter .receipt').allTextContents();
	check(letters.length === 2, 'two letters', letters);

	const small = await openPage(browser, {...phone, colorScheme: 'dark'});
	await small.goto(`${url}/sign?lang=en&code=${encodeURIComponent(letters[0])}`);
	await look(small, 'the form that signs');
	check(await told(small) === '0 of 3 answered No answer yet: R1', 'nothing is answered', await told(small));
	await answer(small, 'R2', 'Agree');
	check(await told(small) === '1 of 3 answered No answer yet: R3', 'on from where one is', await told(small));
	await answer(small, 'R3', 'Object');
	check(await told(small) === '1 of 3 answered No answer yet: R3', 'an objection without its reason is none', await told(small));
	await small.fill('#r-R3', 'Too dear');
	check(await told(small) === '2 of 3 answered No answer yet: R1', 'with it, it is', await told(small));
	await small.selectOption('#t-R2', 'no');
	check(await told(small) === '1 of 3 answered No answer yet: R2', 'nor is what cannot be tested, without why', await told(small));
	await small.selectOption('#t-R2', 'yes');
	await small.locator('[data-answered] a').click();
	const at = await small.locator('#R1').boundingBox();
	check(at.y >= 0 && at.y < 400, 'the link leads there', at);
	await answer(small, 'R1', 'Agree');
	check(await told(small) === '3 of 3 answered', 'all', await told(small));
	await look(small, 'answered');
	await Promise.all([small.waitForNavigation(), small.click('.actions button')]);
	check(/recorded/.test(await small.locator('h1').innerText()), 'signed');

	/* Without a script the server tells it, once the form comes back. */
	const plain = await openPage(browser, {javaScriptEnabled: false});
	await plain.goto(`${url}/sign?lang=en&code=${encodeURIComponent(letters[1])}`);
	check(!await plain.locator('[data-answered]').isVisible(), 'at first it cannot know');
	await plain.locator('#R1 label.chip').first().click();
	await Promise.all([plain.waitForNavigation(), plain.click('.actions button')]);
	check(await told(plain) === '1 of 3 answered No answer yet: R2', 'then it does', await told(plain));
});
