/*
 * A form and its answers: unfolded from what GET /s/ROUND/form gives, numbered as
 * the server numbers it; relevance, calculations, draws, and what is wrong. Twin
 * of src/form: whatever is sent is judged there once more.
 */
import {isDate, parse, toBoolean, toNumber, toText, words} from './expr.js';
import {plain, read} from './runs.js';

/* ==== the form ==== */

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
			/* What it is called on pages and in posts (src/form/fields.c). */
			this.field = own.w ?? this.path;
			this.measure = own.m ?? '';
			this.parameters = own.par ?? {};
			this.is = form.raw.types[own.t];
			this.takesAnswer = ['asked', 'count'].includes(this.is.role) && own.calc === undefined;
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
		this.byField = new Map(this.questions.map((q) => [q.field, q]));
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
		return this.referred.has(q.name) || q === this.department || q === this.picks || q.kind === 'r' ||
			this.nodes.some((n) => n.own.f === q.index);
	}
}


/* ==== canonical answers ==== */

/*
 * Canonical answers, as the server stores them: what is accepted as a number, a
 * date, a text. Twin of src/form/canon.c. canon(question, values) gives
 * {value} or {value: '', code, arg1, arg2} when it is malformed.
 */
const DIGITS_MAX = 15;

const bad = (code, arg1, arg2) => ({value: '', code, arg1, arg2});
const trim = (s) => s.replace(/^[ \t-\r]+|[ \t-\r]+$/g, '');

/* Why a text with something else than digits, sign and marks is no number. */
function numberFault(s) {
	if (/[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/.test(s))
		return 'digits';
	if (/[^-+0-9 '.,\u0080-\uffff]/.test(s))
		return 'number';
	return /[0-9]/.test(s) && /[ '.,\u00a0\u202f\u2009\u2019]/.test(s) ? 'grouping' : 'number';
}

function number(s, integer) {
	const m = /^([-+]?)(\d*)(?:([.,])(\d*))?$/.exec(s);
	if (!m || (m[2] + (m[4] ?? '')) === '') {
		const why = numberFault(s);
		return bad(why === 'number' && integer ? 'integer' : why);
	}
	if (integer && m[3])
		return bad('integer');
	const whole = m[2].replace(/^0+/, '');
	const fraction = (m[4] ?? '').replace(/0+$/, '');
	if (whole.length + fraction.length > DIGITS_MAX)
		return bad('number_long');
	if (!whole && !fraction)
		return {value: '0'};
	return {value: `${m[1] === '-' ? '-' : ''}${whole || '0'}${fraction && `.${fraction}`}`};
}

function range({start, end, step}, s) {
	const c = number(s, false);
	if (c.code)
		return c;
	const v = Number(c.value);
	const steps = (v - start) / step;
	return v >= start && v <= end && Math.abs(steps - Math.round(steps)) < 1e-6 ? c : bad('range', start, end);
}

/* HH:MM, or HH:MM:SS where there are seconds; undefined when it is no time. */
function time(s) {
	const m = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d*)?)?(Z|[+-](\d\d):(\d\d))?$/.exec(s);
	if (!m || m[1] > 23 || m[2] > 59 || (m[3] ?? 0) > 59 || (m[5] ?? 0) > 14 || (m[6] ?? 0) > 59)
		return undefined;
	return `${m[1].padStart(2, '0')}:${m[2]}${m[3] && m[3] !== '00' ? `:${m[3]}` : ''}`;
}

function dateTime(s) {
	const t = /^.{10}[T ]/.test(s) && isDate(s.slice(0, 10)) ? time(s.slice(11)) : undefined;
	return t ? {value: `${s.slice(0, 10)}T${t}`} : bad('datetime');
}

/* CR LF and CR become LF; other controls but TAB are refused. */
function text(q, s) {
	const max = q.parameters.max ?? q.form.raw.limits.text;
	const value = s.replace(/\r\n?/g, '\n');
	if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value))
		return bad('characters');
	return [...value].length <= max ? {value} : bad('too_long', max);
}

