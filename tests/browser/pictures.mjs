/* A picture beside a comment, with the form's script and without: painted over before it leaves the
 * device, sent again where the network failed, taken away again. */
import {deflateSync} from 'node:zlib';
import {check, lying, openPage, out, phone, press, ready, serious, url, withBrowser} from './lib.mjs';

const shots = process.argv[3];
const shot = (page, name) => shots && page.screenshot({path: `${shots}/${name}.png`});

/* A red PNG. */
function png(width, height) {
	const crc = (bytes) => {
		let c = ~0;
		for (const b of bytes) {
			c ^= b;
			for (let k = 0; k < 8; k++)
				c = c & 1 ? c >>> 1 ^ 0xedb88320 : c >>> 1;
		}
		return ~c >>> 0;
	};
	const chunk = (name, data) => {
		const body = Buffer.concat([Buffer.from(name), data]);
		const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
		size.writeUInt32BE(data.length);
		sum.writeUInt32BE(crc(body));
		return Buffer.concat([size, body, sum]);
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 2, 0, 0, 0], 8);
	const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([220, 20, 20]))]);
	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
		chunk('IDAT', deflateSync(Buffer.concat(Array(height).fill(row)))), chunk('IEND', Buffer.alloc(0))]);
}

const file = (width, height) => ({name: 'IMG_0001.png', mimeType: 'image/png', buffer: png(width, height)});
const dialog = 'dialog.picture-dialog';
const said = (page) => page.locator(`${dialog} [role=alert]`).innerText();
const hash = (page) => page.locator('input[name=photo]').inputValue();

/* What a script sends is kept in its page to be looked at. */
const watch = (page) => page.addInitScript(() => {
	const {send} = XMLHttpRequest.prototype;
	XMLHttpRequest.prototype.send = function (body) {
		globalThis.wasSent = body;
		return send.call(this, body);
	};
});

/* Size of the picture that was sent, and colours at parts of its sides. */
const colours = (page, places) => page.evaluate(async (at) => {
	const image = await createImageBitmap(globalThis.wasSent);
	const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height});
	canvas.getContext('2d').drawImage(image, 0, 0);
	return [`${image.width} x ${image.height}`, ...at.map(([x, y]) =>
		[...canvas.getContext('2d').getImageData(x * image.width, y * image.height, 1, 1).data].slice(0, 3).map((v) => v > 128 ? 'X' : '-').join(''))];
}, places);

/* A line by mouse or finger, in parts of the canvas. */
async function drag(page, from, to) {
	const box = await page.locator(`${dialog} canvas`).boundingBox();
	const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
	await page.mouse.move(...at(from));
	await page.mouse.down();
	await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]));
	await page.mouse.move(...at(to));
	await page.mouse.up();
}

async function open(page) {
	await press(page, 'button[value="picture:photo"]');
	await page.locator(dialog).waitFor();
}

async function use(page) {
	await press(page, page.locator(`${dialog} > .row .button`).first());
	await page.locator(dialog).waitFor({state: 'detached'});
}

