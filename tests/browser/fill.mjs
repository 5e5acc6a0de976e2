/* A seller fills the audit in, in Slovak: on a phone, on a standing and a lying kiosk, and on a
 * phone without JavaScript. Reports what was sent, for fill.t to look up in the database. */
import {check, fillAudit, lying, openPage, out, phone, send, standing, tooWide, withBrowser} from './lib.mjs';

const people = [
	{name: 'phone', device: phone, picks: ['SAL01', 'SAL04', 'SAL06'], first: 'SAL06'},
	{name: 'standing kiosk', device: standing, picks: ['SAL01', 'SAL10', 'SAL03', 'SAL04', 'SAL05', 'SAL06', 'SAL08'], first: 'SAL04'},
	{name: 'lying kiosk', device: lying, picks: ['SAL09'], first: 'SAL09'},
	{name: 'phone without JavaScript', device: {...phone, javaScriptEnabled: false},
		picks: ['SAL10', 'SAL07', 'MGT01', 'MGT02', 'SAL05', 'SAL06'], first: 'SAL07'},
];

await withBrowser(async (browser) => {
	for (const person of people) {
		const page = await openPage(browser, person.device);
		page.touch = Boolean(person.device.hasTouch);
		const remark = `Poznámka: ${person.name}, ťažké „ponuky“\ndruhý riadok`;
		await page.addInitScript(() => addEventListener('click', (event) => {
			if (event.isTrusted && event.detail)
				globalThis.name = String((Number(globalThis.name) || 0) + 1);
		}, true));
		const answered = await fillAudit(page, {...person, remark});
		/* Five cards, at three seconds from one touch to the next. */
		const taps = Number(await page.evaluate(() => globalThis.name));
		if (person.name === 'standing kiosk')
			check(taps > 40 && taps * 3 < 5 * 60, `${person.name}: under five minutes of taps`, taps);
		check(JSON.stringify([...answered.asked].sort()) === JSON.stringify(answered.expected),
			`${person.name}: asked about what the draw says`, answered);
		check(await tooWide(page) <= 0, `${person.name}: nothing sticks out sideways`);
		const receipt = await send(page);
		check(/^[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$/.test(receipt), `${person.name}: a receipt`, receipt);
		check(page.complaints.length === 0, `${person.name}: the browser has nothing to complain of`, page.complaints);
		out({sent: {...person, device: undefined, remark, receipt, ...answered}});
		await page.context().close();
	}
});