/* By the list of types, include/form/question_types.def. */
const canons = {
	text,
	whole: (q, s) => number(s, true),
	number: (q, s) => number(s, false),
	range: (q, s) => range(q.parameters, s),
	date: (q, s) => isDate(s) ? {value: s} : bad('date'),
	time: (q, s) => time(s) ? {value: time(s)} : bad('time'),
	moment: (q, s) => dateTime(s),
	code: (q, s) => q.list.byName.has(s) ? {value: s} : bad('choice'),
	picture: (q, s) => /^[0-9a-f]{64}$/.test(s) ? {value: s} : bad('picture'),
	tick: (q, s) => s === 'OK' ? {value: s} : bad('choice'),
};

function many(q, values) {
	const codes = values.map(trim).filter(Boolean);
	const given = new Set(codes);
	const ranked = q.is.answer === 'ranked';
	if (codes.some((code) => !q.list.byName.has(code)) || (ranked && given.size < codes.length))
		return bad('choice');
	return {value: (ranked ? codes : [...q.list.byName.keys()].filter((code) => given.has(code))).join(' ')};
}

const isNumber = (q) => q.is?.answer === 'whole' || q.is?.answer === 'number';
const isMany = (q) => q.is.answer === 'codes' || q.is.answer === 'ranked';

function canon(q, values) {
	if (isMany(q))
		return many(q, values);
	let one = null;
	for (const value of values) {
		const s = trim(value);
		if (!s)
			continue;
		/* Chips and the number field share a name; the field stands last. */
		if (one !== null && !isNumber(q) && s !== one)
			return bad('single');
		one = s;
	}
	return one === null ? {value: ''} : canons[q.is.canon](q, one);
}

/* ==== draws ==== */

/*
 * SplitMix64 and PCG32, as the server draws and shuffles (formats.html, Draw).
 * Seeds are whole numbers of up to 64 bits, in decimal digits.
 */
const MASK = (1n << 64n) - 1n;
const STREAM = 54n;
const GOLDEN = 0x9e3779b97f4a7c15n;

/* Output number n, from 0, of SplitMix64(seed). */
function splitmix(seed, n) {
	let z = (BigInt(seed) + BigInt(n + 1) * GOLDEN) & MASK;
	z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
	z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
	return z ^ (z >> 31n);
}

/* The output of SplitMix64 that the first question's random() begins from. */
const RANDOM_OUTPUT = 0x80000000;

/* A generator of whole numbers from 0 up to, and without, `bound`. */
function pcg32(start) {
	const inc = (STREAM << 1n) | 1n;
	let state = 0n;
	const next = () => {
		const old = state;
		state = (old * 6364136223846793005n + inc) & MASK;
		const shifted = Number((((old >> 18n) ^ old) >> 27n) & 0xffffffffn);
		const turn = Number(old >> 59n);
		return ((shifted >>> turn) | (shifted << ((32 - turn) & 31))) >>> 0;
	};
	next();
	state = (state + start) & MASK;
	next();
	return (bound) => {
		if (bound === 0)
			return 0;
		/* What lies below would be drawn once too often. */
		const threshold = (2 ** 32 - bound) % bound;
		let v = next();
		while (v < threshold)
			v = next();
		return v % bound;
	};
}

/* ==== the form under given answers ==== */

/* Made anew for each look at the answers; each thing is worked out when it is first asked for. */
const isFunctions = (q) => q.is.answer === 'codes' && q.list.name === 'functions';
const staysLast = (c) => c.name === 'none' || c.name === 'dk';

function shuffle(bounded, list) {
	for (let i = list.length - 1; i > 0; i--) {
		const j = bounded(i + 1);
		[list[i], list[j]] = [list[j], list[i]];
	}
}

export class State {
	/* answers: Map of path to the values given, in order; context: {seed, today, now}. */
	constructor(form, answers, context) {
		this.form = form;
		this.answers = answers;
		this.context = context;
		this.known = new Map();	/* node → whether it is relevant */
		this.canons = new Map();
		this.admitted = new Map();	/* iteration → design weight */
		this.seedMissing = false;
	}

	/* ---- values ---- */

