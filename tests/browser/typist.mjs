/*
 * A person who types sheets of paper in, with the printed questionnaire beside: what was written is
 * given in words, and which number that is, what comes next and where Enter is needed is read from
 * the print and from the rule that the page states.
 */
import {url} from './lib.mjs';

/* The printed questionnaire in the order it is read, a column of the grid at a time: per question its
 * field, label, boxes as [number, words], whether several are ticked or words are written, and the part of
 * the sheet it stands in. */
export async function readPaper(page, round) {
	await page.goto(`${url}/admin/rounds/${round}/paper`);
	return page.evaluate(() => {
		const items = [];
		const before = new Map();
		const clean = (text) => text.trim().replace(/\s+/g, ' ');
		let part = 0;
		const add = (card, head, boxes, text, words) => {
			const [, n, label] = /^(\d+)\. (.*)$/s.exec(clean(head.textContent));
			/* "Write its number from question 3." */
			const from = /from question (\d+)/.exec(text)?.[1] ?? (label === 'Number of the activity' ? '3' : undefined);
			if (!from && !card)
				before.set(n, boxes);
			items.push({part, field: `${card}q${n}`, label, boxes: (from && before.get(from)) ?? boxes, several: /Tick all|tick several/.test(text), words});
		};
		const column = (grid, c) => {
			part++;
			for (const body of grid.tBodies) {
				const head = body.querySelector('.grid-label');
				const boxes = [...body.rows].flatMap((row) => [...row.cells[c]?.querySelectorAll('.grid-box') ?? []].map((box) =>
					[clean(box.textContent), row.cells[0].contains(head) ? clean(box.textContent) : clean(row.cells[0].textContent)]));
				add(`c${c}`, head, boxes, body.textContent, Boolean(body.querySelector('.grid-write')));
			}
		};
		for (const e of document.querySelectorAll('main h2, main section.paper-question, main table.grid')) {
			if (e.tagName === 'H2')
				part++;
			else if (e.tagName === 'TABLE')
				[...e.tHead.rows[0].cells].slice(1).forEach((_, i) => column(e, i + 1));
			else
				add('', e.querySelector('h3'), [...e.querySelectorAll('.paper-choices li')].map((li) =>
					[li.querySelector('b').textContent, clean(li.textContent).replace(/^(-?\d+) (?=\S)/, '')]), e.textContent, Boolean(e.querySelector('.paper-lines')));
		}
		return items;
	});
}

export const numberOf = (item, words) => {
	const box = item.boxes.find(([n, label]) => label === words || (label === n && n === words));
	if (!box)
		throw new Error(`${item.field} ${item.label}: no box says ${words}`);
	return box[0];
};

/* Whether a longer number begins with this one. */
const grows = (item, number) => item.boxes.some(([n]) => n !== number && n.startsWith(number));

/* The keys for what is written at a question: with nothing written, a minus or Enter alone. */
export function keysFor(item, written, minus) {
	if (written === undefined)
		return minus && !item.words ? ['-'] : ['Enter'];
	if (!item.boxes.length)
		return [...String(written), 'Enter'];
	const numbers = [written].flat().map((words) => numberOf(item, words));
	const keys = numbers.flatMap((number, i) => [...number, ...(item.several && i < numbers.length - 1 && grows(item, number) ? [' '] : [])]);
	return item.several || grows(item, numbers.at(-1)) ? [...keys, 'Enter'] : keys;
}

export class Typist {
	constructor(page) {
		this.page = page;
		this.keys = 0;
	}

	async press(...keys) {
		for (const key of keys)
			await this.page.keyboard.press(key === ' ' ? 'Space' : key);
		this.keys += keys.length;
	}

	at() {
		return this.page.evaluate(() => document.activeElement.name);
	}

	/* A whole sheet, {field: what is written}. A part on which nothing is written is turned over.
	 * `slip` may do something wrong, and mend it, before a question; true: it answered it. */
	async sheet(items, sheet, {minus = false, slip} = {}) {
		for (let i = 0; i < items.length; i++) {
			const part = items.filter((other) => other.part === items[i].part);
			if (items[i] === part[0] && part.every(({field}) => sheet[field] === undefined) && i + part.length < items.length) {
				await this.press('PageDown');
				i += part.length - 1;
			} else if (!await slip?.(items[i], keysFor(items[i], sheet[items[i].field], minus))) {
				await this.press(...keysFor(items[i], sheet[items[i].field], minus));
			}
		}
		/* Past the last question; where Enter ended it, the sheet is read back already. */
		const last = items.at(-1);
		if (keysFor(last, sheet[last.field], minus).at(-1) !== 'Enter')
			await this.press('Enter');
	}

	/* After the last question: the sheet in words, {number of the question, in its part: words}. */
	async readBack() {
		const {page} = this;
		await page.waitForSelector('html[data-ready] form[data-entry-check]');
		/* Reading takes a while; here it is let pass. */
		await page.evaluate(() => {
			const now = performance.now.bind(performance);
			performance.now = () => now() + 1000;
		});
		return page.evaluate(() => Object.fromEntries([...document.querySelectorAll('dl.review > div')].map((row) =>
			[row.querySelector('button').value.replace('at:', ''), row.querySelector('dd').innerText.trim()])));
	}

	async store() {
		await Promise.all([this.page.waitForSelector('html[data-ready] form[data-entry]'), this.press('Enter')]);
	}
}
