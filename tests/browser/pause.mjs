/* Pause, with the form's script and without: the code, going on here and on a phone, a server that
 * is out of reach, and what is left on the screen for the next person. */
import {check, chip, next, openPage, press, ready, send, phone, standing, url, withBrowser} from './lib.mjs';

const title = (page) => page.locator('h1').first().innerText();
const pauseButton = 'button[name=step][value=pause]';
const code = (page) => page.locator('.receipt.large').innerText();
const at = (page) => page.locator('input[name=at]').first().inputValue();
const picked = (page) => page.evaluate(() => [...document.querySelectorAll('input[name="pick/A10"]')]
	.filter((i) => i.checked || i.type === 'hidden').map((i) => i.value).sort().join(' '));

/* To the section of the activities, with two of them ticked. */
async function begin(page) {
	await page.goto(`${url}/s/crm-audit-1?lang=en`);
	await ready(page);
	await chip(page, 'start/A01', 'Sales');
	await next(page);
	await chip(page, 'pick/A10', 'Record a new lead');
	await chip(page, 'pick/A10', 'Prepare quotes or proposals');
}

async function resume(page, typed) {
	await page.goto(`${url}/resume?lang=en`);
	await page.fill('#code', typed);
	await Promise.all([page.waitForURL('**/resume*'), press(page, 'form .button')]);
	await page.locator('#answers').waitFor();
	await ready(page);
}

async function withScript(browser) {
	const page = await openPage(browser, standing);
	page.touch = true;
	await begin(page);
	const seed = await page.locator('input[name=seed]').inputValue();
	const before = await picked(page);
	check(before.split(' ').length === 2, 'two activities are ticked', before);
	await press(page, pauseButton);
	await page.locator('[data-paused]').waitFor();
	const first = await code(page);
	check(/^[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{3}$/.test(first), 'a code is shown', first);
	check(!/Record a new lead/.test(await page.content()), 'and no answer');
	check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off');
	check(!page.url().includes(first), 'the code is in no address', page.url());
	check(await page.evaluate(() => document.activeElement?.matches('h1')), 'a screen reader begins at the heading');

	/* A customer who does not come. */
	await press(page, '[data-go-on]');
	await page.locator(pauseButton).waitFor();
	check(await picked(page) === before, 'go on now: all is as it was');
	await page.waitForTimeout(500);
	await next(page);
	check(await at(page) === 'painful', 'and goes on', await at(page));
	await press(page, 'button[name=step][value=back]');

	await press(page, pauseButton);
	await page.locator('[data-paused]').waitFor();
	const second = await code(page);
	check(second !== first, 'another time, another code');
	await press(page, '[data-finish]');
	await page.waitForURL('**/?lang=en');
	await page.goBack().catch(() => {});
	await page.waitForTimeout(500);
	check(!(await page.content()).includes(second) && !(await picked(page)), 'Back shows neither code nor answers');

	await page.goto(`${url}/resume?lang=en`);
	await page.fill('#code', first);
	await press(page, 'form .button');
	await page.locator('#code-error').waitFor();
	check(true, 'the code of what went on opens nothing');

	await resume(page, second.toLowerCase().replaceAll('-', ' '));
	check(await picked(page) === before, 'the other one opens the answers', await picked(page));
	check(await page.locator('input[name=seed]').inputValue() === seed, 'with the seed, so that the same is drawn');
	await page.waitForTimeout(500);
	await next(page);
	check(await at(page) === 'painful', 'the script has taken it over', await at(page));
	check(page.url().endsWith('/resume'), 'without asking the server', page.url());
	await page.goBack();
	await page.waitForTimeout(300);
	check(await picked(page) === before, 'Back is the section before');
	const other = await openPage(browser, phone);
	await other.goto(`${url}/resume?lang=en`);
	await other.fill('#code', second);
	await press(other, 'form .button');
	await other.locator('#code-error').waitFor();
	check(true, 'opened once, it opens nowhere else');
	await other.context().close();
	await next(page);
	for (let i = 0; i < 9 && !(await page.locator('button[data-send]').count()); i++)
		await next(page);
	check(await page.locator(pauseButton).count() === 1, 'the page of all answers can be paused too');
	await send(page);
	check(/receipt/i.test(await page.locator('main').innerText()), 'and sent');
	check(page.complaints.length === 0, 'no complaints', page.complaints);
	await page.context().close();
}

async function outOfReach(browser) {
	const page = await openPage(browser, phone);
	page.touch = true;
	await begin(page);
	const before = await picked(page);
	await page.context().setOffline(true);
	await press(page, pauseButton);
	await page.locator('[data-said]').waitFor();
	check(/does not answer/.test(await page.locator('[data-said]').innerText()), 'out of reach: it says so');
	check(await page.evaluate(() => {
		const [said, bar] = ['[data-said]', '.actions'].map((each) => document.querySelector(each).getBoundingClientRect());
		return said.top >= 0 && said.bottom <= Math.min(bar.top, innerHeight);
	}), 'in view');
	check(await picked(page) === before, 'and nothing is lost');
	await page.context().setOffline(false);
	await page.route('**/s/crm-audit-1', (route) => route.fulfill({status: 503, body: 'busy'}), {times: 1});
	await press(page, pauseButton);
	await page.waitForTimeout(500);
	check(await picked(page) === before, 'nor where it cannot be kept');
	/* A reply that is lost: it was kept, and nobody has the code. */
	await page.route('**/s/crm-audit-1', async (route) => {
		await route.fetch();
		await route.abort();
	}, {times: 1});
	await press(page, pauseButton);
	await page.waitForTimeout(500);
	check(await picked(page) === before, 'nor when the reply is lost');
	await press(page, pauseButton);
	await page.locator('[data-paused]').waitFor();
	const kept = await code(page);
	await press(page, '[data-finish]');
	await page.waitForURL('**/?lang=en');

	/* The page with the answers arrives, and cannot say so. */
	await page.route('**/resume', (route) => route.request().postData()?.startsWith('paused=') ? route.abort() : route.continue());
	await resume(page, kept);
	check(await picked(page) === before, 'opened');
	await page.reload().catch(() => {});
	await page.unroute('**/resume');
	await resume(page, kept);
	check(await picked(page) === before, 'a page that was lost opens again');
	await page.context().close();
}

async function byLink(browser) {
	const page = await openPage(browser, phone);
	page.touch = true;
	await begin(page);
	const outside = await page.evaluate(() => [...document.querySelectorAll('.actions .button')].map((b) => b.getBoundingClientRect())
		.filter((box) => box.left < 0 || box.right > innerWidth || box.height > 60).length);
	check(outside === 0, 'a phone has room for the three buttons', outside);
	await press(page, pauseButton);
	await page.locator('[data-paused]').waitFor();
	check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'a phone shows it whole');
	const kept = await code(page);
	await page.goto(`${url}/resume#code=${kept}`);
	await page.waitForFunction(() => document.getElementById('code')?.value);
	check(await page.locator('#code').inputValue() === kept, 'what the QR code brings is in the field');
	check(!page.url().includes(kept), 'and in the address no more', page.url());
	await press(page, 'form .button');
	await page.locator('#answers').waitFor();
	check((await picked(page)).split(' ').length === 2, 'and opens the answers');
	check(page.complaints.length === 0, 'no complaints', page.complaints);
	await page.context().close();
}