	/* What random() gives in the cells of a question: numbers of its own, the same each time. */
	random(q) {
		if (this.context.seed === undefined) {
			this.seedMissing = true;
			return () => NaN;
		}
		const bounded = pcg32(splitmix(this.context.seed, RANDOM_OUTPUT + q.number));
		return () => bounded(2 ** 32) / 2 ** 32;
	}

	environment(node, dot = '', choice = null) {
		let drawn = null;
		return {
			random: () => (drawn ??= this.random(node))(),
			question: (node) => this.typed(node),
			relevant: (node) => this.relevant(node),
			column: (name) => choice?.column(name) ?? '',
			choiceLabel: (node, code) => {
				const c = node.list?.byName.get(code);
				return c && (this.label(c, false) || code);
			},
			dot,
			today: this.context.today,
			now: this.context.now,
		};
	}

	run(node, key, dot, choice) {
		return node.formula(key)(this.environment(node, dot, choice));
	}

	holds(node, key, dot, choice) {
		return node.formula(key) !== undefined && toBoolean(this.run(node, key, dot, choice));
	}

	/* The value as expressions see it. */
	typed(node) {
		if (node.is?.role === 'meta')
			return /today$/.test(node.own.meta) ? this.context.today : /^(?:start|end)/.test(node.own.meta) ? this.context.now : '';
		const value = this.value(node);
		return value !== '' && isNumber(node) ? toNumber(value) : value;
	}

	value(q) { return q.type ? this.canon(q).value : ''; }

	canon(q) {
		let c = this.canons.get(q);
		if (!c) {
			c = this.relevant(q) ? this.work(q) : {value: ''};
			this.canons.set(q, c);
		}
		return c;
	}

	work(q) {
		if (q.kind === 'r')
			return this.count(q);
		if (q.formula('calc'))
			return {value: this.computed(q, 'calc')};
		const given = this.answers.get(q.path);
		if (q.takesAnswer && given && !this.holds(q, 'ro'))
			return canon(q, given);
		if (q.formula('def')) {
			const text = this.computed(q, 'def');
			return !q.takesAnswer ? {value: text} :
				canon(q, isMany(q) ? text.split(' ') : [text]);
		}
		return {value: ''};
	}

	computed(q, key) {
		const v = this.run(q, key, '');
		return Number.isNaN(v) ? '' : toText(v);
	}

	/* ---- repeats ---- */

	/* How many instances: computed, or as posted, else the last one that anything was given for. */
	count(repeat) {
		let c = {value: ''};
		if (repeat.formula('calc'))
			c.value = this.computed(repeat, 'calc');
		else if (this.answers.has(repeat.path))
			c = canon(repeat, this.answers.get(repeat.path));
		if (!repeat.formula('calc') && (c.code || c.value === ''))
			return {value: String(this.implied(repeat))};
		const v = Math.max(0, Number(c.value) || 0);
		return v > repeat.max ? {value: String(repeat.max), code: 'repeats', arg1: repeat.max} : {value: String(Math.floor(v))};
	}

	implied(repeat) {
		let last = repeat.has('minimal') ? 0 : 1;
		for (const path of this.answers.keys())
			if (path.startsWith(`${repeat.path}/`))
				last = Math.max(last, Number(path.slice(repeat.path.length + 1).split('/')[0]) || 0);
		return last;
	}

	instances(repeat) { return Number(this.value(repeat)) || 0; }

