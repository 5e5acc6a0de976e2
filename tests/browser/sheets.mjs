/* Thirty sheets of the audit, filled in by people of every kind and typed in by keys alone, mistakes
 * and all. What they wrote is made here from the form's own tables, by a fixed seed; what is to be
 * stored of it is handed to sheets.t, which looks it up. */
import {check, labels, openPage, out, signIn, table, url, withBrowser} from './lib.mjs';
import {readPaper, Typist} from './typist.mjs';

const [, , , password] = process.argv;
const SHEETS = 30;

/* mulberry32: the same thirty people every time. */
let state = 20261129;
function chance() {
	state = state + 0x6d2b79f5 | 0;
	let t = Math.imul(state ^ state >>> 15, 1 | state);
	t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
	return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
}
const below = (n) => Math.floor(chance() * n);
const oneOf = (list) => list[below(list.length)];
const some = (list, n) => [...list].map((v) => [chance(), v]).sort(([a], [b]) => a - b).slice(0, n).map(([, v]) => v);

/* ---- the form, from its tables ---- */

const [head, ...body] = table('survey.csv');
const rows = body.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])));
const english = 'label::English (en)';

/* The choices of a list, [code, label], in the form's order. */
function choicesOf(list) {
	const [names, ...choices] = table('choices.csv');
	const own = choices.filter((cells) => cells[0] === list).map((cells) => [cells[1], cells[names.indexOf(english)]]);
	return [...['functions', 'departments', 'reports'].includes(list) ? labels(`${list}.csv`, 'en') : [], ...own];
}

/* Whether a choice is offered whatever is answered, by filters as this form has them. */
function passes(filter, name) {
	return filter.split(' or ').some((term) => {
		const [, not, start] = /^(not\()?starts-with\(name, '(\w+)'\)\)?$/.exec(term) ?? [];
		const [, equal] = /^name = '(\w+)'$/.exec(term) ?? [];
		return start ? name.startsWith(start) !== Boolean(not) : equal ? name === equal : true;
	});
}

/* The questions, each with its path, its own condition and those of the groups around it. */
function questions() {
	const list = [];
	const around = [];
	for (const row of rows) {
		row.group = around.map(({name}) => name).join('/');
		if (/^begin/.test(row.type))
			around.push(row);
		else if (/^end/.test(row.type))
			around.pop();
		else if (/^(?:select|integer|text)/.test(row.type))
			list.push({...row, loop: around.find(({type}) => type.startsWith('begin loop')), groups: around.map(({name}) => name),
				when: [...around, row].map(({relevant}) => relevant).filter(Boolean),
				choices: /^select/.test(row.type) ? choicesOf(row.type.split(' ')[1]).filter(([code]) => passes(row.choice_filter, code)) : [],
				most: Number(/count-selected\(\.\) <= (\d+)/.exec(row.constraint)?.[1] ?? Infinity)});
	}
	return list;
}
const form = questions();
const loop = form.find((q) => q.loop).loop;
/* Those who are asked one thing and those who are asked another, by `if(random() < P, 'X', 'Y')`. */
const lots = rows.filter(({calculation}) => /random\(\)/.test(calculation))
	.map(({name, calculation}) => ({name, parts: [...calculation.matchAll(/'(\w+)'/g)].map(([, part]) => part)}));
const isByLot = (q) => lots.some(({name}) => q.when.some((expression) => expression.startsWith(`\${${name}}`)));
const picks = form.find((q) => q.kiosk_measure === 'picks');
const painful = form.find((q) => loop.kiosk_first === `\${${q.name}}`);

/* Whether a question is asked, by conditions as this form has them; `code`: of the activity. */
function isAsked(q, answers, code) {
	return q.when.every((expression) => expression.split(' or ').some((term) => {
		const filled = term.replace(/%\(name\)s/, code);
		const [, counted, sign, n] = /^count-selected\(\$\{(\w+)\}\) ([>=]) (\d+)$/.exec(filled) ?? [];
		if (counted)
			return sign === '>' ? (answers[counted] ?? []).length > n : (answers[counted] ?? []).length === Number(n);
		const [, name, value] = /^(?:selected\()?\$\{(\w+)\}(?:,| =) '(\w+)'\)?$/.exec(filled);
		return [answers[name]].flat().includes(value);
	}));
}

