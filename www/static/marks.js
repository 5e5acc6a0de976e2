/*
 * Marks: the part of Markdown that XLSForm has, read as src/form/marks.c reads it (its grammar is
 * in src/form/marks.h) and drawn as src/view/runs.c draws it. Bound to both by tests/vectors/marks.csv.
 */
const STRONG = 1;
const EM = 2;

/* ==== reading ==== */

/* A text without any of these is one piece, as it stands. */
const MARKED = /[*_#\\[$\r]/;
const REF = /\$\{([^{}\n$]+)\}/y;
const PLAIN = /[^*_[\]\\$\n]+/y;
const SPACE = /[\0- \u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
/* Beyond ASCII all is letters but for these: punctuation, symbols, pictures. */
const GAP = new RegExp('[\\u0080-\\u00a9\\u00ab-\\u00b4\\u00b6-\\u00b9\\u00bb-\\u00bf\\u00d7\\u00f7\\u0589\\u058a\\u05be\\u05c0\\u05c3\\u05f3\\u05f4' +
	'\\u060c\\u060d\\u061b-\\u061f\\u066a-\\u066d\\u06d4\\u0964\\u0965\\u1361-\\u1368\\u2000-\\u206f\\u20a0-\\u20cf\\u2190-\\u2bff\\u2e00-\\u2e7f' +
	'\\u3000-\\u3004\\u3008-\\u3030\\ufe30-\\ufe6f\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65\\u{1f000}-\\u{1faff}]', 'u');

const isDigit = (c) => c >= '0' && c <= '9';
const isWord = (c) => /[0-9A-Za-z]/.test(c) || (c >= '\u0080' && !GAP.test(c));

/* What matches at a place, or null. */
function match(pattern, text, at) {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

/* Where the text ends, and between lines, there is a blank; a reference is a letter. */
function letterBefore(text, at) {
	if (at === 0)
		return '\n';
	const low = text.charCodeAt(at - 1) >> 10 === 0x37;
	const c = String.fromCodePoint(text.codePointAt(low && at > 1 ? at - 2 : at - 1));
	return c === '}' ? 'x' : c;
}

function letterBehind(text, at) {
	return at === text.length ? '\n' : match(REF, text, at) ? 'x' : String.fromCodePoint(text.codePointAt(at));
}

/* ---- a paragraph to tokens: {text}, {ref}, {sign, left, …} ---- */

/* Whether two signs may begin with a blank inside: at the beginning of a line before something else. */
function mayBeginLoose(text, at, end) {
	const [blanks] = match(/[ \t]*/y, text, end);
	const next = text[end + blanks.length];
	return (at === 0 || text[at - 1] === '\n') && blanks !== '' && next !== undefined && next !== '\n' && next !== text[at];
}

function signs(text, at, line) {
	let end = at;
	while (text[end] === text[at])
		end++;
	const sign = text[at];
	const left = end - at;
	const before = letterBefore(text, at);
	const behind = letterBehind(text, end);
	if (left > 3 || (left === 2 && isDigit(before) && isDigit(behind)))
		return [{text: sign.repeat(left)}, end];
	const inside = left === 2 && sign === '*';
	const t = {
		sign, left, line, strong: 0, em: 0, loose: false,
		begins: !SPACE.test(behind) && (inside || !isWord(before)),
		ends: !SPACE.test(before) && (inside || !isWord(behind)),
	};
	if (left === 2 && !t.begins && !t.ends) {
		t.loose = true;
		t.begins = mayBeginLoose(text, at, end);
		t.ends = !t.begins && SPACE.test(before) && SPACE.test(behind);
	}
	return [t, end];
}

/* Behind the bracket at the end of an address that begins at `at`; 0: there is none. */
function addressEnd(text, at) {
	const [address] = match(/(?:\$\{[^{}\n$]+\}|[^ \t\n[\]()])*/y, text, at);
	const end = at + address.length;
	return address && text[end] === ')' ? end + 1 : 0;
}

/* The address of a link, in brackets. */
function address(text, tokens) {
	let at = 0;
	for (const m of text.matchAll(/\$\{([^{}\n$]+)\}/g)) {
		tokens.push({text: text.slice(at, m.index)}, {ref: m[1].trim()});
		at = m.index + m[0].length;
	}
	tokens.push({text: text.slice(at)});
}

function tokenize(text) {
	const tokens = [];
	let line = 0;
	let open = null;	/* the bracket that may begin a link, and where it stands */
	for (let at = 0; at < text.length;) {
		const plain = match(PLAIN, text, at);
		const ref = text[at] === '$' ? match(REF, text, at) : null;
		if (plain) {
			tokens.push({text: plain[0]});
			at += plain[0].length;
		} else if (text[at] === '*' || text[at] === '_') {
			const [token, end] = signs(text, at, line);
			tokens.push(token);
			at = end;
		} else if (text[at] === '[') {
			open = {token: {text: '['}, at};
			tokens.push(open.token);
			at++;
		} else if (text[at] === ']') {
			const end = open && at > open.at + 1 && text[at + 1] === '(' ? addressEnd(text, at + 2) : 0;
			if (end) {
				open.token.text = '';
				tokens.push({text: ' ('});
				address(text.slice(at + 2, end), tokens);
			} else {
				tokens.push({text: ']'});
			}
			open = null;
			at = end || at + 1;
		} else if (ref) {
			tokens.push({ref: ref[1].trim()});
			at += ref[0].length;
		} else {
			const taken = text[at] === '\\' && at + 1 < text.length && '\\*_#[]'.includes(text[at + 1]) ? 1 : 0;
			tokens.push({text: text[at + taken]});
			line += text[at] === '\n' ? 1 : 0;
			at += 1 + taken;
		}
	}
	return tokens;
}

/* ---- signs to pairs ---- */

class Pairs {
	constructor() {
		this.open = [];
		this.line = 0;
		/* How many are open, by sign and how many stand side by side; of two, in this line. */
		this.waiting = {'*': [0, 0, 0, 0], '_': [0, 0, 0, 0]};
		this.here = {'*': 0, '_': 0};
		this.loose = null;	/* the one that ends in this line */
	}

	count(t, by) {
		this.waiting[t.sign][t.left] += by;
		if (t.left === 2 && t.line === this.line)
			this.here[t.sign] += by;
	}

	push(t) {
		this.open.push(t);
		this.count(t, 1);
		if (t.loose)
			this.loose = t;
	}

	pop() {
		const t = this.open.pop();
		if (t === this.loose)
			this.loose = null;
		return t;
	}

	suits(open, t) {
		if (!open.begins || open.sign !== t.sign)
			return false;
		if (t.loose)
			return open.left === 2 && open.line === t.line;
		return open.left === t.left || open.left === 3 || t.left === 3;
	}

	anySuits(t) {
		const waiting = this.waiting[t.sign];
		if (t.loose)
			return this.here[t.sign] > 0;
		return waiting[t.left] > 0 || waiting[3] > 0 || (t.left === 3 && (waiting[1] > 0 || waiting[2] > 0));
	}

	/* The nearest that suits; those above it stay as they were written. */
	find(t) {
		while (!this.suits(this.open.at(-1), t)) {
			const dropped = this.pop();
			if (dropped.begins)
				this.count(dropped, -1);
		}
		return this.open.at(-1);
	}

	take(t, n) {
		t.left -= n;
		t.strong += n >= 2 ? 1 : 0;
		t.em += n !== 2 ? 1 : 0;
	}

	/* End what is open, nearest first; false: nothing of it was. */
	close(t) {
		let any = false;
		while (t.left && this.anySuits(t)) {
			const open = this.find(t);
			const n = Math.min(open.left, t.left);
			this.count(open, -1);
			this.take(open, n);
			this.take(t, n);
			if (open.left)
				this.count(open, 1);
			else
				this.pop();
			any = true;
		}
		return any;
	}

	/* What was to end in a line that is over. */
	endLine(line) {
		if (this.loose) {
			this.count(this.loose, -1);
			this.loose.begins = false;
			this.loose = null;
		}
		this.line = line;
		this.here = {'*': 0, '_': 0};
	}

	add(t) {
		if (t.line !== this.line)
			this.endLine(t.line);
		if (t.ends && this.close(t))
			t.begins = false;
		else if (t.begins)
			this.push(t);
	}
}

/* ---- pieces ---- */

class Pieces {
	constructor() {
		this.list = [];
		this.text = '';
		this.style = 0;
		this.heading = 0;
	}

	end() {
		if (this.text)
			this.list.push({text: this.text, style: this.style, heading: this.heading});
		this.text = '';
	}

	turn(style, heading) {
		if (style === this.style && heading === this.heading)
			return;
		this.end();
		this.style = style;
		this.heading = heading;
	}

	put(tokens, heading) {
		let strong = 0;
		let em = 0;
		this.turn(0, heading);
		for (const t of tokens) {
			if (t.ref !== undefined) {
				this.end();
				this.list.push({ref: t.ref, style: this.style, heading});
			} else if (t.sign) {
				const more = t.begins ? 1 : -1;
				if (t.begins)
					this.text += t.sign.repeat(t.left);
				strong += more * t.strong;
				em += more * t.em;
				this.turn((strong ? STRONG : 0) | (em ? EM : 0), heading);
				if (!t.begins)
					this.text += t.sign.repeat(t.left);
			} else {
				this.text += t.text;
			}
		}
	}

	block(text, heading) {
		const tokens = tokenize(text);
		const pairs = new Pairs();
		tokens.filter((t) => t.sign).forEach((t) => pairs.add(t));
		this.put(tokens, heading);
		this.turn(0, 0);
	}
}

/* Level and title of the heading that a line is, or null. */
function headingOf(line) {
	const m = /^(#{1,6})[ \t](.*)$/s.exec(line);
	const title = m ? m[2].replace(/^[ \t-\r]+|[ \t-\r]+$/g, '') : '';
	return title ? [m[1].length, title] : null;
}

const isBlank = (line) => /^[ \t-\r]*$/.test(line);

/* A paragraph ends before a blank line, a heading, and where the text does. */
function pieces(text) {
	const out = new Pieces();
	const lines = text.replace(/\r\n?/g, '\n').split('\n');
	for (let i = 0; i < lines.length; i++) {
		const heading = headingOf(lines[i]);
		if (heading) {
			out.block(heading[1], heading[0]);
		} else {
			const from = i;
			if (!isBlank(lines[i]))
				while (i + 1 < lines.length && !isBlank(lines[i + 1]) && !headingOf(lines[i + 1]))
					i++;
			out.block(lines.slice(from, i + 1).join('\n'), 0);
		}
		if (i + 1 < lines.length)
			out.text += '\n';
	}
	out.end();
	return out.list;
}

const known = new Map();

/* A text as it was written to its pieces: {text, style, heading}, or {ref} in place of the text, the
 * name between the braces. Read once. */
export function read(text) {
	let list = known.get(text);
	if (!list) {
		list = !MARKED.test(text) ? text ? [{text, style: 0, heading: 0}] : [] : pieces(text);
		known.set(text, list);
	}
	return list;
}

/* ==== drawing ==== */

const ESCAPES = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};
export const escape = (text) => String(text).replace(/[&<>"']/g, (c) => ESCAPES[c]);

/* HTML of ours, which templates show as it is, in text alone. Made here only. */
class Markup {
	constructor(html) { this.html = html; }
}

export const isMarkup = (v) => v instanceof Markup;

export const plain = (runs) => runs.map((run) => run.text).join('');

const marked = (runs) => runs.some((run) => run.style || run.heading || run.text.includes('\n'));

function html(runs, lang, dir) {
	const weighed = runs.some((run) => run.style & STRONG && !run.heading);
	let out = `<span${marked(runs) ? ` class="${weighed ? 'marked weighed' : 'marked'}"` : ''}${lang && ` lang="${escape(lang)}"`}${dir && ` dir="${dir}"`}>`;
	let [style, heading] = [0, 0];
	for (const run of [...runs, {text: '', style: 0, heading: 0}]) {
		if (run.style !== style || run.heading !== heading) {
			const keep = run.heading === heading ? run.style : 0;
			out += style & EM ? '</em>' : '';
			out += style & STRONG & ~keep ? '</strong>' : '';
			style &= keep & STRONG;
			if (run.heading !== heading)
				out += `${heading ? '</strong>' : ''}${run.heading ? `<strong class="head-${run.heading}">` : ''}`;
			out += run.style & ~style & STRONG ? '<strong>' : '';
			out += run.style & EM ? '<em>' : '';
			({style, heading} = run);
		}
		out += escape(run.text).replaceAll('\n', '<br>');
	}
	return `${out}</span>`;
}

/* Runs, {text, style, heading}, none of them blank, as templates take them: a text where they have
 * neither marks nor line breaks nor a language or direction of their own, else markup. */
export const drawn = (runs, lang = '', dir = '') => marked(runs) || (runs.length && (lang || dir)) ? new Markup(html(runs, lang, dir)) : plain(runs);
