/*
 * The questions of a section, and the review, as data for the templates. Twin of
 * src/pages/survey/survey_fields.c and survey_show.c: the same markup comes of it.
 */

const isAsked = (n) => n.kind === 'q' && (n.takesAnswer || n.is.role === 'shown');
const isSelect = (q) => q.is.answer === 'code' || q.is.answer === 'codes';

export class Show {
	/* `blank`: as if nothing was answered, to see whether anything but answers changed. */
	constructor(form, state, templates, faults = new Map(), blank = false) {
		Object.assign(this, {form, state, templates, faults, blank});
		this.lang = form.raw.lang;
		this.limits = form.raw.limits;
	}

	langOf(fallback) { return fallback ? this.form.raw.default : this.form.raw.words; }

	words(owner, text, otherwise = '') {
		const [label, fallback] = this.state.words(owner, text);
		const lang = this.langOf(fallback);
		return {label: label || otherwise, label_lang: lang === this.lang ? '' : lang};
	}

	figure(v) { return new Intl.NumberFormat(this.lang, {maximumFractionDigits: 6}).format(v); }

	/* A fault in words: the form's own, else the interface's. */
	faultText(fault) {
		if (fault.text)
			return fault.text;
		const own = fault.words === undefined ? '' : this.state.words(fault.owner, fault.words)[0];
		const key = `fault.${fault.code}`;
		return own || this.templates.text(key in this.templates.texts ? key : 'fault.constraint', {
			min: this.figure(fault.arg1 ?? 0), max: this.figure(fault.arg2 ?? fault.arg1 ?? 0),
		});
	}

	typed(q) {
		if (this.blank)
			return '';
		const given = this.state.answers.get(q.path);
		return given ? given.filter((v) => v !== '').at(-1) ?? '' : this.state.value(q);
	}

	/* ---- fields ---- */

	around(q) {
		const [hint, fell] = this.state.words(q, q.own.h);
		const fault = this.faults.get(q);
		const id = `q${q.number}`;
		const required = this.state.required(q);
		return {
			id, name: q.field, ...this.words(q, q.own.l, q.name),
			hint, hint_lang: this.langOf(fell),
			error: fault ? this.faultText({...fault, owner: q}) : '',
			described: [hint && `${id}-hint`, fault && `${id}-error`].filter(Boolean).join(' '),
			joined: q.has('joined'), readonly: this.state.readonly(q),
			optional: q.is.answer === 'text' && !required, required,
			defaulted: q.own.def !== undefined && q.takesAnswer,
		};
	}

	choice(q, {choice}, n, chosen) {
		const [hint] = this.state.words(choice.list, choice.hint);
		return {
			id: `q${q.number}-${n}`, name: q.field, value: choice.name, ...this.words(choice.list, choice.label, choice.name), hint,
			selected: !this.blank && chosen.has(choice.name),
			exclusive: q.is.answer === 'codes' && choice.name === 'none',
		};
	}

	chosen(q) {
		return new Set([...this.state.value(q).split(' '), ...this.state.answers.get(q.path) ?? []]);
	}

	/* Whether all labels, those of "don't know" aside when figures are meant, are that short. */
	labelsWithin(q, chars) {
		return q.list.choices.every((c) => [...this.state.label(c)].length <= chars || (chars <= this.limits.figure && c.name === 'dk'));
	}

	/* How its choices stand: as a scale, side by side, or one a line. */
	layout(q, count) {
		const {limits} = this;
		if (q.has('likert') || (q.is.answer === 'code' && count <= limits.scale && q.has('joined')))
			return 'scale';
		if (q.is.answer === 'code' && count <= limits.scale && this.labelsWithin(q, limits.figure))
			return 'scale segments';
		if (q.appearance.some((w) => w.includes('columns')))
			return 'grid';
		if (count > limits.long)
			return 'long';
		if (this.labelsWithin(q, limits.brief))
			return '';
		return count > limits.grid ? 'grid' : 'list';
	}

	select(q) {
		const offered = this.state.choices(q);
		const titles = [null, 'own', 'everyone', 'others', null];
		const chosen = this.chosen(q);
		const groups = [];
		let block = -1;
		offered.forEach((c, i) => {
			if (c.block !== block)
				groups.push({title: titles[c.block] ? this.templates.text(`survey.block.${titles[c.block]}`) : '', fold: titles[c.block] === 'others', choices: []});
			block = c.block;
			groups.at(-1).choices.push(this.choice(q, c, i, chosen));
		});
		const multiple = q.is.answer === 'codes';
		const dropdown = !multiple && (q.has('minimal') || offered.length > this.limits.dropdown);
		return {
			groups, is_dropdown: dropdown, is_choices: !dropdown, collapsed: multiple && q.has('minimal'),
			any: !this.blank && this.state.value(q) !== '', type: multiple ? 'checkbox' : 'radio',
			layout: this.layout(q, offered.length), whole: offered.length > this.limits.whole && !dropdown,
			search: offered.length > this.limits.searched && !dropdown,
		};
	}

