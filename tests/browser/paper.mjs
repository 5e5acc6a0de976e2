/* Thirty sheets an afternoon: whole sheets of paper typed in by keys alone, by people who press
 * Enter after every answer, who leave it out wherever it may be left out, and who do now this,
 * now that. What was written stands here in words; which number that is, and what comes next, is
 * read from the printed questionnaire. What is stored is looked up by paper.t. */
import {check, openPage, out, readPaper, signIn, url, withBrowser} from './lib.mjs';

const [, , , password] = process.argv;

const numberOf = (item, words) => {
	const box = item.boxes.find(([n, label]) => label === words || (label === n && n === words));
	if (!box)
		throw new Error(`${item.field} ${item.label}: no box says ${words}`);
	return box[0];
};

/* The keys for what is written at a question. */
function keysFor(item, written) {
	if (written === undefined)
		return '-';
	return [written].flat().map((words) => item.boxes.length ? numberOf(item, words) : String(words)).join(' ');
}

const isBrief = (item) => item.boxes.length > 0 && !item.several && item.boxes.every(([n]) => n.length === 1);

/* Whether this person presses Enter here. */
const habits = {
	always: () => true,
	seldom: (item, keys, next) => !next || !(isBrief(item) || keys === '-') ,
	mixed: (item, keys, next, i) => habits.seldom(item, keys, next) || (i * 7) % 3 === 0,
};

async function typeSheet(page, items, sheet, habit) {
	for (let i = 0; i < items.length; i++) {
		const item = items[i];
		const part = items.filter((other) => other.part === item.part);
		/* A part about something the person did not do is turned over as a whole. */
		if (item === part[0] && part.every(({field}) => sheet[field] === undefined)) {
			if (items[i - 1] && !habits[habit](items[i - 1], keysFor(items[i - 1], sheet[items[i - 1].field]), item, i - 1) && !items[i - 1].turned)
				await page.keyboard.press('Enter');
			await page.keyboard.press('PageDown');
			part.forEach((other) => { other.turned = true; });
			i += part.length - 1;
			continue;
		}
		item.turned = false;
		const keys = keysFor(item, sheet[item.field]);
		await page.keyboard.type(keys);
		if (habits[habit](item, keys, items[i + 1], i))
			await page.keyboard.press('Enter');
	}
}

/* From the last answer to the stored sheet: Enter reads it back, Enter stores it. */
async function readBack(page) {
	await Promise.all([page.waitForSelector('form[data-entry-check]'), page.keyboard.press('Enter')]);
	await page.waitForTimeout(500);
	check(await page.evaluate(() => scrollY === 0 && document.activeElement.value === 'store'), 'it is read from its top, the key that stores it at hand');
	return page.locator('main').innerText();
}

async function store(page) {
	await Promise.all([page.waitForSelector('form[data-entry]'), page.keyboard.press('Enter')]);
}

const card = (c, values) => Object.fromEntries(Object.entries(values).map(([n, v]) => [`c${c}q${n}`, v]));

const auditSheets = {
	always: {q1: 'Sales', q2: '38–40', q3: ['Record a new lead', 'Update customer and contact details'], q5: 'Update customer and contact details',
		...card(1, {6: 'Record a new lead', 7: 12, 8: 'per week', 9: 10, 10: '0', 11: 'Not at all', 12: 'No, keep it by hand', 13: 'Nothing (0%)', 14: ['CRM']}),
		...card(2, {6: 'Update customer and contact details', 7: 3, 8: 'per day', 9: 90, 10: '10', 11: 'Extremely', 12: 'Yes, as soon as possible', 13: 'All (100%)', 14: ['Spreadsheet', 'In my head'], 15: 'One mask, 2 clicks'}),
		q16: ['Pipeline by stage'], q17: 'sheet always'},
	seldom: {q1: 'Marketing', q3: ['Record a new lead'],
		...card(1, {6: 'Record a new lead', 7: 1, 8: "Don't know", 10: '1', 11: "Don't know", 13: 'About half', 15: '5 steps'}),
		q17: 'sheet seldom'},
	mixed: {q1: 'Support', q2: 'Prefer not to say', q3: ['Record a new lead', 'Update customer and contact details'], q5: 'Record a new lead', q4: '3 things, 4 times',
		...card(1, {6: 'Record a new lead', 7: 99, 8: 'per year', 9: 600, 10: '9', 11: 'A little', 12: 'Rather not', 13: 'About a quarter', 14: ['Paper', 'E-mail'], 15: 'x'}),
		...card(2, {6: 'Update customer and contact details', 8: 'per month', 10: "Don't know", 11: 'Very', 13: 'About three quarters'}),
		q17: 'sheet mixed'},
};

