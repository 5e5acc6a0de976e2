/*
 * People at human pace fill forms in, one after the other as at a kiosk: 6 s a rating, 11 s an
 * estimate, 40 s a list, 45 s a text. Their time is given to the page by its clock, not waited for.
 * Told to pace.t: how long each took, counted here, and what the page said at each step.
 */
import {check, openPage, out, ready, url, withBrowser} from './lib.mjs';

const [, , , from, count, ...named] = process.argv;
/* A pilot's comes with the codes of its testers: pilot-1=XXXXX-XXXXX,… */
const slips = new Map(named.map((name) => name.split('=')).map(([round, codes]) => [round, codes?.split(',') ?? []]));
const rounds = [...slips.keys()];
const AT_ONCE = 3;
const AWAKE = 60;	/* s */

/* Seconds. From TURN on they are what reading takes, at 240 words a minute, and reaching. */
const RATING = 6;	/* one of few, and each box ticked of a handful */
const ESTIMATE = 11;	/* a number, with its period where both are one touch */
const LIST = 40;	/* boxes of a list that is long, however many are ticked */
const LONG = 12;	/* choices, from where a list is long */
const TEXT = 45;
const TURN = 2;		/* to the button of the next page */
const PASSED = 3;	/* a question that is read and left open */
const WORDS = 4;	/* of a note, a second */
const LINE = 1;		/* of the review, looked over */

/* A person's own numbers, the same each time (mulberry32). */
function numbers(seed) {
	let a = seed * 0x9e3779b9 | 0;
	const next = () => {
		a = a + 0x6d2b79f5 | 0;
		let t = Math.imul(a ^ a >>> 15, 1 | a);
		t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
		return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
	};
	const below = (n) => Math.floor(next() * n);
	return {
		below, chance: (p) => next() < p, among: (low, high) => low + below(high - low + 1),
		/* So many of a list, in the order drawn. */
		some(list, n) {
			const rest = [...list];
			return Array.from({length: Math.min(n, rest.length)}, () => rest.splice(below(rest.length), 1)[0]);
		},
	};
}

/* Who comes: of each department as many. Half of them write, and then every other text. */
function person(number) {
	const r = numbers(1000 + number);
	const picks = r.among(4, 12);
	const writer = r.chance(0.5);
	return {
		r, number, department: ['SAL', 'MKT', 'SUP', 'MGT'][number % 4], picks,
		cards: r.among(3, 5),	/* answered in full; others have gaps */
		early: r.chance(0.25),	/* presses "Finish now" where it is offered */
		spare: r.among(1, 5), wants: r.among(0, 3),
		writes: () => writer && r.chance(0.5),
		/* What is worth a pilot fits more often than not. */
		fits: () => r.chance(0.6) ? 'as_is' : r.chance(0.6) ? 'workaround' : 'no_fit',
	};
}

/* How a question is answered: [seconds, what is done]. */
function decide(p, q, inFull) {
	const {r} = p;
	if (q.kind === 'note')
		return [Math.round(q.words / WORDS)];
	if (q.kind === 'text')
		return p.writes() ? [TEXT, {type: `It takes long, says person ${p.number}.`}] : [PASSED];
	if (!inFull && r.chance(0.3))
		return [PASSED];
	/* Four of five find theirs among the usual pairs. */
	if (q.kind === 'number')
		return [ESTIMATE, q.pairs && r.chance(0.8) ? {cell: r.below(q.pairs)} : {type: String(r.among(2, 40))}];
	if (q.kind === 'radio')
		return [RATING, {tick: q.choices.includes(p.department) ? [p.department] : q.name.endsWith('/P04') ? [p.fits()] : r.some(q.choices, 1)}];
	if (q.choices.length < LONG) {
		const n = r.among(1, 3);
		return [n * RATING, {tick: r.some(q.choices, n)}];
	}
	const n = q.name.endsWith('/A10') ? p.picks : p.wants;
	/* Mostly what stands first: one's own. */
	const near = q.choices.slice(0, Math.max(11, n));
	return [LIST, {tick: n ? r.some(r.chance(0.7) ? near : q.choices, n) : q.none}];
}

