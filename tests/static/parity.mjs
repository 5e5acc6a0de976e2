/* Answers made by lot, judged by the browser's modules and by the server: the same faults in the
 * same words, and what is stored is what the browser worked out. Told to parity.t as lines of JSON. */
import {randomUUID} from 'node:crypto';
import {Form, State} from '../../www/static/form.js';
import {prepare} from '../../www/static/runs.js';
import {Show, templatesOf} from '../../www/static/show.js';

const [, , url, round, rounds, seedOfAll] = process.argv;
const out = (what) => process.stdout.write(JSON.stringify(what) + '\n');

/* A small generator, so that a failure can be had again. */
let state = Number(seedOfAll) >>> 0;
const random = (n) => {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 2 ** 32) * n);
};
const one = (list) => list[random(list.length)];

const texts = ['Ann', 'Ján Ťažký', 'x', '  spaced  ', 'žltý\r\nkôň', 'a'.repeat(300), '<b>&"', '=1+1', '😀', '\u0007', 'ab cd'];
const numbers = ['0', '5', '18', '42', '99', '100', '-3', '3.5', '3,5', '1 000', '1.000,5', 'x', '٣', '007', '+4', '37.50', '1e3', '0.30', '12345678901234567'];
const dates = ['2024-02-29', '2023-02-29', '2020-01-01', '2999-01-01', '1.2.2024', ''];
const times = ['14:30', '4:05', '23:59:59', '24:00', '14:30:00', 'noon'];

function valuesFor(q) {
	switch (q.type) {
	case 'select_one':
		return [one([...q.list.byName.keys(), 'nothing'])];
	case 'select_multiple':
	case 'rank': {
		const codes = [...q.list.byName.keys()].filter(() => random(2));
		return random(12) ? codes.sort(() => random(3) - 1) : [...codes, one(['nothing', codes[0] ?? 'x'])];
	}
	case 'integer':
	case 'decimal':
	case 'range':
		return random(9) ? [one(numbers)] : [one(numbers), one(numbers)];
	case 'date':
		return [one(dates)];
	case 'time':
		return [one(times)];
	case 'dateTime':
		return [`${one(dates)}${one(['T', ' '])}${one(times)}`];
	case 'acknowledge':
		return [one(['OK', 'OK', 'OK', 'no'])];
	case 'repeat':
		return [String(random(q.max + 1))];
	default:
		return [one(texts)];
	}
}

/* Mostly sound: what the form asks, so that many go through. */
function soundFor(q, filling) {
	const offered = q.list ? filling.choices(q).map((c) => c.choice.name) : [];
	const by = {integer: ['18', '42', '3', '0'], decimal: ['37,5', '40', '0.5'], range: ['0', '0.5', '10', '7'], date: ['2024-02-29', '2020-01-01'],
		time: ['14:30', '4:05'], dateTime: ['2024-02-29T14:30', '2020-01-01 04:05'], acknowledge: ['OK'], text: ['Ann', 'ab cd', 'Zoe']};
	if (q.type === 'select_one')
		return offered.length ? [one(offered)] : [];
	if (q.type === 'select_multiple')
		return offered.filter(() => !random(3)).slice(0, 2);
	if (q.type === 'rank')
		return offered.slice(random(offered.length));
	/* Of any other type a form has a sound answer in its default. */
	return by[q.type] ? [one(by[q.type])] : Array.isArray(q.own.def) ? [q.own.def[0]] : valuesFor(q);
}

function fill(form, context, wild) {
	const answers = new Map();
	/* Several times over: what is offered hangs on what was chosen. */
	for (const q of form.questions) {
		if (!q.takesAnswer || (wild ? !random(3) : !random(8) && q.own.q === undefined))
			continue;
		const state = new State(form, answers, context);
		if (!wild && !state.relevant(q))
			continue;
		const values = wild ? valuesFor(q) : soundFor(q, state);
		if (values.length)
			answers.set(q.path, values);
	}
	return answers;
}

const today = () => {
	const d = new Date();
	return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`;
};

for (const lang of ['en', 'sk']) {
	const raw = await (await fetch(`${url}/s/${round}/form?lang=${lang}`)).json();
	await prepare(raw);
	const form = new Form(raw);
	const templates = templatesOf(raw);
	for (let i = 0; i < Number(rounds); i++) {
		const seed = String(random(2 ** 31) * (1 + random(4000000)));
		const context = {seed, today: today(), now: `${today()}T00:00:00`};
		const answers = fill(form, context, random(2) === 0);
		const ours = new State(form, answers, context);
		const show = new Show(form, ours, templates);
		const faults = form.questions.map((q) => [q, ours.fault(q)]).filter(([, f]) => f)
			.map(([q, f]) => `${q.path}: ${show.faultText({...f, owner: q})}`).sort();
		const values = {};
		for (const q of form.questions)
			if (q.type !== 'meta' && ours.relevant(q) && ours.value(q) !== '')
				values[q.path] = ours.value(q);
		for (const node of form.nodes)
			if (node.kind === 'i' && ours.relevant(node) && ours.admitted.get(node.parent).get(node) > 0)
				values[`${node.path}/design_w`] = ours.admitted.get(node.parent).get(node);
		const id = randomUUID();
		const body = new URLSearchParams([['instance_id', id], ['lang', lang], ['seed', seed]]);
		for (const [path, list] of answers)
			for (const v of list)
				body.append(path, v);
		const answer = await fetch(`${url}/s/${round}`, {method: 'POST', body, headers: {Accept: 'application/json'}});
		const said = await answer.json();
		/* Of one question the first is what a person sees. */
		const theirs = (said.errors ?? []).filter((e, at, all) => all.findIndex((o) => o.field === e.field) === at)
			.map((e) => `${e.field}: ${e.message}`).sort();
		out({lang, id, status: answer.status, ours: faults, theirs, values, sent: [...answers], seed});
	}
}
