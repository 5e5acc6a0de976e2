/*
 * A pilot from its first version to GO, by the pages that its people use: who looks after it opens
 * rounds and prints slips, a seller reports a bug on a phone with a photo painted over, its twin comes
 * from support, triage answers and merges, the list goes to the vendor and comes back, testers of the
 * next version say that it is solved. Then the same roads without a script.
 */
import {execFileSync} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {check, chip, next, openPage, phone, press, ready, send, serious, signIn, tooWide, typeIn, url, withBrowser} from './lib.mjs';

const [, , , password, kiosk, data, tables, shots] = process.argv;
/* With a place, a camera and a name in it. */
const marked = readFileSync('tests/fuzz/corpus/picture/phone.jpg');
const desk = `${url}/results/triage`;
const pilot = `${url}/results/pilots/CRM`;
const departments = ['SAL', 'SUP'];
const said = {
	plain: 'The print is cut off for Huber GmbH.',
	clean: 'The print is cut off.',
	later: 'It comes with the next version.',
	bug: 'The price list of Maier KG is empty, Eva Kovacova cannot quote.',
	twin: 'No prices when I open a quote.',
	reviewed: 'The price list is empty when a quote is opened.',
	heard: 'We see it too; the vendor has it.',
	vendor: 'The price list loads at once now.',
	answer: 'The price list is there at once now; please try.',
	note: 'NOTE ask Mr Maier himself',
};

const go = (page, what) => Promise.all([page.waitForNavigation(), what()]);
const main = async (page) => (await page.locator('main').innerText()).replace(/\s+/g, ' ');
let shot = 0;
const run = (...args) => execFileSync(kiosk, [...args, '--data', data], {encoding: 'utf8'});

async function look(page, what) {
	if (shots)
		await page.screenshot({path: `${shots}/${String(++shot).padStart(2, '0')} ${what}.png`, fullPage: true});
	if (page.plain)
		return;
	const found = await serious(page);
	check(found.length === 0, `${what}: axe finds nothing serious`, found);
	check(await tooWide(page) <= 0, `${what}: nothing sticks out sideways`);
	check(page.complaints.length === 0, `${what}: no complaint`, page.complaints.splice(0));
}

/* Ask a page again until it says so: the keeper takes answers out of the inbox in silence. */
async function until(page, address, words) {
	for (let i = 0; i < 60; i++) {
		await page.goto(address);
		if (words.test(await main(page)))
			return true;
		await page.waitForTimeout(500);
	}
	return false;
}

/* ---- who looks after the pilot ---- */

async function openRound(page, version, code) {
	run('prototype', 'add', `${tables}/v${version}.csv`);
	await page.goto(`${url}/admin/prototypes`);
	check((await main(page)).includes(`Version ${version}`), `version ${version} is listed`);
	await page.goto(`${url}/admin/rounds/_new?prototype=CRM%20${version}`);
	const chosen = await page.locator('input[name=department]:checked').evaluateAll((all) => all.map((e) => e.value).sort());
	check(chosen.join(' ') === departments.join(' '), 'the departments of the pilot are chosen', chosen);
	await page.fill('#title', `Pilot, version ${version}`);
	await page.locator('details summary').last().click();
	await page.fill('#code', code);
	await go(page, () => page.locator('.actions button').click());
	check(/The round is open/.test(await main(page)), `round ${code} is open`, await main(page));
}

async function printSlips(page, code, count) {
	await page.goto(`${url}/admin/rounds/${code}`);
	await page.fill('#count', String(count));
	await go(page, () => page.locator('form[action$="/packs"][method=post] button').click());
	const slips = await page.locator('.a6:has(.slip-code)').evaluateAll((all) => all.map((e) => ({text: e.querySelector('.meta').textContent, code: e.querySelector('.slip-code').textContent})));
	const of = (name) => slips.filter((s) => s.text.includes(name)).map((s) => s.code);
	return {SAL: of('Sales'), SUP: of('Support')};
}

async function closeRound(page, code) {
	await page.goto(`${url}/admin/rounds/${code}`);
	await page.locator('form[action$="/close"] button').click();
	await go(page, () => page.locator('dialog button.danger, dialog .button').first().click());
	check(/closed/i.test(await main(page)), `round ${code} is closed`, await main(page));
}