/* ---- what people write ---- */

const remarks = ['Too many clicks, 12 of them', '3 systems for one thing', 'Copying from e-mail', '- ask Support', '7'];

function answerTo(q) {
	if (q.type === 'text')
		return chance() < 0.7 ? undefined : oneOf(remarks);
	if (q !== picks && !isByLot(q) && chance() < (q.required === 'yes' ? 0 : 0.15))
		return undefined;
	if (q.type === 'integer')
		return q.kiosk_measure === 'minutes' ? oneOf([1, 2, 5, 10, 15, 25, 30, 90, 120, 600]) : 1 + below(chance() < 0.6 ? 9 : 99);
	if (q.type.startsWith('select_multiple'))
		return chance() < 0.1 && q.choices.some(([code]) => code === 'none') ? ['none'] :
			some(q.choices.map(([code]) => code).filter((code) => code !== 'none'), 1 + below(Math.min(q.most, 4)));
	return oneOf(q.choices)[0];
}

/* One person's sheet: answers by name, and of each column the activity and its answers. */
function person(k) {
	const answers = {};
	/* The first is a usual one: six ticked, five described. */
	const count = k === 0 ? 6 : [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 0][below(11)];
	const codes = picks.choices.map(([code]) => code).filter((code) => code !== 'none');
	for (const {name, parts} of lots)
		answers[name] = oneOf(parts);
	for (const q of form.filter((question) => !question.loop)) {
		if (q === picks)
			answers[q.name] = count ? some(codes, count) : ['none'];
		else if (isAsked(q, answers))
			answers[q.name] = q === painful ? oneOf(answers[picks.name]) : answerTo(q);
	}
	const ticked = codes.filter((code) => answers[picks.name].includes(code));
	const columns = described(ticked, answers[painful.name]).map((code) => ({code, answers: {}}));
	for (const column of columns)
		for (const q of form.filter((question) => question.loop && isAsked(question, answers, column.code)))
			column.answers[q.name] = answerTo(q);
	return {answers, columns};
}

/* By the rule that the sheet states: a birthday is the lot. */
function described(ticked, first) {
	const most = Number(loop.kiosk_draw);
	if (ticked.length <= most)
		return some(ticked, most);
	const rest = ticked.filter((code) => code !== first);
	const from = below(31) % rest.length;
	return [first, ...[...rest.slice(from), ...rest.slice(0, from)].slice(0, most - 1)];
}

/* ---- on paper ---- */

/* The printed questions in the form's order: name of each, and its column. */
function printedOrder() {
	const cut = form.findIndex((q) => q.loop);
	const inside = form.filter((q) => q.loop);
	const columns = Array.from({length: Number(loop.kiosk_draw)}, (_, c) => [{column: c}, ...inside.map((q) => ({q, column: c}))]);
	return [...form.slice(0, cut).map((q) => ({q})), ...columns.flat(), ...form.slice(cut).filter((q) => !q.loop).map((q) => ({q}))];
}

const wordsFor = (q, value) => value === undefined || !q.choices.length ? value :
	Array.isArray(value) ? value.map((code) => new Map(q.choices).get(code)) : new Map(q.choices).get(value);

/* What is written, by field. */
function written(items, {answers, columns}) {
	return Object.fromEntries(printedOrder().map(({q, column}, i) => {
		if (column === undefined)
			return [items[i].field, wordsFor(q, answers[q.name])];
		if (!columns[column])
			return [items[i].field, undefined];
		return [items[i].field, q ? wordsFor(q, columns[column].answers[q.name]) : wordsFor(picks, columns[column].code)];
	}));
}

