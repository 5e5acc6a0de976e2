/* The questionnaire on A4: how many pages, nothing cut, nothing too small to read, every question in
 * the words of the screen. */
import {check, labels, openPage, signIn, url, withBrowser} from './lib.mjs';

const [, , , password] = process.argv;
const PT = 96 / 72;
const WIDTH = Math.round(186 / 25.4 * 96);	/* of A4 less its margins */

/* Whether the text has these words, something standing for each ${name} of them. */
const says = (text, label) => {
	const parts = label.replace(/\s+/g, ' ').split(/\$\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(parts.join('[^…$]+?')).test(text);
};

/* What is printed smaller than `least`, in pt, or sticks out. */
const flaws = (page, least) => page.evaluate((px) => {
	const found = [];
	const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
	for (let text = walker.nextNode(); text; text = walker.nextNode()) {
		const element = text.parentElement;
		if (!text.data.trim() || !element.checkVisibility())
			continue;
		if (parseFloat(getComputedStyle(element).fontSize) < px - 0.01)
			found.push(`small: ${text.data}`);
		const range = document.createRange();
		range.selectNodeContents(text);
		const [words, box] = [range.getBoundingClientRect(), element.closest('td, th, li, p, main').getBoundingClientRect()];
		if (words.right > box.right + 1 || words.left < box.left - 1 || words.bottom > box.bottom + 2)
			found.push(`sticks out: ${text.data}`);
	}
	if (document.documentElement.scrollWidth > document.documentElement.clientWidth)
		found.push('the page is too wide');
	return found;
}, least * PT);

await withBrowser(async (browser) => {
	const page = await openPage(browser, {viewport: {width: WIDTH, height: 1032}});
	await signIn(page, password);
	for (const lang of ['en', 'sk', 'pl', 'it', 'es', 'ca']) {
		await page.goto(`${url}/admin/rounds/crm-audit-1/paper?lang=${lang}`);
		const pdf = (await page.pdf({preferCSSPageSize: true})).toString('latin1');
		const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g).length;
		check(pages === 4, `${lang}: the audit is 4 pages`, pages);
		check(/\/MediaBox \[0 0 59[45][\d.]* 84[12]/.test(pdf), `${lang}: of A4`, /\/MediaBox[^\]]*/.exec(pdf)?.[0]);
		await page.emulateMedia({media: 'print'});
		const found = await flaws(page, 8.5);
		check(found.length === 0, `${lang}: all can be read, nothing is cut`, found);
		const text = (await page.locator('main').innerText()).replace(/\s+/g, ' ');
		const lacking = ['survey.csv', 'functions.csv', 'departments.csv', 'reports.csv'].flatMap((file) => [...labels(file, lang)])
			.filter(([name, label]) => name && label && !label.includes('%(label)s') && !says(text, label));
		check(lacking.length === 0, `${lang}: every question, in the words of the screen`, lacking);
		await page.emulateMedia({media: null});
	}
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
	await page.context().close();
});
