/*
 * The questions of a section, and the review, as data for the templates. Twin of
 * src/pages/survey/survey_fields.c and survey_show.c: the same markup comes of it.
 */
import {drawn, escape, isMarkup, plain} from './runs.js';

const isAsked = (n) => n.kind === 'q' && (n.takesAnswer || n.is.role === 'shown');
/* Letters that are written from right to left (src/view/lang.c). */
const RTL = new RegExp('[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufeff\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}]', 'u');
const textRun = (text) => text ? [{text, style: 0, heading: 0}] : [];
const isSelect = (q) => q.is.answer === 'code' || q.is.answer === 'codes';

export class Show {
	/* `blank`: as if nothing was answered, to see whether anything but answers changed. */
	constructor(form, state, templates, faults = new Map(), blank = false) {
		Object.assign(this, {form, state, templates, faults, blank});
		this.lang = form.raw.lang;
		this.ui = form.raw.ui ?? this.lang;	/* of the interface's own words, and how numbers are written */
		this.rtl = form.raw.dir === 'rtl';
		this.limits = form.raw.limits;
	}

	/* What a page says of a wording among others: {lang, whether it is another than the page's, dir}. */
	inTongue(runs, [lang, dir]) {
		if (dir === 'auto')
			return {lang, other: lang !== this.lang, dir: this.rtl || runs.some((run) => RTL.test(run.text)) ? 'auto' : ''};
		return {lang, other: lang !== this.lang, dir: dir === this.form.raw.dir ? '' : dir};
	}

	/* Runs as they are drawn, marked where their language is not the page's. */
	put(runs, tongue) {
		const {lang, other, dir} = this.inTongue(runs, tongue);
		return drawn(runs, other ? lang : '', dir);
	}

	/* The same of words of the interface. */
	say(text) { return this.ui === this.lang ? text : drawn(textRun(text), this.ui, this.rtl ? 'ltr' : ''); }

	words(owner, text, otherwise = '') { return this.labelled(...this.state.runs(owner, text), otherwise); }

	labelled(runs, tongue, otherwise = '') { return {label: this.put(runs.length ? runs : textRun(otherwise), tongue)}; }

	figure(v) { return new Intl.NumberFormat(this.ui, {maximumFractionDigits: 6}).format(v); }

	/* A fault in words: the form's own, else the interface's. */
	faultText(fault) {
		if (fault.text)
			return fault.text;
		return (fault.words !== undefined && this.state.words(fault.owner, fault.words)) || this.ownFaultText(fault);
	}

	/* The same as it is drawn. */
	faultDrawn(fault) {
		const [runs, tongue] = fault.text || fault.words === undefined ? [[]] : this.state.runs(fault.owner, fault.words);
		return runs.length ? this.put(runs, tongue) : this.say(this.faultText(fault));
	}

