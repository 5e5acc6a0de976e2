/* A form in German, Arabic and Hebrew, filled in with the script: languages change in the page as on
 * the server, with the side that lines begin on. */
import {check, lying, next, openPage, phone, press, ready, send, serious, tooWide, url, withBrowser} from './lib.mjs';

const frame = (page) => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir || 'ltr'].join(' '));
/* How far a thing is from the left and the right side of its box. */
const sides = (page, selector, box) => page.evaluate(([s, b]) => {
	const [own, outer] = [document.querySelector(s), document.querySelector(b)].map((e) => e.getBoundingClientRect());
	return [own.left - outer.left, outer.right - own.right];
}, [selector, box]);
const speak = async (page, code) => {
	await press(page, `.langs [lang="${code}"]`);
	await page.waitForFunction((c) => document.documentElement.lang === c, code);
};

async function answer(page, name, code, title) {
	page.touch = name === 'phone';
	await page.goto(`${url}/s/tongues`);
	await ready(page);
	check(await frame(page) === 'de ltr', `${name}: German first`, await frame(page));
	const [left] = await sides(page, 'label.chip:has([name="a/many"]) input', 'label.chip:has([name="a/many"])');
	check(left < 20, `${name}: ticks stand at the left`, left);
	await page.fill('[name="a/n"]', '12');
	await speak(page, code);
	check(await frame(page) === `${code} rtl`, `${name}: ${code} runs from right to left`, await frame(page));
	check((await page.locator('h1').innerText()) === title, `${name}: its heading`, await page.locator('h1').innerText());
	check(await page.inputValue('[name="a/n"]') === '12', `${name}: what was answered is there`);
	const [, right] = await sides(page, 'label.chip:has([name="a/many"]) input', 'label.chip:has([name="a/many"])');
	check(right < 20, `${name}: ticks stand at the right`, right);
	check(await page.locator('.actions button [lang="en"][dir="ltr"]').count() > 0, `${name}: words of the interface say what they are in`);
	check(await tooWide(page) <= 0, `${name}: nothing sticks out`, await tooWide(page));
	const found = await serious(page);
	check(found.length === 0, `${name}: axe finds nothing serious`, found);
	await press(page, 'label.chip:has([name="a/sell"])');
	await next(page);
	await speak(page, 'de');
	check(await frame(page) === 'de ltr', `${name}: and back`, await frame(page));
	await speak(page, code);
	await next(page);
	await next(page);
	const review = await page.locator('.reviews').innerText();
	check(review.includes(title) && review.includes('12'), `${name}: the review is in it`, review);
	await page.reload();
	await page.waitForFunction((c) => document.documentElement.lang === c, code);
	check(await frame(page) === `${code} rtl`, `${name}: and stays so when the page is loaded anew`, await frame(page));
	await send(page);
	check(await frame(page) === 'en ltr', `${name}: thanks are the interface's`, await frame(page));
	check(page.complaints.length === 0, `${name}: the browser has nothing to complain of`, page.complaints);
}

await withBrowser(async (browser) => {
	for (const [name, options, code, title] of [['phone', phone, 'ar', 'عنك'], ['wide', lying, 'he', 'עליך']]) {
		const page = await openPage(browser, options);
		await answer(page, name, code, title);
		await page.context().close();
	}
});