/* What is to be stored, by path; own words apart. */
function toStore({answers, columns}) {
	const stored = Object.fromEntries(lots.map(({name}) => [`${rows.find((row) => row.name === name).group}/${name}`, answers[name]]));
	const texts = [];
	const put = (q, path, value) => {
		if (value === undefined)
			return;
		if (q.type === 'text')
			texts.push(`${path}: ${value}`);
		else
			stored[path] = Array.isArray(value) ? q.choices.map(([code]) => code).filter((code) => value.includes(code)) : value;
	};
	for (const q of form.filter((question) => !question.loop))
		put(q, [...q.groups, q.name].join('/'), answers[q.name]);
	for (const {code, answers: own} of columns)
		for (const q of form.filter((question) => question.loop))
			put(q, `${loop.name}/${code}/${q.name}`, own[q.name]);
	return {stored, texts};
}

/* ---- typing ---- */

/* Mistakes, each mended by keys: typed before the right keys of a question. True: all is typed. */
const mistakes = [
	/* A wrong box, seen at once in words. */
	async (typist, item, keys) => {
		if (item.boxes.length !== 6 || item.several || keys.length !== 1 || !/^\d$/.test(keys[0]))
			return;
		await typist.press(keys[0] === '2' ? '3' : '2', 'Backspace');
	},
	/* A number that no box has: Enter stays. */
	async (typist, item, keys) => {
		if (!item.several || !/^\d/.test(keys[0]))
			return;
		await typist.press('9', '9', '9', 'Enter');
		check(await typist.at() === item.field, `${item.field}: no going on from a number that no box has`);
	},
	/* A digit too many in a number. */
	async (typist, item, keys) => {
		if (item.boxes.length || item.words || !/^\d$/.test(keys[0]))
			return false;
		await typist.press(...keys.slice(0, -1), '0', 'Backspace', 'Enter');
		return true;
	},
	/* Passed by mistake: back, and typed. */
	async (typist, item, keys) => {
		if (item.boxes.length !== 6 || item.several || !/^\d$/.test(keys[0]))
			return;
		await typist.press('Enter', 'ArrowUp');
	},
];

async function typeSheet(page, items, k) {
	const who = person(k);
	const sheet = written(items, who);
	const typist = new Typist(page);
	let left = k % 4 === 3 ? 2 : 0;
	await typist.sheet(items, sheet, {minus: k % 2 === 1, slip: async (item, keys) => {
		if (!left || k < 3)
			return false;
		const before = typist.keys;
		const done = await mistakes[(k >> 2) % mistakes.length](typist, item, keys);
		left -= typist.keys > before ? 1 : 0;
		return done;
	}});
	/* One looks at what is read back, goes back, looks again. */
	if (k === 5) {
		await typist.readBack();
		await Promise.all([page.waitForSelector('html[data-ready] form[data-entry]'), typist.press('Escape')]);
		await typist.press('Control+Enter');
	}
	const said = await typist.readBack();
	const wrong = items.filter(({field}) => sheet[field] !== undefined && !isSaid(said[field], sheet[field]))
		.map(({field}) => [field, sheet[field], said[field]]);
	check(wrong.length === 0, `sheet ${k + 1}: every answer is read back in its words`, wrong);
	await typist.store();
	check(await typist.at() === items[0].field, `sheet ${k + 1}: the next one begins at its first question`);
	if (k === 0)
		out({keys: typist.keys});
	out({sheet: toStore(who)});
}

const isSaid = (said, meant) => said !== undefined && said.replace(/ minutes$/, '') === [meant].flat().join(' · ');

await withBrowser(async (browser) => {
	const page = await openPage(browser, {viewport: {width: 1280, height: 800}});
	await signIn(page, password);
	const items = await readPaper(page, 'crm-audit-1');
	const order = printedOrder();
	check(items.length === order.length && order.every(({q}, i) => !q || items[i].label.startsWith(q[english])), 'paper asks what the form asks, in its order',
		items.map(({label}, i) => [label, order[i]?.q?.[english]]));
	await page.goto(`${url}/admin/rounds/crm-audit-1/entry`);
	await page.waitForSelector('html[data-ready]');
	for (let k = 0; k < SHEETS; k++)
		await typeSheet(page, items, k);
	check(page.complaints.length === 0, 'the browser has nothing to complain of', page.complaints);
	await page.context().close();
});