/* ---- testers who post ---- */

async function answer(round, code, {department, done = ['alone', 'alone', 'alone'], ease = 6, sus = [5, 2], solved, comment, fit = 'as_is'}) {
	const fields = {instance_id: randomUUID(), seed: '1', lang: 'en', code, 'start/P00_department': department};
	done.forEach((d, i) => {
		fields[`task/T${i + 1}/P01`] = d;
		fields[`task/T${i + 1}/P02`] = String(ease);
		fields[`task/T${i + 1}/P03`] = '4';
	});
	for (const activity of ['SAL01', 'SAL04', 'SAL06'])
		fields[`activity/${activity}/P04`] = fit;
	for (let i = 10; i <= 19; i++)
		fields[`sus/P${i}`] = String(i % 2 ? sus[1] : sus[0]);
	if (solved)
		fields['earlier/c1/P08'] = solved;
	if (comment)
		Object.assign(fields, {'more/comments/1/C_kind': 'bug', 'more/comments/1/C_severity': comment.severity,
			'more/comments/1/C_activity': 'SAL06', 'more/comments/1/C_text': comment.text});
	const got = await fetch(`${url}/s/${round}`, {method: 'POST', headers: {Accept: 'application/json'}, body: new URLSearchParams(fields)});
	const told = await got.text();
	check(got.status === 201, `${round}: answers of ${department} are taken`, told);
	return got.status === 201 ? JSON.parse(told).receipt : '';
}

/* ---- testers at the pages ---- */

async function begin(page, round, code) {
	page.touch = true;
	await page.goto(`${url}/s/${round}?lang=en`);
	await page.fill('#code', code);
	await go(page, () => press(page, '.actions button[value="code"]'));
	await ready(page);
	if (await page.locator('select[name="start/P00_department"]').count())
		await page.locator('select[name="start/P00_department"]').selectOption('SAL');
	else if (await page.locator('input[name="start/P00_department"][type=radio]').count())
		await press(page, page.locator('label.chip:has(input[name="start/P00_department"][value="SAL"])'));
}

const at = (page) => page.locator('#answers').getAttribute('data-page');

/* Three tasks, fit, SUS, and what the next section is called. */
async function judge(page, {done = 'Yes, without help', item = [4, 2], solved} = {}) {
	await next(page);
	for (let guard = 0; guard < 20; guard++) {
		const where = await at(page);
		if (/^task\//.test(where)) {
			await chip(page, `${where}/P01`, done);
			await chip(page, `${where}/P02`, /^6$/);
		} else if (/^activity\//.test(where)) {
			await chip(page, `${where}/P04`, 'Fits as it is');
		} else if (/^earlier\//.test(where)) {
			check((await main(page)).includes(said.reviewed) && (await main(page)).includes('Is this solved for you now?'), 'it is asked whether that is solved, in the reviewed words', await main(page));
			await chip(page, `${where}/P08`, solved);
			await look(page, 'is it solved');
		} else if (where === 'sus') {
			for (let i = 10; i <= 19; i++) {
				const radio = page.locator(`input[name="sus/P${i}"][value="${item[i % 2]}"]`);
				await radio.evaluate((e) => e.closest('.matrix-row').hidden && document.querySelector('.actions button[value="next"]').click());
				await press(page, page.locator('label.chip').filter({has: radio}));
			}
		} else if (where === 'more' || where === 'review') {
			return;
		}
		await next(page);
	}
}

async function addPhoto(page, name) {
	const photo = await page.screenshot({type: 'jpeg'});
	await press(page, `button[value="picture:${name}"]`);
	const dialog = page.locator('dialog.picture-dialog');
	await dialog.waitFor();
	await dialog.locator('input[type=file]').setInputFiles({name: 'IMG_2041.jpg', mimeType: 'image/jpeg', buffer: photo});
	const canvas = dialog.locator('canvas');
	await canvas.waitFor();
	const box = await canvas.boundingBox();
	await page.mouse.move(box.x + box.width * 0.1, box.y + box.height * 0.1);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.4);
	await page.mouse.up();
	await press(page, dialog.getByRole('button', {name: 'Use this picture'}));
	await dialog.waitFor({state: 'detached'});
	check(/A picture is added/.test(await main(page)), 'the photo is added');
}