async function unattended(browser) {
	const page = await openPage(browser, standing);
	await page.clock.install();
	await begin(page);
	await press(page, pauseButton);
	await page.locator('[data-paused]').waitFor();
	await page.clock.runFor(25000);
	await page.mouse.click(5, 500);
	await page.clock.runFor(20000);
	check(await page.locator('[data-paused]').count() === 1, 'whoever touches the screen has more time');
	await page.clock.runFor(12000);
	await page.waitForURL('**/?lang=en');
	check(true, 'then the start page comes by itself');
	await page.context().close();
}

async function withoutScript(browser) {
	const page = await openPage(browser, {...standing, javaScriptEnabled: false});
	await page.goto(`${url}/s/crm-audit-1?lang=en`);
	await chip(page, 'start/A01', 'Sales');
	await press(page, '.actions .button');
	await chip(page, 'pick/A10', 'Record a new lead');
	await press(page, pauseButton);
	const kept = await code(page);
	check(/^[0-9A-Z-]{12}$/.test(kept), 'without a script there is a code, too', kept);
	await press(page, '[data-go-on]');
	check(await page.locator('input[name="pick/A10"]:checked').count() === 1, 'go on now');
	await press(page, pauseButton);
	const again = await code(page);
	await page.goto(`${url}/resume?lang=en`);
	await page.fill('#code', again);
	await press(page, 'form .button');
	check(await page.locator('input[name="pick/A10"]:checked').count() === 1, 'go on later');
	check(await title(page) !== '', 'at its section');
	await page.context().close();
}

await withBrowser(async (browser) => {
	await withScript(browser);
	await outOfReach(browser);
	await byLink(browser);
	await unattended(browser);
	await withoutScript(browser);
});
