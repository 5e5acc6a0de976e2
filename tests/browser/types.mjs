/* A form with every type of question, filled in with a script and without one: what is sent is
 * handed to types.t, which looks it up. */
import {check, next, openPage, out, phone, press, ready, send, serious, tooWide, turn, url, withBrowser, reveal, typeIn} from './lib.mjs';

/* What a person answers, in any order: the page says what is asked now. */
const plan = {
	'about/name': 'Ann', 'about/age': '42', 'about/employed': 'yes', 'about/hours': '12,5', 'about/sector': 'food', 'about/job': 'cook',
	'tastes/fruit': ['apple', 'kiwi', 'other'], 'tastes/fruit_other': 'Fig', 'tastes/bought': ['plum'],
	'tastes/order': ['kiwi', 'apple', 'pear', 'plum'], 'tastes/ripe': '7,5', 'tastes/when': '2024-02-29', 'tastes/clock': '14:30',
	'tastes/moment': '2024-02-29T14:30', 'tastes/liked': '3', 'tastes/minutes': '12',
	'tastes/table/taste': '2', 'tastes/table/smell': 'dk', 'tastes/table/looks': '1', 'tastes/more': 'Two\nlines, “quoted”',
	'detail/apple/pieces': '7', 'detail/apple/why': 'Sweet', 'detail/kiwi/pieces': '2',
	'family/favourite': 'apple', 'family/child/1/first': 'Eva', 'family/child/1/years': '7', 'family/child/2/first': 'Jan',
	'family/cars': '1', 'family/car/1/brand': 'Tatra', 'family/car/1/plate': 'BA 1', 'family/agree': ['OK'],
};

async function answer(page, name, value) {
	const fields = page.locator(`[name="${name}"]:not([type=hidden])`);
	await reveal(page, fields.first());
	const kind = await fields.first().evaluate((f) => f.tagName === 'SELECT' ? 'select' : f.type);
	if (kind === 'select') {
		const values = [value].flat();
		for (let i = 0; i < values.length; i++)
			await fields.nth(i).selectOption(values[i]);
	} else if (kind === 'radio' || kind === 'checkbox') {
		for (const v of [value].flat()) {
			const field = page.locator(`[name="${name}"][value="${v}"]`);
			if (!(await field.count())) {
				await page.locator(`[name="${name}"]:not([type=radio])`).fill(v);
				continue;
			}
			const folded = page.locator('details.drop:not([open])', {has: field});
			if (await folded.count())
				await folded.locator('summary').click();
			await press(page, page.locator('label.chip', {has: field}));
		}
	} else {
		await fields.first().fill(value);
	}
}

/* Answer what is asked on the page until nothing more comes. */
async function fillPage(page, done) {
	for (let more = true; more;) {
		more = false;
		for (const [name, value] of Object.entries(plan)) {
			if (done.has(name) || !(await page.locator(`[name="${name}"]:not([type=hidden])`).count()))
				continue;
			await answer(page, name, value);
			done.add(name);
			more = true;
			await page.waitForTimeout(30);
		}
	}
}

/* Entries that are taken out: those behind move up, and nothing of them is left. */
async function tryEntries(page, press_) {
	const first = page.locator('[name="family/child/1/first"]');
	for (const [n, name] of [[1, 'Gone'], [2, 'Stays']]) {
		await press_('add:family/child');
		await typeIn(page, `family/child/${n}/first`, name);
	}
	await press_('remove:family/child/1');
	check(await first.inputValue() === 'Stays' && await page.locator('[name="family/child/2/first"]').count() === 0, 'an entry is taken out, the next moves up');
	await press_('remove:family/child/1');
	check(await first.count() === 0 && await page.locator('input[name="family/child"]').inputValue() === '0', 'and so is the last');
}

async function fill(page, scripted, looks) {
	const done = new Set();
	const press_ = async (value) => {
		if (!scripted) {
			await turn(page, `button[value="${value}"]`);
			return;
		}
		await reveal(page, page.locator(`button[value="${value}"]`).first());
		await press(page, `button[value="${value}"]`);
		await page.waitForTimeout(50);
		if (await page.locator('dialog[open]').count()) {
			await press(page, 'dialog[open] .button');
			await page.waitForTimeout(50);
		}
	};
	await page.goto(`${url}/s/everything?lang=en`);
	await ready(page);
	for (let i = 0; i < 14 && !(await page.locator('button[data-send]').count()); i++) {
		if (!done.has('entries') && await page.locator('button[value="add:family/child"]').count()) {
			done.add('entries');
			await tryEntries(page, press_);
			await press_('add:family/child');
			await press_('add:family/child');
		}
		await fillPage(page, done);
		check(await page.locator('main img').count() === 0, 'what an author wrote is text');
		if (looks) {
			const at = await page.locator('form').getAttribute('data-page');
			const found = await serious(page);
			check(found.length === 0, `${at}: axe finds nothing serious`, found);
			check(await tooWide(page) <= 0, `${at}: nothing sticks out sideways`);
		}
		await next(page);
	}
	check(done.size === Object.keys(plan).length + 1, 'everything that was planned was asked', Object.keys(plan).filter((name) => !done.has(name)));
	const text = await page.locator('main').innerText();
	check(/Programmer|Cook/.test(text) && /Child 1 · First name/.test(text) && /Apple, Kiwi, Other/.test(text), 'the review reads answers in words', text.slice(0, 1500));
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
	await send(page);
}

/* What has no translation is shown in the form's default language, and says so. */
async function fallback(browser) {
	const page = await openPage(browser, phone);
	await page.goto(`${url}/s/everything?lang=sk`);
	await ready(page);
	check(await page.locator('#q1-hint[lang="en"]').innerText() === 'Letters only', 'a hint that is missing in Slovak is in English');
	await answer(page, 'about/name', 'Ann');
	await answer(page, 'about/employed', 'yes');
	const note = page.locator('.promise span[lang="en"]');
	await note.waitFor();
	check(await note.innerText() === 'That makes 1725 hours a year, Ann.', 'so is a sentence made of answers', await note.innerText());
	await answer(page, 'about/age', '12');
	await answer(page, 'about/name', 'Bea');
	await page.locator('[name="about/name"]').blur();
	await page.waitForSelector('.error');
	check(await page.locator('.error').innerText() === 'Od 18 do 99, Bea.', 'a fault is said at its field, in Slovak, when it is left');
	check(await page.locator('p[role="status"].visually-hidden').innerText() !== '', 'and told to those who do not see it');
	check(await page.locator('[name="about/name"]').inputValue() === 'Bea', 'what was typed stays');
	await turn(page, 'button[value="lang:it"]');
	check(await page.locator('html').getAttribute('lang') === 'it' && await page.locator('legend span[lang="en"]').count() > 0, 'a language the form does not speak shows its default');
	check(await page.locator('[name="about/age"]').inputValue() === '12', 'and keeps the answers');
	await page.context().close();
}

await withBrowser(async (browser) => {
	await fallback(browser);
	for (const scripted of [true, false]) {
		const page = await openPage(browser, {...phone, javaScriptEnabled: scripted});
		await fill(page, scripted, scripted);
		if (scripted) {
			const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length, document.cookie,
				(await indexedDB.databases()).length, (await caches.keys().catch(() => [])).length]);
			check(String(kept) === '0,0,,0,0', 'the browser keeps nothing', kept);
		}
		out({plan, scripted});
		await page.context().close();
	}
});