async function reporter(browser, code) {
	const page = await openPage(browser, phone);
	await begin(page, 'pilot-1', code);
	await judge(page, {item: [3, 3]});
	await press(page, '.repeat-more button');
	const c = 'more/comments/1/C';
	await chip(page, `${c}_kind`, 'A bug');
	await chip(page, `${c}_severity`, 'I cannot do my work');
	await page.locator(`select[name="${c}_activity"]`).selectOption('SAL06');
	await typeIn(page, `${c}_text`, said.bug);
	await addPhoto(page, `${c}_picture`);
	await look(page, 'the comment with its photo');
	await next(page);
	check((await main(page)).includes(said.bug), 'the review shows the comment');
	const receipt = await send(page);
	await page.goto(`${url}/receipt?lang=en&receipt=${receipt}`);
	check(/Nobody has read it yet/.test(await main(page)), 'the receipt finds the comment at once', await main(page));
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
	await page.context().close();
	return receipt;
}

async function sayYes(browser, round, code) {
	const page = await openPage(browser, phone);
	await begin(page, round, code);
	check((await main(page)).includes('Prices load at once'), 'what is new stands first', await main(page));
	await judge(page, {solved: 'Yes'});
	await next(page);
	await send(page);
	await page.context().close();
}

/* ---- triage ---- */

const item = (page, words) => page.locator('.mail-item a', {hasText: words}).first();

async function triage(page) {
	check(await until(page, desk, /Maier/), 'the bug is on the desk');
	check(await page.locator('.mail-item').count() === 2, 'with its twin', await page.locator('.mail-item').allInnerTexts());
	await go(page, () => item(page, 'Maier').click());
	check(await page.locator('.mail-picture img').evaluate((e) => e.complete && e.naturalWidth > 0), 'with its photo');
	await page.fill('#words', said.reviewed);
	await page.selectOption('#status', 'accepted');
	await page.fill('#reply', said.heard);
	await page.fill('#note', said.note);
	await go(page, () => page.click('button[value=read]'));
	await page.goto(desk);
	await go(page, () => item(page, said.twin).click());
	await go(page, () => page.click('button[value=read]'));
	await page.goto(desk);
	await go(page, () => item(page, said.twin).click());
	await page.fill('#find', 'price list');
	await go(page, () => page.locator('#merge form').first().locator('button').click());
	await page.locator('#merge input[type=radio]').first().check();
	await go(page, () => page.click('button[value=merge]'));
	check(/Duplicate/.test(await page.locator('.mail-report h2').innerText()), 'the twin is merged');
	await page.goto(desk);
	await go(page, () => item(page, said.reviewed).click());
	check(/2 people/.test(await main(page)), 'and counted', await main(page));
	await go(page, () => page.click('button[value=picture_release]'));
	await look(page, 'the desk');
}

/* The vendor's table goes on a stick and comes back with what they did. */
async function vendor(page) {
	await page.goto(`${desk}/vendor`);
	await look(page, 'the list for the vendor');
	const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a.button', {hasText: 'CSV'}).first().click()]);
	const csv = readFileSync(await download.path(), 'utf8');
	check(csv.includes(said.reviewed), 'the vendor reads the reviewed words', csv);
	check(!/Maier|Kovacova|SAL,|SUP,|Sales|20\d\d-\d\d/.test(csv), 'no name, no department, no day', csv);
	const back = csv.replace(/,accepted,[^\r\n]*/, `,in_version,2,${said.vendor}`);
	check(back !== csv, 'they fill in status, version and reply', csv);
	await page.setInputFiles('#file', {name: 'back.csv', mimeType: 'text/csv', buffer: Buffer.from(back)});
	await go(page, () => page.locator('form[enctype] button').click());
	check(/1/.test(await page.locator('[role=status]').innerText()), 'it is a proposal', await main(page));
	await look(page, 'what came back');
	await page.goto(`${desk}?show=vendor`);
	await go(page, () => item(page, said.reviewed).click());
	check(await page.inputValue('#status') === 'in_version' && await page.inputValue('#version') === '2' && await page.inputValue('#reply') === said.vendor, 'whose words the fields hold');
	await page.fill('#reply', said.answer);
	await go(page, () => page.locator('button[value=save]').last().click());
	await page.goto(`${desk}?f_status=all`);
	await go(page, () => item(page, said.reviewed).click());
	check(/version 2/i.test(await page.locator('.mail-report h2').innerText()), 'it is accepted, in other words', await main(page));
}