	rank(q) {
		const offered = this.state.choices(q);
		const given = this.state.answers.get(q.path) ?? [];
		return {is_rank: true, places: offered.map((_, place) => ({
			n: place + 1, name: q.field,
			choices: offered.map((c, i) => this.choice(q, c, i, new Set([given[place]]))),
		}))};
	}

	/* Keys for a finger where there is no keyboard. */
	pad(q, whole) {
		return {pad: !this.state.readonly(q), mark: whole ? '' : this.lang === 'en' ? '.' : ',', sign: Boolean(q.own.neg)};
	}

	/* The fields by the list of types, include/form/question_types.def: q.is.field names its method. */

	number(q) {
		const value = this.typed(q);
		const whole = q.is.answer === 'whole';
		const chips = q.parameters.chips?.map((v) => ({name: q.field, value: v, label: this.figure(v), selected: String(v) === value}));
		return {
			chips, is_number: !chips, is_chips: Boolean(chips), value: chips?.some((c) => c.selected) ? '' : value,
			mode: whole ? 'numeric' : 'decimal', minutes: q.measure === 'minutes', ...this.pad(q, whole),
		};
	}

	range(q) {
		const {start, end, step} = q.parameters;
		const whole = Number.isInteger(step) && Number.isInteger(start);
		return {
			is_range: true, from: start, to: end, step, min: this.figure(start), max: this.figure(end), value: this.typed(q),
			mode: whole && start >= 0 ? 'numeric' : 'decimal', ...this.pad(q, whole),
		};
	}

	text(q) {
		const {max, rows} = q.parameters;
		const area = rows > 1 || q.has('multiline') || (max > this.limits.area && rows !== 1);
		const value = this.typed(q);
		return {is_area: area, is_text: !area, value, lines: rows ?? this.limits.lines, max: max ?? this.limits.text, counted: max !== undefined, count: [...value].length};
	}

	plain(q) { return {is_date: true, type: q.is.input, value: this.typed(q)}; }

	tick(q) { return {is_acknowledge: true, selected: this.typed(q) !== ''}; }

	note() { return {is_note: true}; }

	/* ---- several questions as one table ---- */

	inMatrix(q, list) {
		return q.kind === 'q' && isSelect(q) && this.state.relevant(q) && (!list || q.list === list) && q.own.filter === undefined &&
			!q.parameters.randomize && q.list.choices.length <= this.limits.columns &&
			(q.has('list-nolabel') || q.parent?.has('table-list'));
	}

	matrix(rows) {
		const [first] = rows;
		const offered = this.state.choices(first);
		return {
			is_matrix: true, id: `m${first.number}`, count: offered.length,
			columns: offered.map(({choice}) => this.words(choice.list, choice.label, choice.name)),
			rows: rows.map((q) => ({
				...this.around(q), type: q.is.answer === 'codes' ? 'checkbox' : 'radio',
				choices: offered.map((c, i) => this.choice(q, c, i, this.chosen(q))),
			})),
		};
	}

	showsAnything(group) {
		return this.form.nodes.slice(group.index, group.end).some((n) => isAsked(n) && this.state.relevant(n));
	}

	/* ---- repeats ---- */

	/* "Child 2"; or the label that stands on the instances. */
	entryTitle(instance) {
		const own = this.words(instance, instance.own.l);
		if (own.label)
			return own;
		const words = this.words(instance.parent, instance.parent.own.l);
		return {...words, label: words.label ? `${words.label} ${instance.number}` : instance.name};
	}

	entry(instance) {
		const words = this.entryTitle(instance);
		return {is_entry: true, id: `r${instance.index}`, title: words.label, ...words, value: instance.parent.takesAnswer ? `remove:${instance.path}` : ''};
	}

	/* Behind the entries: their count, and a button for one more. */
	more(repeat) {
		const count = this.state.instances(repeat);
		const fault = this.faults.get(repeat);
		return {
			is_more: true, id: `q${repeat.number}`, name: repeat.field, ...this.words(repeat, repeat.own.l),
			count: String(count), empty: count === 0, error: fault ? this.faultText({...fault, owner: repeat}) : '',
			value: count < repeat.max ? `add:${repeat.path}` : '',
		};
	}