async function audit(page, habit) {
	const items = await readPaper(page, 'crm-audit-1');
	await page.goto(`${url}/admin/rounds/crm-audit-1/entry`);
	await typeSheet(page, items, auditSheets[habit], habit);
	const text = await readBack(page);
	check(!/Skipped, with nothing typed/.test(text), `audit, ${habit}: nothing was skipped`, /Skipped.*/.exec(text)?.[0]);
	check(!/not asked here/.test(text), `audit, ${habit}: nothing is out of place`, text.slice(0, 3000));
	await store(page);
}

/* A sheet of the pilot: three tasks, what was tried, ten lines and three more. */
function pilotSheet(items, department, tried, agree) {
	const sheet = {};
	const at = (label, k = 0) => items.filter((item) => item.label === label)[k].field;
	const put = (label, value, k) => { sheet[at(label, k)] = value; };
	put('Which department do you work in?', department);
	[['Yes, without help', '7', '2.5'], ['Yes, with help', '1', '12'], ['No', '4', undefined]].forEach(([finished, easy, minutes], k) => {
		put('Did you finish this task?', finished, k);
		const question = items.filter((item) => item.label.startsWith('Overall'))[k];
		sheet[question.field] = question.boxes.find(([n]) => n === easy)[1];
		put('How many minutes did it take?', minutes, k);
	});
	put('Which of these did you try in the prototype?', tried);
	const lines = items.filter((item) => item.boxes.length === 5 && /disagree/.test(item.boxes[0][1]));
	lines.forEach((item, i) => { sheet[item.field] = item.boxes[agree[i] - 1][1]; });
	const seven = items.filter((item) => item.boxes.length === 7 && /disagree/.test(item.boxes[0][1]));
	[7, 2].forEach((n, i) => { sheet[seven[i].field] = seven[i].boxes[n - 1][1]; });
	const nps = items.find((item) => item.boxes.length === 11);
	sheet[nps.field] = nps.boxes[0][1];
	return sheet;
}

async function pilot(page, habit, department, agree) {
	const items = await readPaper(page, 'pilot-paper');
	const tried = ['Record a new lead'];
	const sheet = pilotSheet(items, department, tried, agree);
	const fits = items.findIndex((item) => item.label === 'How does the prototype handle it?');
	['Fits with a workaround', 'A bug', 'S', 'It lost my 2 notes'].forEach((words, i) => {
		sheet[items[fits + i].field] = words === 'S' ? items[fits + i].boxes[1][1] : words;
	});
	await page.goto(`${url}/admin/rounds/pilot-paper/entry`);
	await typeSheet(page, items, sheet, habit);
	const text = await readBack(page);
	check(!/Skipped, with nothing typed/.test(text), `pilot, ${habit}: nothing was skipped`, /Skipped.*/.exec(text)?.[0]);
	await store(page);
	out({pilot: {habit, department, agree}});
}

