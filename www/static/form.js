/*
 * The form as GET /s/ROUND/form gives it, unfolded: every iteration of a loop
 * in full, numbered as the server numbers them. Owns structure and wording;
 * refuses to know answers (evaluate.js).
 */
import {parse} from './expr.js';

const VISIBLE = (q) => q.type !== 'calculate' && q.type !== 'hidden' && q.type !== 'meta';
const FORMULAS = {rel: 'relevant', c: 'constraint', q: 'required', calc: 'calculation', def: 'initial', filter: 'filter', ro: 'readonly'};

class Node {
	constructor(form, own, parent, index) {
		this.form = form;
		this.own = own;
		this.kind = own.k ?? 'q';
		this.name = own.n;
		this.parent = parent;
		this.index = index;
		this.path = parent ? `${parent.path}/${own.n}` : own.n;
		this.appearance = (own.ap ?? '').split(' ').filter(Boolean);
		this.section = -1;
		this.formulas = {};
		if (this.kind === 'q') {
			this.type = own.t;
			this.measure = own.m ?? '';
			this.parameters = own.par ?? {};
			this.takesAnswer = VISIBLE(this) && this.type !== 'note' && own.calc === undefined;
		}
		if (own.list !== undefined)
			this.list = form.lists[own.list];
	}

	has(word) { return this.appearance.includes(word); }

	/* What ${name} means in this node's expressions and wordings. */
	ref(name) {
		this.refs ??= new Map([...(this.own.r ?? []), ...(this.own.s ?? []).map((n) => n + this.index)]
			.map((n) => [this.form.nodes[n].name, this.form.nodes[n]]));
		return this.refs.get(name);
	}

	/* A formula as a function of an environment; undefined where the cell is blank. */
	formula(key) {
		if (!(key in this.formulas)) {
			const text = this.own[key];
			const list = this.list;
			this.formulas[key] = text === undefined ? undefined : Array.isArray(text) ? () => text[0] :
				parse(text, {question: (name) => this.ref(name),
					column: (name) => name === 'name' || list?.columns.includes(name)});
		}
		return this.formulas[key];
	}
}

/* A list of choices, with what filters look at. */
function makeList(raw, form) {
	const list = {name: raw.n, columns: raw.c, form, own: raw};
	list.choices = raw.o.map(([name, label, hint, home, own, ...cells]) => ({
		name, label, hint, home, fromCatalogue: Boolean(own), list,
		column: (key) => key === 'name' ? name : cells[raw.c.indexOf(key)] ?? '',
	}));
	list.byName = new Map();
	for (const c of list.choices)
		if (!list.byName.has(c.name))
			list.byName.set(c.name, c);
	list.ref = (name) => (raw.r ?? []).map((n) => form.nodes[n]).find((n) => n.name === name);
	return list;
}

export class Form {
	constructor(raw) {
		this.raw = raw;
		this.nodes = [];
		this.lists = raw.lists.map((list) => makeList(list, this));
		this.add(raw.nodes, null, []);
		this.questions = this.nodes.filter((n) => n.kind === 'q');
		this.questions.forEach((q, i) => { q.number = i; });
		this.byPath = new Map(this.questions.map((q) => [q.path, q]));
		for (const q of this.questions)
			if (['department', 'weekly_hours', 'picks'].includes(q.measure))
				this[q.measure] ??= q;
		this.sections = [];
		for (const s of raw.sections)
			this.addSection(s);
	}

	/* Iterations after the first tell only what differs from it, by distance. */
	add(list, parent, differing) {
		for (const raw of list) {
			const index = this.nodes.length;
			const different = differing.find(([from, own]) => index - from in own);
			const node = new Node(this, different ? different[1][index - different[0]] : raw, parent, index);
			this.nodes.push(node);
			if (raw.it)
				this.addIterations(raw.it, node, differing);
			else
				this.add(raw.in ?? [], node, differing);
			node.end = this.nodes.length;
		}
	}

	addIterations(iterations, loop, differing) {
		const [[first]] = iterations.length ? iterations : [[{}]];
		for (const [own, differences] of iterations) {
			const at = this.nodes.length;
			const outer = differing.find(([from, o]) => at - from in o);
			const node = new Node(this, outer ? outer[1][at - outer[0]] : own, loop, at);
			node.choice = loop.list.byName.get(node.name);
			this.nodes.push(node);
			this.add(first.in ?? [], node, differences ? [...differing, [at, differences]] : differing);
			node.end = this.nodes.length;
		}
	}

	addSection(s) {
		if (typeof s === 'number') {
			const loop = this.nodes[s];
			for (let i = s + 1; i < loop.end; i = this.nodes[i].end)
				this.addSection([this.nodes[i].path, i, i, this.nodes[i].end]);
			return;
		}
		const [id, node, first, end] = s;
		const number = this.sections.length;
		this.sections.push({id, number, node: this.nodes[node], first, end});
		for (let i = first; i < end; i++)
			this.nodes[i].section = number;
	}

	/* Whether another question may depend on this one, so that a change must be looked at. */
	isReferred(q) {
		this.referred ??= new Set(this.nodes.flatMap((n) => [...(n.own.r ?? []), ...(n.own.s ?? []).map((d) => d + n.index)])
			.concat(this.lists.flatMap((l) => l.own.r ?? []), this.nodes.filter((n) => n.kind === 'l').map((n) => n.own.f ?? -1)));
		return this.referred.has(q.index) || q === this.department || q === this.picks;
	}
}

/* [text, whether it is in the default language]. */
export const wording = (words) => Array.isArray(words) ? [words[0], true] : [words ?? '', false];
export const formulas = FORMULAS;
export const isVisible = VISIBLE;