	fields(section) { return this.run(section.first, section.end, section.node); }

	run(from, end, own) {
		const list = [];
		for (let i = from; i < end; i++) {
			const n = this.form.nodes[i];
			if (n.kind === 'r') {
				if (this.state.relevant(n)) {
					list.push(...this.run(i + 1, n.end, own));
					if (n.takesAnswer)
						list.push(this.more(n));
				}
				i = n.end - 1;
				continue;
			}
			if (n.kind === 'n' && this.state.relevant(n))
				list.push(this.entry(n));
			if (this.inMatrix(n)) {
				const rows = [];
				for (; i < end && this.inMatrix(this.form.nodes[i], n.list); i++)
					rows.push(this.form.nodes[i]);
				i--;
				list.push(this.matrix(rows));
			} else if (n.kind === 'g' && n !== own && this.showsAnything(n)) {
				const words = this.words(n, n.own.l);
				if (words.label)
					list.push({is_heading: true, id: `g${i}`, ...words});
			} else if (isAsked(n) && this.state.relevant(n)) {
				list.push({...this.around(n), ...this[n.is.field](n)});
			}
		}
		return list;
	}

	/* ---- pages ---- */

	title(section) {
		const node = section.node;
		let [text, fell] = node ? this.state.words(node, node.own.l) : ['', false];
		if (!text && node?.choice)
			[text, fell] = this.state.words(node.choice.list, node.choice.label);
		return [text || (node?.choice?.name ?? ''), fell];
	}

	/* Before the first of the iterations that were drawn: why these and not all. */
	drawn(section) {
		const loop = section.node?.kind === 'i' ? section.node.parent : null;
		const picked = this.form.picks ? this.state.value(this.form.picks).split(' ').filter(Boolean).length : 0;
		const before = this.state.before(section).at(-1);
		return loop?.own.d && picked > loop.own.d && before?.node?.parent !== loop ?
			this.templates.text('survey.drawn', {n: picked, max: loop.own.d}) : '';
	}

	/* What looks forgotten in a section, though nothing is wrong, in words (survey_doubt.c). */
	doubt(section) {
		const asked = this.form.nodes.slice(section.first, section.end).filter((n) => n.kind === 'q' && n.takesAnswer && isAsked(n) && this.state.relevant(n));
		const isBlank = (q) => this.state.value(q) === '' && !(this.state.answers.get(q.path) ?? []).some((v) => v !== '');
		if (section.node?.kind === 'i' && asked.every(isBlank))
			return this.templates.text('survey.doubt.blank');
		const at = asked.findIndex((q, i) => i > 0 && q.has('joined') && isBlank(q) !== isBlank(asked[i - 1]));
		if (at < 0)
			return '';
		const half = asked[isBlank(asked[at]) ? at : at - 1];
		return this.templates.text('survey.doubt.half', {label: this.state.words(half, half.own.l)[0]});
	}

	/* For who has done enough of what was drawn: how many are left, or null. */
	enough(section) {
		const {loop} = this.state.drawn(section);
		const same = (s) => this.state.drawn(s).loop === loop;
		const left = this.state.after(section).filter(same).length;
		return loop && left && this.state.before(section).filter(same).length + 1 >= this.limits.enough ? {left} : null;
	}

	section(section) {
		const [title, fell] = this.title(section);
		return {...(title ? {title} : {}), title_lang: this.langOf(fell), note: this.drawn(section), fields: this.fields(section)};
	}

	/* "Child 2 · Age": a question of a repeat names its entry. */
	reviewedLabel(q) {
		let label = this.state.words(q, q.own.l)[0] || q.name;
		for (let up = q.parent; up; up = up.parent)
			if (up.kind === 'n')
				label = `${this.entryTitle(up).label} · ${label}`;
		return label;
	}

	/* In words; a number with the mark it was typed with, a date and its time apart. */
	reviewedAnswer(q) {
		const shown = this.state.inWords(q);
		if (q.is.answer === 'moment')
			return shown.replace('T', ' ');
		return q.is.answer === 'number' && this.lang !== 'en' ? shown.replace('.', ',') : shown;
	}

	/* What one answer adds to the line of its card. */
	inLine(q) {
		const text = this.reviewedAnswer(q);
		if (!text || this.state.value(q) === 'dk')
			return text;
		return q.measure === 'minutes' && /^\d+$/.test(this.state.value(q)) ? this.templates.text('survey.takes', {n: Number(this.state.value(q))}) : q.measure === 'rework10' ? `${text}/10` : text;
	}