	/* The question a person mends to get fewer instances. */
	askedFor(repeat) {
		const names = new Set([...(repeat.own.calc ?? '').matchAll(/\$\{\s*([^}]*?)\s*\}/g)].map((m) => m[1]));
		const asked = names.size === 1 ? repeat.ref([...names][0]) : undefined;
		return asked?.takesAnswer ? asked : repeat;
	}

	/* ---- relevance and draws ---- */

	relevant(node) {
		if (!node)
			return true;
		let known = this.known.get(node);
		if (known === undefined) {
			known = this.findRelevant(node);
			this.known.set(node, known);
		}
		return known;
	}

	ownRelevant(node) {
		return node.formula('rel') === undefined || toBoolean(this.run(node, 'rel', ''));
	}

	findRelevant(node) {
		switch (node.kind) {
		case 'l':
			if (!this.admitted.has(node))
				this.admit(node);
			return this.admitted.get(node).size > 0;
		case 'i':
			return this.relevant(node.parent) && this.admitted.get(node.parent).has(node);
		case 'n':
			return this.relevant(node.parent) && node.number <= this.instances(node.parent);
		default:
			return this.relevant(node.parent) && this.ownRelevant(node);
		}
	}

	/* The iterations of a loop that are asked: a partial Fisher-Yates over the relevant ones
	 * without the first, in the order of the list (formats.html, Draw). */
	admit(loop) {
		/* In the order they are asked. */
		const asked = new Map();
		let pool = [];
		this.admitted.set(loop, asked);
		if (this.relevant(loop.parent))
			for (let i = loop.index + 1; i < loop.end; i = this.form.nodes[i].end)
				if (this.ownRelevant(this.form.nodes[i]))
					pool.push(this.form.nodes[i]);
		let wanted = loop.own.d;
		const code = loop.own.f === undefined ? '' : this.value(this.form.nodes[loop.own.f]);
		const first = code ? pool.find((node) => node.name === code) : undefined;
		if (!wanted || pool.length <= wanted) {
			if (first)
				asked.set(first, 1);
			pool.forEach((node) => asked.set(node, wanted ? 1 : 0));
			return;
		}
		if (this.context.seed === undefined) {
			this.seedMissing = true;
			return;
		}
		const bounded = pcg32(splitmix(this.context.seed, 0));
		if (first) {
			asked.set(first, 1);
			pool = pool.filter((node) => node !== first);
			wanted--;
		}
		const weight = pool.length / wanted;
		for (let i = 0; i < wanted; i++) {
			const j = i + bounded(pool.length - i);
			[pool[i], pool[j]] = [pool[j], pool[i]];
			asked.set(pool[i], weight);
		}
	}

	/* The iteration of a loop that draws around a section, and its place among those asked. */
	drawn(section) {
		for (let n = section?.node; n; n = n.parent)
			if (n.kind === 'i' && n.parent.own.d)
				return {loop: n.parent, place: [...(this.relevant(n.parent) ? this.admitted.get(n.parent).keys() : [])].indexOf(n)};
		return {loop: null, place: 0};
	}

	/* Sections in the order a person meets them: the form's, but what was drawn as it was drawn. */
	turns() {
		if (!this.inTurn) {
			const list = [];
			for (const section of this.form.sections) {
				const own = this.drawn(section);
				let at = list.length;
				while (own.loop && at > 0 && list[at - 1].loop === own.loop && list[at - 1].place > own.place)
					at--;
				list.splice(at, 0, {section, ...own});
			}
			this.inTurn = list.map(({section}) => section);
		}
		return this.inTurn;
	}

	/* Those shown behind a section, and before it, nearest last; all where it is null. */
	after(section) { return this.turns().slice(section ? this.turns().indexOf(section) + 1 : 0).filter((s) => this.shown(s)); }
	before(section) { return this.turns().slice(0, section ? this.turns().indexOf(section) : undefined).filter((s) => this.shown(s)); }

	/* Whether something in a section is relevant and visible. */
	shown(section) {
		for (let i = section.first; i < section.end; i++) {
			const n = this.form.nodes[i];
			if ((n.kind === 'q' ? ['asked', 'shown'].includes(n.is.role) : n.kind === 'r' && n.takesAnswer) && this.relevant(n))
				return true;
		}
		return false;
	}

	/* ---- wording and choices ---- */

	/* [the wording as runs, with answers filled in by `fill`, [the language it is in, its direction]]. */
	runs(owner, text, fill = (name) => this.filled(owner, name)) {
		const {raw} = this.form;
		const [source, lang, dir] = Array.isArray(text) ? text : [text ?? '', ...raw.words];
		return [read(source).map((piece) => piece.ref === undefined ? piece : {...piece, text: fill(piece.ref)}).filter((run) => run.text !== ''),
			lang === undefined ? raw.default : [lang, dir]];
	}

	filled(owner, name) {
		const ref = owner.ref(name);
		return ref ? this.inWords(ref) : this.form.raw.facts[name] ?? `\${${name}}`;
	}

	/* The same without its marks. */
	words(owner, text) { return plain(this.runs(owner, text)[0]); }

	label(choice, filled = true) {
		return filled ? this.words(choice.list, choice.label) :
			plain(this.runs(choice.list, choice.label, (name) => this.form.raw.facts[name] ?? '…')[0]);
	}

	/* An answer as people read it: labels of codes, else the value. */
	inWords(q) {
		if (!q.list)
			return toText(this.typed(q));
		return this.value(q).split(' ').filter(Boolean).map((code) => {
			const c = q.list.byName.get(code);
			return c ? this.label(c, false) || code : code;
		}).join(', ');
	}

	allowed(code) {
		const departments = this.form.raw.departments;
		return !departments.length || departments.includes(code);
	}

	passes(q, c) {
		if (q.measure === 'department' && !this.allowed(c.name))
			return false;
		return q.formula('filter') === undefined || this.holds(q, 'filter', '', c);
	}

	/* Mine, everyone's, others' and what the form added; or plain and what stays last. */
	block(q, c) {
		if (!isFunctions(q))
			return q.parameters.randomize && staysLast(c) ? 4 : 0;
		if (!c.fromCatalogue)
			return 4;
		const department = this.form.department ? this.value(this.form.department) : '';
		return department && c.home === department ? 1 : c.home === '*' ? 2 : 3;
	}

	/* The choices offered now, in the order they are shown: [{choice, block}]. */
	choices(q) {
		const shuffled = q.parameters.randomize && (q.parameters.seed !== undefined || this.context.seed !== undefined);
		const bounded = shuffled ? pcg32(splitmix(q.parameters.seed ?? this.context.seed, q.number + 1)) : null;
		const all = [];
		for (let block = 0; block <= 4; block++) {
			const list = q.list.choices.filter((c) => this.block(q, c) === block && this.passes(q, c));
			/* none, dk and what the form added keep their place at the end. */
			if (shuffled && block < 4)
				shuffle(bounded, list);
			all.push(...list.map((choice) => ({choice, block})));
		}
		return all;
	}

	/* ---- what is wrong ---- */

	required(q) { return this.holds(q, 'q', ''); }
	/* What the access code or the screen says of the department needs no asking. */
	knows(q) { return q.measure === 'department' && Boolean(this.context.department) && this.value(q) === this.context.department; }

	readonly(q) { return this.holds(q, 'ro', ''); }

	checkCodes(q, value) {
		const codes = words(value);
		if (codes.some((code) => !q.list.choices.some((c) => c.name === code && (q.formula('filter') === undefined || this.passes(q, c)))))
			return {code: 'choice'};
		return codes.length > 1 && codes.includes('none') ? {code: 'none_alone'} : null;
	}

	/* {code, words, arg1, arg2} of a question's first fault, or null. */
	fault(q) {
		const own = this.ownFault(q);
		const full = own ? undefined : this.form.repeats.find((r) => this.canon(r).code && this.askedFor(r) === q);
		return full ? this.canon(full) : own;
	}

	ownFault(q) {
		if (q.kind === 'r' || !q.takesAnswer || !this.relevant(q))
			return null;
		const c = this.canon(q);
		if (c.code)
			return c;
		if (c.value === '')
			return this.required(q) ? {code: 'required', words: q.own.qm} : null;
		if (q.measure === 'department' && !this.allowed(c.value))
			return {code: 'department'};
		const wrong = q.list ? this.checkCodes(q, c.value) : null;
		if (wrong || q.formula('c') === undefined || this.holds(q, 'c', this.typed(q)))
			return wrong;
		return {code: 'constraint', words: q.own.cm};
	}

	/* Faults of a section, in the order of the form: [[question, fault]]. */
	faults(section) {
		return this.form.nodes.slice(section.first, section.end).filter((n) => n.type)
			.map((q) => [q, this.fault(q)]).filter(([, fault]) => fault);
	}
}