/* ---- results ---- */

async function verdict(page, round, word) {
	check(await until(page, pilot, new RegExp(`${word}:`)), `${round}: ${word}`, (await main(page)).slice(0, 1500));
	await look(page, `results after ${round}`);
}

async function decide(page, decision) {
	await page.goto(pilot);
	await page.fill('#name', 'Jana Horvathova');
	await page.selectOption('#decided', decision);
	await go(page, () => page.locator('button[value=decide]').click());
	const decided = await page.locator('#decision').innerText();
	check(decided.includes('decided by Jana Horvathova'), `${decision} is decided by a person`, decided);
	check(!/s1;|;sus/.test(decided), 'the reasons of the verdict stand in words', decided);
}

/* ---- without a script ---- */

const unscripted = {javaScriptEnabled: false};

async function testerWithoutScript(browser, code) {
	const page = await openPage(browser, {...phone, ...unscripted});
	page.plain = true;
	await page.goto(`${url}/?lang=en`);
	await look(page, 'start without a script');
	await begin(page, 'pilot-3', code);
	await judge(page, {item: [5, 2]});
	await go(page, () => press(page, '.repeat-more button'));
	const c = 'more/comments/1/C';
	await chip(page, `${c}_kind`, 'A bug');
	await page.locator(`select[name="${c}_activity"]`).selectOption('SAL06');
	await typeIn(page, `${c}_text`, said.plain);
	await look(page, 'comment without a script');
	await go(page, () => press(page, `button[value="picture:${c}_picture"]`));
	await look(page, 'picture without a script');
	await page.setInputFiles('#file', {name: 'photo.jpg', mimeType: 'image/jpeg', buffer: marked});
	await go(page, () => press(page, 'button[value=put]'));
	check(await page.locator(`[name="${c}_text"]`).inputValue() === said.plain, 'without a script: the words came along with the photo');
	/* Asked now that it is a bug. */
	await chip(page, `${c}_severity`, 'Annoying');
	await next(page);
	check(await at(page) === 'review' && (await main(page)).includes(said.plain), 'the review shows the comment', await main(page));
	check((await main(page)).includes('Sales desk 3: how the system feels in use'), 'and the name of the prototype', await main(page));
	await look(page, 'review without a script');
	const receipt = await send(page);
	await page.goto(`${url}/receipt?lang=en`);
	await page.fill('#receipt', receipt);
	await go(page, () => page.locator('main form button').last().click());
	check(/Nobody has read it yet/.test(await main(page)), 'the receipt finds it', await main(page));
	await page.context().close();
}

async function deskWithoutScript(browser) {
	const page = await openPage(browser, {viewport: {width: 1280, height: 900}, ...unscripted});
	page.plain = true;
	await signIn(page, password);
	await until(page, desk, /Huber/);
	await go(page, () => item(page, 'Huber').click());
	await page.fill('#words', said.clean);
	await page.selectOption('#status', 'planned');
	await page.fill('#reply', said.later);
	await go(page, () => page.click('button[value=read]'));
	await look(page, 'desk without a script');
	check(/1 comment changed/.test(await main(page)), 'read and answered without a script', await main(page));
	await page.context().close();
}