async function withScript(browser) {
	const page = await openPage(browser, phone);
	page.touch = true;
	await watch(page);
	await page.goto(`${url}/s/report?lang=en`);
	await ready(page);
	await page.fill('[name=words]', 'The name is cut off');
	await shot(page, 'field-phone');
	await open(page);
	check(await page.evaluate((d) => document.querySelector(d).contains(document.activeElement), dialog), 'the dialog has the focus');
	await press(page, page.getByRole('button', {name: 'Use this picture'}));
	check(/Choose a picture first/.test(await said(page)), 'without a picture it is asked for', await said(page));
	await page.setInputFiles(`${dialog} input[type=file]`, {name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')});
	await page.waitForFunction((d) => document.querySelector(`${d} [role=alert]`).textContent.includes('not a PNG'), dialog);
	check(true, 'an SVG that is called PNG is refused here already');

	await page.setInputFiles(`${dialog} input[type=file]`, file(3000, 2000));
	await page.locator(`${dialog} canvas`).waitFor();
	check(await said(page) === '', 'a picture takes the word back');
	await drag(page, [0.02, 0.1], [0.45, 0.9]);
	await press(page, page.locator('label.chip', {hasText: 'Pen'}));
	await drag(page, [0.6, 0.5], [0.95, 0.5]);
	await drag(page, [0.6, 0.8], [0.95, 0.8]);
	await press(page, page.getByRole('button', {name: 'Undo'}));
	await shot(page, 'dialog-phone');
	const found = await serious(page);
	check(found.length === 0, 'axe finds nothing serious', found);
	check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off');

	/* The network fails once: nothing is lost. */
	await page.route('**/media*', (route) => route.abort(), {times: 1});
	await press(page, page.getByRole('button', {name: 'Use this picture'}));
	await page.waitForFunction((d) => document.querySelector(`${d} [role=alert]`).textContent.includes('did not arrive'), dialog);
	check(await page.locator(`${dialog} canvas`).isVisible(), 'it did not arrive, and is still there');
	await use(page);
	const [size, ...seen] = await colours(page, [[0.2, 0.5], [0.75, 0.2], [0.8, 0.5], [0.8, 0.8]]);
	check(size === '2560 x 1707', 'sent no larger than it is kept', size);
	check(seen.join(' ') === '--- X-- --- X--', 'what is painted over is black in what was sent, what was undone is not', seen);
	check(/A picture is added/.test(await page.locator('.picture-field').innerText()), 'the field says so');
	check(/^[0-9a-f]{64}$/.test(await hash(page)), 'and holds it', await hash(page));
	check(await page.evaluate(() => document.activeElement?.value === 'picture:photo'), 'the focus is back at its button');
	check(await page.locator('[name=words]').inputValue() === 'The name is cut off', 'beside what was written');

	/* Away, and once more. */
	await open(page);
	await press(page, page.getByRole('button', {name: 'Remove the picture'}));
	check(await hash(page) === '', 'taken away');
	check(/Add a picture/.test(await page.locator('.picture-field').innerText()), 'the field asks again');
	await open(page);
	await page.keyboard.press('Escape');
	await page.locator(dialog).waitFor({state: 'detached'});
	check(await hash(page) === '', 'Escape leaves all as it was');
	await open(page);
	await page.setInputFiles(`${dialog} input[type=file]`, file(400, 300));
	await page.locator(`${dialog} canvas`).waitFor();
	/* Where others are at it, it waits by itself. */
	await page.route('**/media*', (route) => route.fulfill({status: 429, contentType: 'application/json', body: '{"status":429,"message":"busy"}'}), {times: 2});
	await use(page);
	const kept = await hash(page);
	await press(page, '.actions button[value=next]');
	await page.locator('[data-send]').waitFor();
	const review = await page.locator('.reviews').innerText();
	check(/A picture is added/.test(review) && !review.includes(kept), 'the review says so, without the hash', review);
	await shot(page, 'review-phone');
	await press(page, '[data-send]');
	await page.waitForURL('**/thanks*');
	check(page.complaints.filter((c) => !/media|ERR_FAILED|status of 429/.test(c)).length === 0, 'the browser has nothing to complain about', page.complaints);
	out({hash: kept});
	await page.context().close();
}

async function byKeys(browser) {
	const page = await openPage(browser, {...lying, hasTouch: false});
	await watch(page);
	await page.goto(`${url}/s/report?lang=sk`);
	await ready(page);
	await open(page);
	await page.setInputFiles(`${dialog} input[type=file]`, file(1600, 900));
	const canvas = page.locator(`${dialog} canvas`);
	await canvas.focus();
	await page.keyboard.press('Enter');
	for (let i = 0; i < 10; i++)
		await page.keyboard.press('ArrowRight');
	for (let i = 0; i < 10; i++)
		await page.keyboard.press('ArrowDown');
	await shot(page, 'keys-wide');
	await page.keyboard.press('Enter');
	await use(page);
	const [, ...seen] = await colours(page, [[0.55, 0.6], [0.4, 0.4], [0.9, 0.6]]);
	check(seen.join(' ') === '--- X-- X--', 'a box from the middle, by keys, and no cross', seen);
	await page.context().close();
}

async function withoutScript(browser) {
	const page = await openPage(browser, {...phone, javaScriptEnabled: false});
	page.touch = true;
	await page.goto(`${url}/s/report?lang=en`);
	await page.fill('[name=words]', 'It stops');
	await Promise.all([page.waitForNavigation(), press(page, 'button[value="picture:photo"]')]);
	await shot(page, 'page-phone');
	await page.setInputFiles('#file', {name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no picture')});
	await Promise.all([page.waitForNavigation(), press(page, 'button[value=put]')]);
	check(/not a PNG/.test(await page.locator('.error').first().innerText()), 'what is none is told');
	await shot(page, 'page-fault-phone');
	await page.setInputFiles('#file', file(300, 200));
	await Promise.all([page.waitForNavigation(), press(page, 'button[value=put]')]);
	check(await page.locator('[name=words]').inputValue() === 'It stops', 'the answers came along');
	const kept = await hash(page);
	check(/^[0-9a-f]{64}$/.test(kept), 'with the picture', kept);
	await Promise.all([page.waitForNavigation(), press(page, '.actions button[value=next]')]);
	await Promise.all([page.waitForURL('**/thanks*'), press(page, '[data-send]')]);
	out({hash: kept});
	await page.context().close();
}

await withBrowser(async (browser) => {
	await withScript(browser);
	await byKeys(browser);
	await withoutScript(browser);
});