	/* All answers of a section, for the review; null where it asks nothing. A card among several
	 * like it is one line. */
	reviewed(section) {
		const asked = this.form.nodes.slice(section.first, section.end)
			.filter((q) => q.kind === 'q' && q.takesAnswer && this.state.relevant(q));
		if (asked.length && section.node?.kind === 'i' && this.title(section)[0]) {
			const text = asked.map((q) => [this.inLine(q), q.has('joined') ? ' ' : ' · ']).filter(([said]) => said)
				.reduce((line, [said, between]) => line ? line + between + said : said, '');
			return {title: this.title(section)[0], value: `to:${section.id}`, line: true, text};
		}
		const items = asked.map((q) => ({label: this.reviewedLabel(q), value: this.reviewedAnswer(q), href: `#q${q.number}`}));
		const [title] = this.title(section);
		/* The name is what the button changes, also where the section has no heading. */
		return items.length ? {title, name: title || items[0].label, value: `to:${section.id}`, items} : null;
	}

	/* ---- how long it takes ---- */

	/* Whether what is not asked now may be yet: something it hangs on is not answered. */
	mayCome(q) {
		return this.state.relevant(q.parent) && refsOf(q)
			.some((ref) => ref?.takesAnswer && this.state.relevant(ref) && this.state.value(ref) === '');
	}

	/* What a person spends time on: not a period that is chosen by one touch with the number
	 * before it (pair.js). */
	timed(section) {
		return this.form.nodes.slice(section.first, section.end).filter((n) => isAsked(n) &&
			!(n.has('joined') && this.form.nodes[n.index - 1]?.parameters?.chips));
	}

	/* Of what is asked now, and a share of what may come. */
	seconds(section) {
		return this.timed(section).reduce((sum, q) => sum + (this.state.relevant(q) ? questionSeconds(q) :
			this.mayCome(q) ? questionSeconds(q) / this.limits.guess : 0), this.limits.turn);
	}

	/* Of what a person has done on a section; `left`: what is open there was passed by. */
	doneSeconds(section, left) {
		return this.timed(section).filter((q) => this.state.relevant(q)).reduce((sum, q) => sum +
			(this.state.value(q) !== '' || (left && !q.takesAnswer) ? questionSeconds(q, true) : left ? this.limits.passed : 0),
		left ? this.limits.turn : 0);
	}

	/* Of `n` iterations of which nothing is known: what hangs on something else is asked in one. */
	iterationsSeconds(section, n) {
		return this.timed(section).reduce((sum, q) => sum + questionSeconds(q) * (q.own.rel === undefined ? n : 1), n * this.limits.turn);
	}

	/* Iterations that a loop is counted with while what decides on them is not answered: the
	 * question of which they are asked what was picked. */
	expectedOf(loop) {
		const first = this.form.nodes[loop.index + 1];
		const driver = first && refsOf(first).find((q) => q?.type && q.is.answer === 'codes');
		if (!driver || this.state.value(driver) !== '' || loop.end <= loop.index + 1 || this.form.nodes[loop.index + 1].section < 0)
			return 0;
		return loop.own.d ?? Math.min(this.limits.guess, driver.list.choices.length);
	}

	expected() {
		let [sections, seconds] = [0, 0];
		for (const n of this.form.nodes.filter((loop) => loop.kind === 'l')) {
			const count = this.expectedOf(n);
			sections += count;
			if (count)
				seconds += this.iterationsSeconds(this.form.sections[this.form.nodes[n.index + 1].section], count);
		}
		return {sections, seconds};
	}

	/* Steps and time left at `at`, a section or null for the review; `active` seconds so far. */
	progress(at, active) {
		const {limits} = this;
		const shown = this.state.after(null);
		const expected = this.expected();
		const steps = shown.length + expected.sections + 1;
		const before = this.state.before(at);
		const done = shown.reduce((sum, s) => sum + this.doneSeconds(s, before.includes(s)), 0);
		let left = at ? expected.seconds + limits.review + shown.slice(before.length).reduce((sum, s) => sum + this.seconds(s), 0) : 0;
		/* What this person took beside what all take, the less so the less there is of it. */
		const {pace} = this.form.raw;
		const own = active > 0 ? (active / pace + limits.weight) / (done + limits.weight) : 1;
		left *= pace * Math.min(Math.max(own, limits.fastest), limits.slowest);
		const step = at ? before.length + 1 : steps;
		return {
			step, steps, done: step - 1, first: at !== null && before.length === 0,
			...(left >= limits.almost ? {minutes: Math.max(1, Math.ceil(left / 60 - limits.over))} : {almost: at !== null}),
		};
	}
}