async function meTooWithoutScript(browser, code) {
	const page = await openPage(browser, {...phone, ...unscripted});
	page.plain = true;
	await page.goto(`${url}/?lang=en`);
	await go(page, () => page.locator('.said a.button').click());
	const card = page.locator('article.card', {hasText: said.clean});
	check(/One person/i.test(await card.innerText()) && (await card.innerText()).includes(said.later), 'the board has it under its answer', await card.innerText());
	await card.locator('summary').click();
	await card.locator('input[name=code]').fill('AAAAA-AAAAA');
	await go(page, () => card.locator('button').click());
	check(await card.locator('.error').count() === 1, 'a code that is none is told beside its field');
	await look(page, 'me too without a script');
	await card.locator('input[name=code]').fill(code.toLowerCase());
	await go(page, () => card.locator('button').click());
	check(/Several people/i.test(await card.innerText()), 'me too counts', await card.innerText());
	check(!/Huber/.test(await page.content()), 'the name is nowhere');
	await page.context().close();
}

async function story(browser) {
	const admin = await openPage(browser, {viewport: {width: 1280, height: 900}});
	await signIn(admin, password);
	await openRound(admin, 1, 'pilot-1');
	const slips = await printSlips(admin, 'pilot-1', 6);
	check(slips.SAL.length === 6 && slips.SUP.length === 6, 'six slips for each department', slips);
	/* Everybody answers with the slip of their own, round after round. */
	const others = (round, says) => Promise.all(departments.flatMap((department) => slips[department].map((code, i) => {
		const what = says(department, i);
		return what && answer(round, code, {department, ...what});
	})));

	const receipt = await reporter(browser, slips.SAL[0]);
	const [twin] = (await others('pilot-1', (department, i) => {
		if (department === 'SAL' && i === 0)
			return null;
		const same = department === 'SUP' && i === 0;
		return {done: ['alone', 'alone', i % 3 ? 'alone' : 'helped'], sus: [4, 3], comment: same && {severity: 'S1', text: said.twin}};
	})).slice(6);
	await closeRound(admin, 'pilot-1');
	await verdict(admin, 'version 1', 'ITERATE');
	await decide(admin, 'ITERATE');
	await triage(admin);
	await vendor(admin);

	await openRound(admin, 2, 'pilot-2');
	await sayYes(browser, 'pilot-2', slips.SAL[0]);
	await others('pilot-2', (department, i) => department === 'SAL' && i === 0 ? null
		: {sus: [4, 3], solved: department === 'SUP' && i === 0 ? 'yes' : 'not_tried'});
	await closeRound(admin, 'pilot-2');
	await verdict(admin, 'version 2', 'ITERATE');
	const seller = await openPage(browser, phone);
	check(await until(seller, `${url}/board?lang=en`, /Solved: .*version 2/), 'two testers verify it', await main(seller));
	const done = await seller.locator('section[aria-labelledby=done]').innerText();
	check(done.includes(said.reviewed) && done.includes(said.answer) && /Several people/i.test(done), 'the board has it under done, with its answer', done);
	check(await seller.locator('section[aria-labelledby=done] img').evaluate((e) => e.naturalWidth > 0).catch(() => false), 'and the released photo');
	check(!/Maier|Kovacova|NOTE|No prices/.test(await seller.content()), 'no name, no note, no twin');
	await look(seller, 'the board on a phone');
	await seller.goto(`${url}/receipt?lang=en&receipt=${receipt}`);
	check((await main(seller)).includes(said.answer) && /Solved/.test(await main(seller)), 'the receipt tells the same', await main(seller));
	await seller.goto(`${url}/receipt?lang=en&receipt=${twin}`);
	await look(seller, 'receipt of the twin');
	check((await main(seller)).includes(said.answer), 'that of the twin, too', await main(seller));
	await seller.goto(`${url}/?lang=en`);
	check((await main(seller)).includes(said.reviewed), 'and the start page', await main(seller));
	await seller.context().close();

	await openRound(admin, 3, 'pilot-3');
	await testerWithoutScript(browser, slips.SUP[0]);
	await others('pilot-3', (department, i) => department === 'SUP' && i === 0 ? null : {sus: [5, 2]});
	await closeRound(admin, 'pilot-3');
	await verdict(admin, 'version 3', 'GO');
	await decide(admin, 'GO');
	await admin.context().close();
	await deskWithoutScript(browser);
	await meTooWithoutScript(browser, slips.SAL[3]);
}

await withBrowser(async (browser) => {
	await story(browser);
});
