/*
 * The form as GET /s/ROUND/form gives it, unfolded: every iteration of a loop
 * in full, numbered as the server numbers them. Owns structure and wording;
 * refuses to know answers (evaluate.js).
 */
import {parse} from './expr.js';

const NAMES = /\$\{\s*([^}]*?)\s*\}/g;

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
		if (own.t) {
			this.type = own.t;
			this.measure = own.m ?? '';
			this.parameters = own.par ?? {};
			this.takesAnswer = !['calculate', 'hidden', 'meta', 'note'].includes(own.t) && own.calc === undefined;
		}
		if (own.list !== undefined)
			this.list = form.lists[own.list];
	}

	has(word) { return this.appearance.includes(word); }

	/* What ${name} means in this node's expressions and wordings. */
	ref(name) { return this.form.look(this, name)[0]; }

	/* All that a name may mean; `whole`: seen from outside every repeat. */
	refs(name, whole) {
		let from = this;
		for (let up = this; whole && up; up = up.parent)
			if (up.kind === 'r')
				from = up.parent;
		const found = this.form.look(from, name);
		return found[0]?.kind === 'r' ? found.flatMap((repeat) => this.form.childrenOf(repeat)) : found;
	}

	/* The number of the instance so many levels up, 1 when it is none. */
	position(ups) {
		let at = this;
		while (ups-- && at)
			at = at.parent;
		return at?.number ?? 1;
	}

	/* A formula as a function of an environment; undefined where the cell is blank. */
	formula(key) {
		if (!(key in this.formulas)) {
			const text = this.own[key];
			const list = this.list;
			this.formulas[key] = text === undefined ? undefined : Array.isArray(text) ? () => text[0] :
				parse(text, {question: (name) => this.ref(name), several: (name, whole) => this.refs(name, whole),
					position: (ups) => this.position(ups), column: (name) => name === 'name' || list?.columns.includes(name)});
		}
		return this.formulas[key];
	}
}

/* A list of choices, with what filters look at. */
function makeList(raw, form) {
	const list = {name: raw.n, columns: raw.c};
	list.choices = raw.o.map(([name, label, hint, home, own, ...cells]) => ({
		name, label, hint, home, fromCatalogue: Boolean(own), list,
		column: (key) => key === 'name' ? name : cells[raw.c.indexOf(key)] ?? '',
	}));
	list.byName = new Map();
	for (const c of list.choices)
		if (!list.byName.has(c.name))
			list.byName.set(c.name, c);
	list.ref = (name) => form.look(null, name)[0];
	return list;
}

export class Form {
	constructor(raw) {
		this.raw = raw;
		this.nodes = [];
		this.lists = raw.lists.map((list) => makeList(list, this));
		this.add(raw.nodes, null, []);
		this.questions = this.nodes.filter((n) => n.type);
		this.repeats = this.nodes.filter((n) => n.kind === 'r');
		this.byName = new Map();
		for (const q of this.questions)
			this.byName.set(q.name, [...this.byName.get(q.name) ?? [], q]);
		this.scopes = new Map();
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
			if (node.kind === 'r')
				this.addInstances(raw.it[0][0], node, differing);
			else if (raw.it)
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

	/* All instances of a repeat are like the first. */
	addInstances(first, repeat, differing) {
		repeat.max = repeat.own.max;
		for (let number = 1; number <= repeat.max; number++) {
			const at = this.nodes.length;
			const outer = differing.find(([from, own]) => at - from in own);
			const node = new Node(this, {...(outer ? outer[1][at - outer[0]] : first), n: String(number)}, repeat, at);
			node.number = number;
			this.nodes.push(node);
			this.add(first.in ?? [], node, differing);
			node.end = this.nodes.length;
		}
	}

	childrenOf(node) {
		const list = [];
		for (let i = node.index + 1; i < node.end; i = this.nodes[i].end)
			list.push(this.nodes[i]);
		return list;
	}

	/* The innermost group around `from` in which a name means something: its uses there, or the
	 * only direct child (src/form/wording.c). */
	look(from, name) {
		let at = from;
		while (at?.kind === 'q')
			at = at.parent;
		const key = `${at?.index ?? ''} ${name}`;
		if (!this.scopes.has(key))
			this.scopes.set(key, this.search(at, name));
		return this.scopes.get(key);
	}

	search(from, name) {
		const uses = this.byName.get(name) ?? [];
		for (let at = from; ; at = at.parent) {
			const below = at ? uses.filter((n) => n.index > at.index && n.index < at.end) : uses;
			const children = below.filter((n) => n.parent === (at ?? null));
			if (children.length === 1)
				return children;
			if (below.length || !at)
				return below;
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

	/* Whether something else may depend on this question, so that a change must be looked at: its
	 * name stands somewhere. */
	isReferred(q) {
		this.referred ??= new Set(JSON.stringify([this.raw.nodes, this.raw.lists]).matchAll(NAMES).map((m) => m[1]));
		return this.referred.has(q.name) || q === this.department || q === this.picks || q.type === 'repeat' ||
			this.nodes.some((n) => n.own.f === q.index);
	}
}

/* [text, whether it is in the default language]. */
export const wording = (words) => Array.isArray(words) ? [words[0], true] : [words ?? '', false];
