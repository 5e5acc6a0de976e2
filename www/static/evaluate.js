/*
 * The form under given answers: relevance, calculations, defaults, draws, the
 * choices offered, and what is wrong. Twin of src/form/evaluate.c, check.c and
 * show.c: an answer that is sent is judged there once more.
 *
 * State is made anew for each look at the answers; each thing is worked out
 * when it is first asked for.
 */
import {canon, isNumber} from './canon.js';
import {pcg32, splitmix} from './draw.js';
import {wording} from './form.js';
import {toBoolean, toNumber, toText, words} from './values.js';

const isFunctions = (q) => q.measure === 'picks' && q.list.name === 'functions';
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

	environment(dot = '', choice = null) {
		return {
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
		return node.formula(key)(this.environment(dot, choice));
	}

	holds(node, key, dot, choice) {
		return node.formula(key) !== undefined && toBoolean(this.run(node, key, dot, choice));
	}

	/* The value as expressions see it. */
	typed(node) {
		if (node.type === 'meta')
			return /today$/.test(node.own.meta) ? this.context.today : /^(?:start|end)/.test(node.own.meta) ? this.context.now : '';
		const value = this.value(node);
		return value !== '' && (isNumber(node) || node.kind === 'r') ? toNumber(value) : value;
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
				canon(q, q.type === 'select_multiple' || q.type === 'rank' ? text.split(' ') : [text]);
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
			c = canon({...repeat, type: 'integer'}, this.answers.get(repeat.path));
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
		const asked = new Map();
		let pool = [];
		this.admitted.set(loop, asked);
		if (this.relevant(loop.parent))
			for (let i = loop.index + 1; i < loop.end; i = this.form.nodes[i].end)
				if (this.ownRelevant(this.form.nodes[i]))
					pool.push(this.form.nodes[i]);
		let wanted = loop.own.d;
		if (!wanted || pool.length <= wanted) {
			pool.forEach((node) => asked.set(node, wanted ? 1 : 0));
			return;
		}
		if (this.context.seed === undefined) {
			this.seedMissing = true;
			return;
		}
		const bounded = pcg32(splitmix(this.context.seed, 0));
		const code = loop.own.f === undefined ? '' : this.value(this.form.nodes[loop.own.f]);
		const first = code ? pool.find((node) => node.name === code) : undefined;
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

	/* Whether something in a section is relevant and visible. */
	shown(section) {
		for (let i = section.first; i < section.end; i++) {
			const n = this.form.nodes[i];
			if ((n.kind === 'q' ? !['calculate', 'hidden', 'meta'].includes(n.type) : n.kind === 'r' && n.takesAnswer) && this.relevant(n))
				return true;
		}
		return false;
	}

	/* ---- wording and choices ---- */

	/* [the wording with answers filled in, whether it fell back to the default language]. */
	words(owner, text) {
		const [plain, fallback] = wording(text);
		return [!plain.includes('${') ? plain : plain.replace(/\$\{\s*([^}]*?)\s*\}/g, (all, name) => {
			const ref = owner.ref(name);
			return ref ? this.inWords(ref) : all;
		}), fallback];
	}

	label(choice, filled = true) {
		return filled ? this.words(choice.list, choice.label)[0] :
			wording(choice.label)[0].replace(/\$\{[^}]*\}/g, '…');
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
