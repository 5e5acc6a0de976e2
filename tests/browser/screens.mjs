/* How many screens each step takes: the shipped forms in a language, at four sizes. Told to screens.t:
 * a kiosk that stands or lies shows a step whole, a phone with one swipe at most. */
import {out, openPage, ready, turn, url, withBrowser, check} from './lib.mjs';

const [, , , language, ...rounds] = process.argv;
const sizes = {standing: [1080, 1920, 1], lying: [1920, 1080, 1], desk: [1280, 800, 1.6], phone: [360, 740, 2.05]};

const measure = (page) => page.evaluate(() => document.documentElement.scrollHeight / innerHeight);

/* What it comes to once the page has taken its new size in: a busy machine takes a while. */
async function settled(page, most) {
	for (let i = 0; i < 40 && await measure(page) > most; i++)
		await page.waitForTimeout(60);
	return measure(page);
}

/* Choose something everywhere: six activities, the first of all else; words where they must be. */
const answer = (page) => page.evaluate(() => {
	for (const field of document.querySelectorAll('[data-fields] .field')) {
		if (field.querySelector('input:checked'))
			continue;
		const ticks = [...field.querySelectorAll('input[type=radio], input[type=checkbox]')].filter((i) => !('exclusive' in i.dataset));
		const n = field.querySelector('[name="pick/A10"]') ? 6 : 1;
		/* What does not fit asks the most. */
		const worst = ticks.filter((i) => i.value === 'no_fit');
		(worst.length ? worst : ticks.slice(0, n)).forEach((i) => i.click());
		for (const select of field.querySelectorAll('select')) {
			select.selectedIndex = 1;
			select.dispatchEvent(new Event('change', {bubbles: true}));
		}
	}
	for (const area of document.querySelectorAll('[data-fields] textarea')) {
		area.value = 'Words';
		area.dispatchEvent(new Event('input', {bubbles: true}));
	}
});

async function walk(browser, named) {
	const [round, code] = named.split('#code=');
	const page = await openPage(browser, {viewport: {width: 1280, height: 800}, hasTouch: true});
	await page.goto(`${url}/s/${round}?lang=${language}${code ? `#code=${code}` : ''}`);
	await page.waitForFunction(() => !document.querySelector('[data-access-code]'));
	await ready(page);
	await page.locator('h1').first().tap();
	await page.waitForTimeout(300);
	const where = () => page.locator('#answers').getAttribute('data-page');
	for (let steps = 0, at = await where(); at !== 'review' && steps < 30; steps++, at = await where()) {
		for (const [name, [width, height, most]] of Object.entries(sizes)) {
			await page.setViewportSize({width, height});
			await page.waitForTimeout(60);
			const screens = await settled(page, most);
			check(screens <= most, `${round} ${language} ${at}: at most ${most} screens (${name})`, screens);
		}
		/* Part by part on the phone, then on. */
		await answer(page);
		for (let now = at; now === at; now = await where()) {
			await turn(page, '.actions button[value="next"]');
			if (await where() === at)
				check(await settled(page, 2.05) <= 2.05, `${round} ${language} ${at}: another part (phone)`, await measure(page));
			if (await page.locator('.error-summary').count())
				throw new Error(await page.locator('.error-summary').innerText());
		}
	}
	for (const name of ['standing', 'lying']) {
		await page.setViewportSize({width: sizes[name][0], height: sizes[name][1]});
		await page.waitForTimeout(60);
		check(await settled(page, 1) <= 1, `${round} ${language}: the review whole (${name})`, await measure(page));
	}
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
	await page.context().close();
}

await withBrowser(async (browser) => {
	for (const round of rounds)
		await walk(browser, round);
	out({walked: rounds.length});
});