/* What decides whether a node is asked. */
function refsOf(node) {
	return [...String(node.own.rel ?? '').matchAll(/\$\{\s*([^}]*?)\s*\}/g)].map((m) => node.ref(m[1]));
}

/* Seconds a practised person takes for a question, sure to answer it or not. */
function questionSeconds(q, sure = q.own.q !== undefined) {
	const [required, optional, thirds, most] = q.is.s;
	const choices = q.list?.choices.length ?? 0;
	return Math.min((sure ? required : optional) + choices * thirds / 3, most);
}

/* ==== templates ==== */

/*
 * The server's templates (include/view/template.h), rendered in the browser from
 * the same text: names, sections, partials and {{_ key}} of the catalogue. What
 * the server refuses at its start is not judged here again.
 */
const ESCAPES = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => ESCAPES[c]);
const TAG = /\{\{([#^/>_!]?)\s*([^}]*?)\s*\}\}/g;

const isThere = (v) => Array.isArray(v) ? v.length > 0 : v !== undefined && v !== null && v !== false && v !== 0 && v !== '';

/* Text to a tree: strings, and {kind, name, inner}. */
function compile(text) {
	const root = [];
	const stack = [root];
	let at = 0;
	for (const m of text.matchAll(TAG)) {
		stack.at(-1).push(m.input.slice(at, m.index));
		at = m.index + m[0].length;
		const [, kind, name] = m;
		if (kind === '#' || kind === '^') {
			const op = {kind, name, inner: []};
			stack.at(-1).push(op);
			stack.push(op.inner);
		} else if (kind === '/') {
			stack.pop();
		} else if (kind !== '!') {
			stack.at(-1).push({kind, name});
		}
	}
	stack.at(-1).push(text.slice(at));
	return root;
}

export class Templates {
	constructor(sources, texts, lang) {
		this.sources = sources;
		this.texts = texts;
		this.plural = new Intl.PluralRules(lang);
		this.number = new Intl.NumberFormat(lang);
		this.compiled = new Map();
	}

	/* A text of the catalogue with its {placeholders} filled in, not escaped. */
	text(key, values = {}) {
		const found = this.texts[key] ?? key;
		const text = typeof found === 'string' ? found : found[this.plural.select(Number(values.n ?? 0))] ?? found.other;
		return text.replace(/\{(\w+)\}/g, (all, name) => name in values ? this.format(values[name]) : all);
	}

	format(v) { return typeof v === 'number' ? this.number.format(v) : v; }

	tree(name) {
		if (!this.compiled.has(name))
			this.compiled.set(name, compile(this.sources[name] ?? ''));
		return this.compiled.get(name);
	}

	render(name, data) { return this.run(this.tree(name), [data]); }

	find(stack, name) {
		for (let i = stack.length - 1; i >= 0; i--)
			if (Object.hasOwn(stack[i], name))
				return stack[i][name];
		return undefined;
	}

	run(ops, stack) {
		let out = '';
		for (const op of ops)
			out += typeof op === 'string' ? op : this.one(op, stack);
		return out;
	}

	one(op, stack) {
		const {kind, name} = op;
		if (kind === '_')
			return this.translate(name, stack);
		if (kind === '>')
			return this.run(this.tree(name), stack);
		const v = this.find(stack, name);
		if (kind === '')
			return isThere(v) || v === 0 ? escape(v) : '';
		if (kind === '^')
			return isThere(v) ? '' : this.run(op.inner, stack);
		if (!isThere(v))
			return '';
		if (Array.isArray(v))
			return v.map((item) => this.run(op.inner, [...stack, item])).join('');
		return this.run(op.inner, typeof v === 'object' ? [...stack, v] : stack);
	}

	/* {{_ key n=answered who=user}}: {n} is taken from `answered`; count= is n=. */
	translate(phrase, stack) {
		const [key, ...pairs] = phrase.split(/\s+/);
		const names = Object.fromEntries(pairs.map((pair) => pair.split('=')));
		const values = new Proxy({}, {
			has: (_, name) => this.find(stack, names[name] ?? name) !== undefined,
			get: (_, name) => this.find(stack, names[name] ?? (name === 'n' ? names.count : undefined) ?? name),
		});
		return escape(this.text(key, values));
	}
}