/* What the page does with a slip. */
async function slips(page) {
	await page.goto(`${url}/admin/rounds/crm-audit-1/entry`);
	const at = () => page.evaluate(() => document.activeElement.name);
	const echo = (name) => page.locator(`#${name}-echo`).innerText();
	const value = (name) => page.locator(`#${name}`).inputValue();
	check(await at() === 'q1', 'the first question has the cursor');
	await page.keyboard.type('3');
	check(await at() === 'q1' && await echo('q1') === 'Support', 'a digit moves nowhere by itself; its label is there at once', await echo('q1'));
	await page.keyboard.press('Enter');
	check(await at() === 'q2', 'Enter moves on by one');
	await page.keyboard.press('Enter');
	check(await at() === 'q3' && await echo('q2') === 'skipped: nothing typed', 'a question that is skipped says so', await echo('q2'));
	await page.keyboard.type('1 77');
	check(/No box has that number/.test(await echo('q3')), 'a number that no box has says so', await echo('q3'));
	await page.keyboard.press('Enter');
	check(await at() === 'q3', 'and Enter stays there');
	await page.keyboard.type('1 2');
	await page.keyboard.press('Tab');
	check(await at() === 'q4' && /^Record a new lead · /.test(await echo('q3')), 'Tab moves on by one as well', await echo('q3'));
	await page.keyboard.press('Backspace');
	check(await at() === 'q3', 'Backspace in an empty field goes back');
	await page.keyboard.press('PageDown');
	await page.keyboard.press('PageDown');
	check(await at() === 'c1q6', 'Page Down turns to the next part', await at());
	await page.keyboard.type('2');
	await page.keyboard.press('Enter');
	await page.keyboard.press('PageDown');
	check(await echo('c1q8') === 'skipped: nothing typed' && await echo('c1q14') === 'skipped: nothing typed', 'a card that was begun has its gaps marked');
	await page.keyboard.press('PageDown');
	check(await echo('c2q7') === '', 'one that nobody wrote on has none');
	/* Back to an answer that stands: a digit too many is no answer of the next question. */
	await page.locator('#c1q11').focus();
	await page.keyboard.type('45');
	check(await value('c1q11') === '4' && await value('c1q12') === '5', 'a second digit is the next question’s');
	await page.locator('#c1q11').focus();
	await page.keyboard.press('End');
	await page.keyboard.type('3');
	check(await value('c1q11') === '43' && await value('c1q12') === '5', 'but never in place of what stands there');
	await page.keyboard.press('Backspace');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Control+Enter');
	await page.waitForSelector('form[data-entry-check]');
	const text = await page.locator('main').innerText();
	check(/Skipped, with nothing typed: 2, 4, 5; Activity 1 of 5: 7, 8, 9, 10, 13, 14/.test(text), 'Ctrl+Enter reads the sheet back, gaps first', text.slice(0, 600));
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
}

/* Keys meant for the page before do not store a sheet unread; Escape goes back with all of it. */
async function careful(page) {
	/* Time stands still on the page that follows: however slow the machine, the keys come too soon. */
	await page.addInitScript(() => {
		if (sessionStorage.getItem('still'))
			performance.now = () => 0;
	});
	await page.goto(`${url}/admin/rounds/crm-audit-1/entry`);
	await page.keyboard.type('4-');
	await page.keyboard.type(`${await page.locator('#list-2 dd').evaluateAll((all) => all.findIndex((dd) => dd.textContent === 'None of these') + 1)}`);
	await page.evaluate(() => sessionStorage.setItem('still', '1'));
	await page.keyboard.press('Control+Enter');
	await page.waitForSelector('form[data-entry-check]');
	await page.evaluate(() => sessionStorage.removeItem('still'));
	await page.keyboard.press('Enter');
	await page.keyboard.press('Enter');
	check(await page.locator('form[data-entry-check]').count() === 1, 'a key that came too soon stores nothing');
	await Promise.all([page.waitForSelector('form[data-entry]'), page.keyboard.press('Escape')]);
	check(await page.locator('#q1').inputValue() === '4' && await page.locator('#q1-echo').innerText() === 'Management', 'Escape goes back, nothing is lost');
	page.once('dialog', (dialog) => dialog.accept());
}

await withBrowser(async (browser) => {
	const page = await openPage(browser, {viewport: {width: 1280, height: 800}});
	await signIn(page, password);
	await slips(page);
	await careful(page);
	for (const habit of Object.keys(habits))
		await audit(page, habit);
	await pilot(page, 'always', 'Sales', [1, 2, 3, 4, 5, 5, 4, 3, 2, 1]);
	await pilot(page, 'seldom', 'Marketing', [5, 1, 5, 1, 5, 1, 5, 1, 5, 1]);
	await pilot(page, 'mixed', 'Support', [2, 2, 3, 3, 4, 4, 5, 5, 1, 1]);
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
	await page.context().close();
});