/* ---- in the page ---- */

/* The same is drawn for a person each time; who it is stands behind the address. */
function drawnAlike() {
	globalThis.name = location.hash.split('who=')[1] ?? globalThis.name;
	let a = Number(globalThis.name) + 1;
	crypto.getRandomValues = (array) => {
		for (let i = 0; i < array.length; i++) {
			a = Math.imul(a, 0x915f77f5) + 12345 | 0;
			array[i] = a ^ a >>> 16;
		}
		return array;
	};
}

/* The questions on it, in their order, and what each is. */
function questions() {
	return [...document.querySelectorAll('[data-fields] .field, [data-fields] .promise')].filter((box) => !box.parentElement.closest('.field')).map((box) => {
		const inputs = [...box.querySelectorAll('input:not([type=hidden]):not([type=search]), textarea')];
		const ticks = inputs.filter((i) => i.type === 'radio' || i.type === 'checkbox');
		return {
			name: inputs[0]?.name ?? '', words: box.textContent.trim().split(/\s+/).length, joined: box.matches('.joined'),
			kind: box.matches('.promise') ? 'note' : box.querySelector('.short') ? 'number' : ticks.length ? ticks[0].type : 'text',
			pairs: box.querySelectorAll('.pair-cell').length,
			choices: ticks.filter((i) => !('exclusive' in i.dataset) && i.value !== 'dk').map((i) => i.value),
			none: ticks.filter((i) => 'exclusive' in i.dataset).map((i) => i.value),
		};
	});
}