	ownFaultText(fault) {
		const key = `fault.${fault.code}`;
		return this.templates.text(key in this.templates.texts ? key : 'fault.constraint', {
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
		const [hint, tongue] = this.state.runs(q, q.own.h);
		const {lang, dir} = this.inTongue(hint, tongue);
		const fault = this.faults.get(q);
		const id = `q${q.number}`;
		const required = this.state.required(q);
		return {
			id, name: q.field, ...this.words(q, q.own.l, q.name),
			hint: drawn(hint), hint_lang: lang, hint_dir: dir,
			error: fault ? this.faultDrawn({...fault, owner: q}) : '',
			described: [hint.length && `${id}-hint`, fault && `${id}-error`].filter(Boolean).join(' '),
			joined: q.has('joined'), readonly: this.state.readonly(q),
			optional: q.is.answer === 'text' && !required, required,
			defaulted: q.own.def !== undefined && q.takesAnswer,
		};
	}

	choice(q, {choice}, n, chosen) {
		return {
			id: `q${q.number}-${n}`, name: q.field, value: choice.name, ...this.words(choice.list, choice.label, choice.name),
			hint: this.put(...this.state.runs(choice.list, choice.hint)),
			selected: !this.blank && chosen.has(choice.name),
			exclusive: q.is.answer === 'codes' && choice.name === 'none',
		};
	}

	/* Where it is an option, which holds text alone, in one line. */
	option(q, c, n, chosen) {
		return {...this.choice(q, c, n, chosen), label: (this.state.label(c.choice) || c.choice.name).replaceAll('\n', ' ')};
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
		const multiple = q.is.answer === 'codes';
		const dropdown = !multiple && (q.has('minimal') || offered.length > this.limits.dropdown);
		const groups = [];
		let block = -1;
		offered.forEach((c, i) => {
			if (c.block !== block)
				groups.push({title: titles[c.block] ? this.say(this.templates.text(`survey.block.${titles[c.block]}`)) : '', fold: titles[c.block] === 'others', choices: []});
			block = c.block;
			groups.at(-1).choices.push(dropdown ? this.option(q, c, i, chosen) : this.choice(q, c, i, chosen));
		});
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
			choices: offered.map((c, i) => this.option(q, c, i, new Set([given[place]]))),
		}))};
	}

	/* Keys for a finger where there is no keyboard. */
	pad(q, whole) {
		return {pad: !this.state.readonly(q), mark: whole ? '' : this.ui === 'en' ? '.' : ',', sign: Boolean(q.own.neg)};
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
			is_range: true, text: this.state.words(q, q.own.l) || q.name, from: start, to: end, step, min: this.figure(start), max: this.figure(end), value: this.typed(q),
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

	picture(q) { return {is_picture: true, value: this.typed(q)}; }
	tick(q) { return {is_acknowledge: true, selected: this.typed(q) !== ''}; }

	/* A prototype's picture stands where its address would be. */
	note(q) {
		const [label] = [q.own.l ?? ''].flat();
		return {is_note: true, picture: label.includes('${kiosk_address}') ? this.form.raw.facts.kiosk_picture ?? '' : ''};
	}


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

	/* Whether a person is asked, or told, something by it as things stand. */
	asks(n) { return isAsked(n) && this.state.relevant(n) && !this.state.knows(n); }

	showsAnything(group) {
		return this.form.nodes.slice(group.index, group.end).some((n) => this.asks(n));
	}

	/* ---- repeats ---- */

	/* [runs of "Child 2", or of the label that stands on the instances; what they are in]. */
	entryTitle(instance) {
		const own = this.state.runs(instance, instance.own.l);
		if (own[0].length)
			return own;
		const [runs, tongue] = this.state.runs(instance.parent, instance.parent.own.l);
		return [runs.length ? [...runs, ...textRun(` ${instance.number}`)] : textRun(instance.name), tongue];
	}

	entry(instance) {
		const title = this.entryTitle(instance);
		return {is_entry: true, id: `r${instance.index}`, title: plain(title[0]), ...this.labelled(...title), value: instance.parent.takesAnswer ? `remove:${instance.path}` : ''};
	}

	/* Behind the entries: their count, and a button for one more. */
	more(repeat) {
		const count = this.state.instances(repeat);
		const fault = this.faults.get(repeat);
		return {
			is_more: true, id: `q${repeat.number}`, name: repeat.field, ...this.words(repeat, repeat.own.l),
			count: String(count), empty: count === 0, error: fault ? this.faultDrawn({...fault, owner: repeat}) : '',
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
			} else if (this.asks(n)) {
				list.push({...this.around(n), ...this[n.is.field](n)});
			}
		}
		return list;
	}

	/* ---- pages ---- */

	/* [runs, what they are in]. */
	title(section) {
		const {node} = section;
		let [runs, tongue] = node ? this.state.runs(node, node.own.l) : [[], this.form.raw.words];
		if (!runs.length && node?.choice)
			[runs, tongue] = this.state.runs(node.choice.list, node.choice.label);
		return [runs.length ? runs : textRun(node?.choice?.name ?? ''), tongue];
	}

	/* Before the first of the iterations that were drawn: why these and not all. */
	drawn(section) {
		const loop = section.node?.kind === 'i' ? section.node.parent : null;
		const picked = this.form.picks ? this.state.value(this.form.picks).split(' ').filter(Boolean).length : 0;
		const before = this.state.before(section).at(-1);
		return loop?.own.d && picked > loop.own.d && before?.node?.parent !== loop ?
			this.say(this.templates.text('survey.drawn', {n: picked, max: loop.own.d})) : '';
	}

	/* What looks forgotten in a section, though nothing is wrong, in words (survey_doubt.c). */
	doubt(section) {
		const asked = this.form.nodes.slice(section.first, section.end).filter((n) => n.kind === 'q' && n.takesAnswer && this.asks(n));
		const isBlank = (q) => this.state.value(q) === '' && !(this.state.answers.get(q.path) ?? []).some((v) => v !== '');
		if (section.node?.kind === 'i' && asked.every(isBlank))
			return this.templates.text('survey.doubt.blank');
		const at = asked.findIndex((q, i) => i > 0 && q.has('joined') && isBlank(q) !== isBlank(asked[i - 1]));
		if (at < 0)
			return '';
		const half = asked[isBlank(asked[at]) ? at : at - 1];
		return this.templates.text('survey.doubt.half', {label: this.state.words(half, half.own.l)});
	}

	/* For who has done enough of what was drawn: how many are left, or null. */
	enough(section) {
		const {loop} = this.state.drawn(section);
		const same = (s) => this.state.drawn(s).loop === loop;
		const left = this.state.after(section).filter(same).length;
		return loop && left && this.state.before(section).filter(same).length + 1 >= this.limits.enough ? {left} : null;
	}

	section(section) {
		const [runs, tongue] = this.title(section);
		const {lang, dir} = this.inTongue(runs, tongue);
		return {...(runs.length ? {title: drawn(runs)} : {}), title_lang: lang, title_dir: dir, note: this.drawn(section), fields: this.fields(section)};
	}

	/* "Child 2 · Age": a question of a repeat names its entry. */
	reviewedLabel(q) {
		const [own, tongue] = this.state.runs(q, q.own.l);
		let label = own.length ? own : textRun(q.name);
		for (let up = q.parent; up; up = up.parent)
			if (up.kind === 'n')
				label = [...this.entryTitle(up)[0], ...textRun(' · '), ...label];
		return [label, tongue];
	}

	/* In words; a number with the mark it was typed with, a date and its time apart. */
	reviewedAnswer(q) {
		const shown = this.state.inWords(q);
		if (q.is.answer === 'picture')
			return shown && this.templates.text('survey.picture.added');
		if (q.is.answer === 'moment')
			return shown.replace('T', ' ');
		return q.is.answer === 'number' && this.ui !== 'en' ? shown.replace('.', ',') : shown;
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
		const [title, tongue] = this.title(section);
		if (asked.length && section.node?.kind === 'i' && title.length) {
			const text = asked.map((q) => [this.inLine(q), q.has('joined') ? ' ' : ' · ']).filter(([said]) => said)
				.reduce((line, [said, between]) => line ? line + between + said : said, '');
			return {title: this.put(title, tongue), value: `to:${section.id}`, line: true, text};
		}
		const items = asked.map((q) => ({label: this.put(...this.reviewedLabel(q)), value: this.reviewedAnswer(q), href: `#q${q.number}`}));
		/* The name is what the button changes, also where the section has no heading. */
		return items.length ? {title: this.put(title, tongue), name: plain(title.length ? title : this.reviewedLabel(asked[0])[0]), value: `to:${section.id}`, items} : null;
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

	/* Of what is asked now, and a share of what may come; an answer that is there is looked at. */
	seconds(section) {
		return this.timed(section).reduce((sum, q) => sum + (this.asks(q) ? (q.takesAnswer && this.state.value(q) !== '' ? this.limits.passed : questionSeconds(q)) :
			!this.state.relevant(q) && this.mayCome(q) ? questionSeconds(q) / this.limits.guess : 0), this.limits.turn);
	}

	/* Of what a person has done on a section; `left`: what is open there was passed by. */
	doneSeconds(section, left) {
		return this.timed(section).filter((q) => this.asks(q)).reduce((sum, q) => sum +
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
const TAG = /\{\{([#^/>_!]?)\s*([^}]*?)\s*\}\}/g;

const isThere = (v) => Array.isArray(v) ? v.length > 0 : v !== undefined && v !== null && v !== false && v !== 0 && v !== '';

/* Whether markup may stand where a piece of a template ends: not in a tag, nor in what holds text alone. */
class Place {
	constructor() { [this.tag, this.open, this.inside] = ['', false, '']; }

	feed(html) {
		for (const [, end, name] of html.matchAll(/<(\/?)([a-z]\w*)|>/g)) {
			if (!name && this.open && /^\/?(?:title|textarea|option)$/.test(this.tag))
				this.inside = this.tag.startsWith('/') ? '' : this.tag;
			this.open = Boolean(name);
			this.tag = name ? end + name : '';
		}
	}

	get markup() { return !this.open && !this.inside; }
}

/* Text to a tree: strings, and {kind, name, inner}. */
function compile(text) {
	const root = [];
	const stack = [root];
	const place = new Place();
	let at = 0;
	for (const m of text.matchAll(TAG)) {
		stack.at(-1).push(m.input.slice(at, m.index));
		place.feed(m.input.slice(at, m.index));
		at = m.index + m[0].length;
		const [, kind, name] = m;
		if (kind === '#' || kind === '^') {
			const op = {kind, name, inner: []};
			stack.at(-1).push(op);
			stack.push(op.inner);
		} else if (kind === '/') {
			stack.pop();
		} else if (kind !== '!') {
			stack.at(-1).push({kind, name, markup: place.markup});
		}
	}
	stack.at(-1).push(text.slice(at));
	return root;
}

/* Those that come with a form. */
export const templatesOf = (raw) => new Templates(raw.templates, raw.texts, raw.ui ?? raw.lang, raw.ui ? {rtl: raw.dir === 'rtl'} : null);

export class Templates {
	/* `lang`: of the texts; `page`: of the page they stand in, where that is another, {rtl}. */
	constructor(sources, texts, lang, page = null) {
		Object.assign(this, {sources, texts, lang, page});
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
			return this.translate(op, stack);
		if (kind === '>')
			return this.run(this.tree(name), stack);
		const v = this.find(stack, name);
		if (kind === '')
			return isMarkup(v) ? op.markup ? v.html : '' : isThere(v) || v === 0 ? escape(v) : '';
		if (kind === '^')
			return isThere(v) ? '' : this.run(op.inner, stack);
		if (!isThere(v))
			return '';
		if (Array.isArray(v))
			return v.map((item) => this.run(op.inner, [...stack, item])).join('');
		return this.run(op.inner, typeof v === 'object' && !isMarkup(v) ? [...stack, v] : stack);
	}

	/* {{_ key n=answered who=user}}: {n} is taken from `answered`; count= is n=. */
	translate({name: phrase, markup}, stack) {
		const [key, ...pairs] = phrase.split(/\s+/);
		const names = Object.fromEntries(pairs.map((pair) => pair.split('=')));
		const values = new Proxy({}, {
			has: (_, name) => this.find(stack, names[name] ?? name) !== undefined,
			get: (_, name) => this.find(stack, names[name] ?? (name === 'n' ? names.count : undefined) ?? name),
		});
		const text = escape(this.text(key, values));
		return this.page && markup ? `<span lang="${this.lang}"${this.page.rtl ? ' dir="ltr"' : ''}>${text}</span>` : text;
	}
}
