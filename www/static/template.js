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
	for (const m of text.replace(/^[ \t]+/gm, '').matchAll(TAG)) {
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
	stack.at(-1).push(text.replace(/^[ \t]+/gm, '').slice(at));
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