/* What is done, one after the other. */
function act(list) {
	for (const {name, tick = [], type, cell} of list) {
		const all = [...document.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`)];
		const box = all[0].closest('.field');
		for (const value of tick)
			all.find((i) => i.value === value).click();
		if (cell !== undefined)
			box.querySelectorAll('.pair-cell')[cell].click();
		if (type === undefined)
			continue;
		box.querySelector('.pair-other')?.click();
		const field = all.find((i) => i.type === 'text' || i.type === 'textarea');
		field.value = type;
		for (const kind of ['input', 'change'])
			field.dispatchEvent(new Event(kind, {bubbles: true}));
	}
}

/* Where it is, and what it says is left: minutes, 0 for less than one. */
function where() {
	const text = document.querySelector('.progress p').textContent;
	return {
		at: document.querySelector('#answers').dataset.page, text, minutes: Number(/about (\d+) minute/.exec(text)?.[1] ?? 0),
		enough: document.querySelector('.actions [value=enough]') !== null, lines: document.querySelectorAll('.review-line, .review dt').length,
	};
}

/* ---- at the page ---- */

/* All of it; `spend` takes seconds, then what is done. An unattended page is cleared: nobody is
 * still for longer than AWAKE. */
async function answer(page, p, spend, inFull) {
	const done = new Set();
	for (;;) {
		const fresh = (await page.evaluate(questions)).filter((q) => !done.has(q.name));
		let [sum, list, folded] = [0, [], false];
		for (const q of fresh) {
			done.add(q.name);
			/* A period goes by one touch with the number before it, or is left with it. */
			if (q.joined && folded)
				continue;
			const [seconds, what] = decide(p, q, inFull);
			folded = q.pairs > 0 && what?.type === undefined;
			sum += seconds;
			if (what)
				list.push({name: q.name, ...what});
			if (sum > AWAKE) {
				await spend(sum, list);
				[sum, list] = [0, []];
			}
		}
		if (!fresh.length)
			return;
		await spend(sum, list);
		/* Answers may bring questions: who looks for the button sees them. */
		if (done.size === fresh.length)
			await spend(TURN, []);
	}
}

async function turn(page, at, value) {
	/* Once more past what is asked about once. */
	for (let i = 0; i < 2; i++) {
		await page.evaluate((step) => document.querySelector(`.actions [value=${step}]`).click(), value);
		const now = await page.evaluate(where);
		if (now.at !== at)
			return now;
	}
	throw new Error(`${at} is not left: ${await page.locator('main').innerText()}`);
}

/* Who goes back to a page is not told more than there before. */
async function lookBack(page, round, number, {at, minutes}, here) {
	const now = await turn(page, here.at, 'back');
	check(now.at === at && now.minutes <= minutes, `${round}, person ${number}: back at ${at} it is not more than it was`, now);
	return turn(page, at, 'next');
}

/* From the form's first page to the thanks. */
async function fill(page, round, number) {
	const p = person(number);
	const steps = [];
	let took = 0;
	const spend = async (seconds, list) => {
		took += seconds;
		await page.clock.fastForward(1000 * seconds);
		if (list.length)
			await page.evaluate(act, list);
	};
	const code = slips.get(round).shift();
	await page.goto(`${url}/s/${round}?lang=en#${code ? `code=${code}&` : ''}who=${number + 1000 * rounds.indexOf(round)}`);
	await page.waitForFunction(() => !document.querySelector('[data-access-code]'));
	await ready(page);
	let here = await page.evaluate(where);
	for (let cards = 0; here.at !== 'review';) {
		steps.push({...here, after: took});
		cards += here.at.startsWith('detail/');
		await answer(page, p, spend, cards <= p.cards);
		here = await turn(page, here.at, p.early && here.enough ? 'enough' : 'next');
		if (number % 10 === 3 && steps.length % 3 === 0 && here.at !== 'review')
			here = await lookBack(page, round, number, steps.at(-1), here);
	}
	await spend(here.lines * LINE, []);
	const [sent] = await Promise.all([page.waitForRequest((request) => request.method() === 'POST'), page.waitForURL(/\/thanks/),
		page.evaluate(() => document.querySelector('button[data-send]').click())]);
	out({round, number, took, steps});
	return {steps, body: sent.postData()};
}

/* Asked without a script, with what was answered by then and as much time, the server says the same. */
async function withoutScript(round, number, {steps, body}) {
	const spare = slips.get(round).at(-1);
	const sent = [...new URLSearchParams(body)].filter(([name]) => name !== 'active_s' && name !== 'pages')
		.map(([name, value]) => [name, name === 'code' && spare ? spare : value]);
	const other = [];
	for (let i = 1; i < steps.length; i++) {
		const been = steps.slice(0, i).map(({at}) => `${at}/`);
		const known = sent.filter(([name]) => !name.includes('/') || been.some((at) => name.startsWith(at)));
		const page = await fetch(`${url}/s/${round}`, {method: 'POST', body: new URLSearchParams([...known,
			['active_s', String(steps[i].after)], ['at', steps[i - 1].at], ['step', `to:${steps[i].at}`]])});
		const said = /<div class="progress"><p>(.*?)<\/p>/.exec(await page.text())?.[1];
		if (said !== steps[i].text)
			other.push({at: steps[i].at, script: steps[i].text, server: said});
	}
	check(!other.length, `${round}, person ${number}: the server counts as the script does`, other);
}

await withBrowser(async (browser) => {
	const waiting = rounds.flatMap((round) => Array.from({length: Number(count)}, (_, i) => [round, Number(from) + i]));
	await Promise.all(Array.from({length: AT_ONCE}, async () => {
		const page = await openPage(browser, {viewport: {width: 1024, height: 768}});
		await page.addInitScript(drawnAlike);
		/* It stands still, but for what people take: from well behind its start, as that may take a while. */
		await page.clock.install({time: new Date('2026-11-02T08:00:00')});
		await page.clock.pauseAt(new Date('2026-11-02T09:00:00'));
		for (let next; (next = waiting.shift());) {
			const filled = await fill(page, ...next);
			if (next[1] % 10 === 1)
				await withoutScript(...next, filled);
		}
		check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
		await page.context().close();
	}));
});
