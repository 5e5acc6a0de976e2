/* Sheets typed in by keys alone: what the page does with a slip, and sheets of the pilot. What was
 * written stands here in words; what is stored is looked up by paper.t. */
import {check, openPage, out, signIn, url, withBrowser} from './lib.mjs';
import {readPaper, Typist} from './typist.mjs';

const [, , , password, ...slipCodes] = process.argv;

/* A sheet of the pilot: three tasks, how their activities fit, ten lines and one more. */
function pilotSheet(items, department, agree) {
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
	const lines = items.filter((item) => item.boxes.length === 5 && /disagree/.test(item.boxes[0][1]));
	lines.forEach((item, i) => { sheet[item.field] = item.boxes[agree[i] - 1][1]; });
	items.filter((item) => item.label === 'How does the prototype handle it?').forEach((item) => { sheet[item.field] = 'Not tried'; });
	const nps = items.find((item) => item.boxes.length === 11);
	sheet[nps.field] = nps.boxes[0][1];
	return sheet;
}

async function pilot(page, minus, department, agree) {
	const items = await readPaper(page, 'pilot-paper');
	const sheet = pilotSheet(items, department, agree);
	const fits = items.findIndex((item) => item.label === 'How does the prototype handle it?');
	items.unshift({part: -1, field: 'code', label: 'Code of the slip', boxes: [], several: false, words: true});
	sheet.code = slipCodes.shift();
	['Fits with a workaround', undefined, 'A bug', 'S', 'It lost my 2 notes'].forEach((words, k) => {
		const i = k + 1;
		sheet[items[fits + i].field] = words === 'S' ? items[fits + i].boxes[1][1] : words;
	});
	await page.goto(`${url}/admin/rounds/pilot-paper/entry`);
	const typist = new Typist(page);
	await typist.sheet(items, sheet, {minus});
	const said = await typist.readBack();
	for (const {field, boxes} of items)
		if (boxes.length && sheet[field])
			check(said[field].replace(/^\d+ /, '').includes([sheet[field]].flat().join(' · ').replace(/^\d+ /, '')), `pilot: ${field} is read back`, [said[field], sheet[field]]);
	await typist.store();
	out({pilot: {department, agree}});
}

/* What the page does with each key, and with a slip. */
async function slips(page) {
	await page.goto(`${url}/admin/rounds/crm-audit-1/entry`);
	const at = () => page.evaluate(() => document.activeElement.name);
	const echo = (name) => page.locator(`#${name}-echo`).innerText();
	const value = async (name) => (await page.locator(`#${name}`).inputValue()).trim();
	check(await at() === 'q1', 'the first question has the cursor');
	await page.keyboard.type('3');
	check(await at() === 'q2' && await echo('q1') === 'Support', 'a digit that can be nothing else is taken at once, in words', await echo('q1'));
	await page.keyboard.press('Backspace');
	check(await at() === 'q1' && await value('q1') === '3', 'Backspace in an empty field goes back, and nothing is lost by it');
	await page.keyboard.type('2');
	check(await at() === 'q2' && await echo('q1') === 'Marketing', 'another digit is there in its place');
	await page.keyboard.press('Enter');
	check(await at() === 'q3' && await echo('q2') === 'not answered', 'Enter goes on by one, and what it passed is said', await echo('q2'));
	await page.keyboard.type('1 77');
	check(/No box has that number/.test(await echo('q3')), 'a number that no box has is said', await echo('q3'));
	await page.keyboard.press('Enter');
	check(await at() === 'q3', 'and Enter stays there');
	await page.keyboard.type('123451');
	check(await value('q3') === '12 3 4 5 1', 'of several, one that can be no longer is followed by the next', await value('q3'));
	await page.keyboard.press('Tab');
	check(await at() === 'q4' && /^Build target lists and segments · /.test(await echo('q3')), 'Tab goes on by one as well', await echo('q3'));
	await page.keyboard.press('PageDown');
	await page.keyboard.press('PageDown');
	check(await at() === 'c1q6', 'Page Down turns to the next part', await at());
	await page.keyboard.type('1');
	check(await at() === 'c1q6', 'where more digits are possible a digit waits');
	await page.keyboard.press('Enter');
	check(await at() === 'c1q7', 'for Enter');
	await page.keyboard.type('12');
	check(await at() === 'c1q7', 'a number that is written waits, too');
	await page.keyboard.press('Enter');
	await page.keyboard.type('2-');
	check(await at() === 'c1q10' && await echo('c1q9') === 'not answered', 'a minus is an answer that was not given', await at());
	await page.keyboard.press('Enter');
	await page.keyboard.press('Enter');
	await page.keyboard.type('14');
	check(await at() === 'c1q14' && await value('c1q12') === '1' && await value('c1q13') === '4', 'a key that cannot belong to a number ends it, and is the next question’s',
		[await at(), await value('c1q12'), await value('c1q13')]);
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('End');
	await page.keyboard.type('5');
	check(await value('c1q12') === '15' && await value('c1q13') === '4' && /No box/.test(await echo('c1q12')), 'but never in place of what stands there', await echo('c1q12'));
	await page.keyboard.press('Backspace');
	await page.keyboard.type('0');
	check(await value('c1q12') === '10' && await at() === 'c1q13', 'two digits are taken as soon as they can be no more');
	await page.keyboard.press('PageDown');
	check(await echo('c1q10') === 'not answered' && await echo('c1q14') === 'not answered', 'an activity that was begun has its gaps said');
	await page.keyboard.press('PageDown');
	check(await echo('c2q7') === '', 'one that nobody described has none');
	await page.keyboard.press('Control+Enter');
	await page.waitForSelector('form[data-entry-check]');
	const text = await page.locator('main').innerText();
	check(/Not answered: 2, 4, 5; Activity 1 of 5: 9, 10, 14, 15/.test(text), 'Ctrl+Enter reads the sheet back, gaps first', text.slice(0, 600));
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
}

/* What the form does not take is said by name, and the cursor is there. */
async function faults(page) {
	await page.goto(`${url}/admin/rounds/crm-audit-1/entry`);
	await page.keyboard.type('1-1 ');
	await page.keyboard.press('Enter');
	await page.keyboard.press('PageDown');
	await page.keyboard.press('PageDown');
	await page.keyboard.type('1');
	await page.keyboard.press('Enter');
	await page.keyboard.type('100');
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Control+Enter')]);
	const said = await page.locator('main [role=alert]').allInnerTexts();
	check(said.length === 1 && /^7\. How often do you do it\? \(Activity 1 of 5\): /.test(said[0]), 'an error names its question', said);
	check(await page.evaluate(() => document.activeElement.name) === 'c1q7', 'which has the cursor');
	await page.keyboard.type('10');
	await Promise.all([page.waitForSelector('form[data-entry-check]'), page.keyboard.press('Control+Enter')]);
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
	/* Without its script, which comes behind it, the page knows no keys. */
	await page.waitForLoadState('networkidle');
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
	await faults(page);
	await careful(page);
	await pilot(page, false, 'Sales', [1, 2, 3, 4, 5, 5, 4, 3, 2, 1]);
	await pilot(page, true, 'Marketing', [5, 1, 5, 1, 5, 1, 5, 1, 5, 1]);
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
	await page.context().close();
});
