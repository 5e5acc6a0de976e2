/*
 * Expressions of forms (XLSForm's, which is XPath 1.0 as ODK reads it): text to
 * a function of an environment. The twin of src/form: both run
 * tests/vectors/logic.csv and give the same. Values are strings, numbers and
 * booleans; several choices are codes parted by blanks.
 *
 * parse(text, names) gives run(env), or throws with what is wrong.
 *   names.question(name) → a ref, or undefined      names.column(name) → true if there is one
 *   names.several(name, whole) → all refs it may mean; whole: seen from outside every repeat
 *   names.position(ups) → the number of the instance so many levels up
 *   env: question(ref) relevant(ref) column(name) choiceLabel(ref, code) dot today now
 */

/* ==== values ==== */

const BYTES_MAX = 16384;
const DAY_MS = 86400000;

const trim = (s) => s.replace(/^[ \t-\r]+|[ \t-\r]+$/g, '');
export const words = (s) => s.split(/[ \t\n\r]+/).filter(Boolean);

export const toBoolean = (v) => typeof v === 'number' ? v !== 0 && !Number.isNaN(v) :
	typeof v === 'boolean' ? v : v !== '';

/* YYYY-MM-DD of a day that there is. */
export function isDate(s) {
	const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(s);
	if (!m || m[1] === '0000')
		return false;
	return dateOfDays(daysOf(m)) === s;
}

function daysOf([, year, month, day]) {
	const d = new Date(0);
	d.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
	return Math.round(d.getTime() / DAY_MS);
}

/* Days since 1970-01-01 of a date, with the fraction of a time; undefined when it is none. */
function dateDays(s) {
	const m = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d*)?)?(?:Z|([+-])(\d\d)(?::(\d\d))?)?)?$/.exec(s);
	if (!m || !isDate(s.slice(0, 10)) || m[4] > 23 || m[5] > 59 || m[6] > 60 || m[8] > 14 || m[9] > 59)
		return undefined;
	const offset = m[7] ? Number(`${m[7]}1`) * (m[8] * 60 + Number(m[9] ?? 0)) : 0;
	return daysOf(m) + (m[4] ? (m[4] * 3600 + (m[5] - offset) * 60 + Number(m[6] ?? 0)) / 86400 : 0);
}

/* [year, month, day] of a day number; undefined outside the years 1 to 9999. */
function civil(days) {
	if (!(days >= -719162 && days < 2932897))
		return undefined;
	const d = new Date(Math.floor(days) * DAY_MS);
	return [d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate()];
}

function dateOfDays(days) {
	const c = civil(days);
	return c ? `${String(c[0]).padStart(4, '0')}-${String(c[1]).padStart(2, '0')}-${String(c[2]).padStart(2, '0')}` : '';
}

export function toNumber(v) {
	if (typeof v === 'number')
		return v;
	if (typeof v === 'boolean')
		return v ? 1 : 0;
	const s = trim(v);
	if (s.length < 400 && /^-?(?:\d+\.?\d*|\.\d+)$/.test(s))
		return Number(s);
	return dateDays(v) ?? NaN;
}

/* The shortest decimal digits that read back as v, without an exponent. */
function digits(v) {
	const m = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(v));
	if (!m)
		return String(v);
	const [, sign, first, rest = '', power] = m;
	const e = Number(power);
	return e < 0 ? `${sign}0.${'0'.repeat(-e - 1)}${first}${rest}` :
		`${sign}${first}${rest.padEnd(e, '0')}`;
}

export const toText = (v) => typeof v === 'string' ? v : typeof v === 'boolean' ? String(v) :
	v === 0 ? '0' : digits(v);

/* Results are cut, so that calculations resting on one another do not double a text without end. */
function cut(s) {
	if (s.length * 3 <= BYTES_MAX)
		return s;
	const bytes = new TextEncoder().encode(s);
	if (bytes.length <= BYTES_MAX)
		return s;
	let end = BYTES_MAX;
	while (end && (bytes[end] & 0xc0) === 0x80)
		end--;
	return new TextDecoder().decode(bytes.subarray(0, end));
}

/* XPath 1.0: halves go up, towards positive infinity. */
function roundUp(v) {
	const low = Math.floor(v);
	return v - low >= 0.5 ? low + 1 : low;
}

/* ==== regex() ==== */

/*
 * regex() as the server's PCRE2 gives it, by RegExp without the u flag, where a
 * hyphen beside a class escape is literal. What only PCRE2 knows is rewritten;
 * a pattern that RegExp refuses nevertheless matches everything: the server
 * judges it when the answers are sent.
 */
const POSIX = {
	alpha: 'A-Za-z', digit: '0-9', alnum: '0-9A-Za-z', upper: 'A-Z', lower: 'a-z', space: ' \\t-\\r', blank: ' \\t',
	punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f', word: '\\w',
};
const kept = new Map();

function rewrite(pattern) {
	let flags = '';
	let p = pattern.replace(/^\(\?([ims]+)\)/, (all, letters) => {
		flags += letters;
		return '';
	});
	p = p.replace(/\\Q([^]*?)(?:\\E|$)/g, (all, plain) => plain.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
	p = p.replace(/\[:(\w+):\]/g, (all, name) => POSIX[name] ?? all).replace(/\\A/g, '^').replace(/\\[zZ]/g, '$')
		.replace(/\\h/g, '[ \\t]');
	/* Characters outside the first plane and classes of letters need the u flag. */
	if (/\\p\{|[\ud800-\udfff]/.test(p))
		return new RegExp(`^(?:${p})$`, `${flags}u`);
	return new RegExp(`^(?:${p})$`, flags);
}

function matches(subject, pattern) {
	if (!kept.has(pattern)) {
		let made = null;
		/* The second try is without the plus of possessive quantifiers. */
		for (const tried of [pattern, pattern.replace(/([*+?}])\+/g, '$1')]) {
			try {
				made ??= rewrite(tried);
			} catch {
				/* Left to the server. */
			}
		}
		kept.set(pattern, made);
	}
	return kept.get(pattern)?.test(subject) ?? true;
}

/* ==== functions ==== */

/* A row each below: the fewest and the most arguments, what it gives of (env, args), where each
 * argument is a function of env, and whether ${name} may be several. Lengths and positions count
 * characters (expr_functions.def). */
const ROUND_PLACES_MAX = 30;
/* What a bare ${name} given to a function stands for: all it may mean, also where that is one. */
const SEVERAL = 1;
const ALWAYS = 2;

const text = (env, f) => toText(f(env));
const number = (env, f) => toNumber(f(env));
const two = (n) => String(n).padStart(2, '0');
const blank = (v) => v === '' || Number.isNaN(v);
const own = (env, args) => args.length ? text(env, args[0]) : toText(env.dot);

/* A function of texts, or of numbers, from one of plain values. */
const ofTexts = (f) => (env, args) => f(...args.map((a) => text(env, a)));
const ofNumbers = (f) => (env, args) => f(...args.map((a) => number(env, a)));

function selected(env, [list, code]) {
	const codes = words(text(env, list));
	const wanted = text(env, code).trim();
	/* As in ODK, nothing chosen selects the empty text. */
	return codes.includes(wanted) || (wanted === '' && !codes.length);
}

/* To `places` decimals, by the digits as they are written: 1.005 is a half. */
function roundPlaces(v, places) {
	const digits = toText(Math.abs(v));
	const [whole, fraction = ''] = digits.split('.');
	if (fraction.length <= places)
		return v;
	const low = Number(`${whole}.${fraction.slice(0, places)}`);
	const rest = fraction.slice(places);
	/* A half goes up, so below zero only more than a half goes down. */
	const up = rest[0] >= '5' && !(v < 0 && /^50*$/.test(rest));
	/* Through decimal digits again, so that no error of the sum is seen. */
	const rounded = up ? Number((low + Number(`1e-${places}`)).toFixed(places)) : low;
	return v < 0 ? -rounded : rounded;
}

function round(env, args) {
	const v = number(env, args[0]);
	if (args.length === 1)
		return roundUp(v);
	const places = Math.trunc(number(env, args[1]));
	if (!Number.isFinite(v))
		return v;
	if (!(Math.abs(places) <= ROUND_PLACES_MAX))
		return NaN;
	if (places > 0)
		return roundPlaces(v, places);
	const scale = Number(`1e${-places}`);
	return roundUp(v / scale) * scale;
}

/* ---- functions of several values: all relevant ones a ${name} means, or the arguments ---- */

function* values(env, args, from = 0, step = 1) {
	for (let i = from; i < args.length; i += step) {
		if (!args[i].refs)
			yield args[i](env);
		else
			for (const ref of args[i].refs)
				if (env.relevant(ref))
					yield env.question(ref);
	}
}

/* What is no number is passed over. */
const extreme = (better) => (env, args) => [...values(env, args)].map(toNumber).filter((v) => !Number.isNaN(v))
	.reduce((best, v) => Number.isNaN(best) || better(v, best) ? v : best, NaN);

/* checklist(fewest, most, …): -1 for no bound. */
function checklist(env, args) {
	const [fewest, most] = [Math.trunc(number(env, args[0])), Math.trunc(number(env, args[1]))];
	const count = [...values(env, args, 2)].filter(toBoolean).length;
	return (fewest < 0 || !(count < fewest)) && (most < 0 || !(count > most));
}

/* weighted-checklist(least, most, value, weight, value, weight …) */
function weightedChecklist(env, args) {
	const weights = [...values(env, args, 3, 2)];
	const sum = [...values(env, args, 2, 2)].slice(0, weights.length)
		.reduce((all, v, i) => all + (toBoolean(v) ? toNumber(weights[i]) : 0), 0);
	return sum >= number(env, args[0]) && sum <= number(env, args[1]);
}

/* The place among the refs that the numbers of the instances point to: all instances of one
 * repeat hold equally many of what is inside. */
function indexedRepeat(env, args) {
	let around = 1;
	let at = 0;
	for (let i = 1; i + 1 < args.length; i += 2) {
		const all = args[i].refs.length;
		const each = all / around;
		const asked = Math.trunc(number(env, args[i + 1]));
		/* As ODK: what is no instance yet reads the first. */
		const n = asked >= 1 ? asked : 1;
		if (n > each)
			return '';
		at = at * each + n - 1;
		around = all;
	}
	const ref = around === args[0].refs.length ? args[0].refs[at] : undefined;
	return ref !== undefined && env.relevant(ref) ? env.question(ref) : '';
}

/* A character index from 0 to `count`; a negative one counts from the end. */
function clamp(at, count) {
	if (Number.isNaN(at))
		return 0;
	at = Math.trunc(at);
	return Math.max(0, Math.min(at < 0 ? at + count : at, count));
}

function substr(env, args) {
	const chars = [...text(env, args[0])];
	const from = clamp(number(env, args[1]), chars.length);
	const to = args.length > 2 ? clamp(number(env, args[2]), chars.length) : chars.length;
	return cut(chars.slice(from, Math.max(from, to)).join(''));
}

function translate(s, from, to) {
	const a = [...from];
	const b = [...to];
	return cut([...s].map((c) => a.includes(c) ? b[a.indexOf(c)] ?? '' : c).join(''));
}

/* [day, seconds of it]: half a second at midnight belongs to the next day. */
function daySeconds(days) {
	const whole = Math.floor(days);
	const seconds = Math.floor((days - whole) * 86400 + 0.5);
	return seconds >= 86400 ? [whole + 1, 0] : [whole, seconds];
}

const clock = (seconds) => [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];

/* 2024-2-5 as 2024-02-05; other texts as they are. */
const padded = (s) => s.replace(/^([1-9]\d{3})-(\d\d?)-(\d\d?)$/, (all, y, m, d) => `${y}-${two(m)}-${two(d)}`);

/* '' when it is no date. */
const toDate = (keepTime) => (env, [arg]) => {
	const given = arg(env);
	const v = typeof given === 'string' ? padded(given) : given;
	const days = toNumber(v);
	if (!Number.isFinite(days))
		return '';
	/* Behind the seconds stand parts of them, or an offset. */
	if (typeof v === 'string' && keepTime && v.length > 10 && v.length < 20 && !/[Z+-]/.test(v.slice(11)))
		return v;
	const [whole, seconds] = daySeconds(days);
	const day = dateOfDays(keepTime ? whole : Math.floor(days));
	return day && keepTime && seconds ? `${day}T${clock(seconds).map(two).join(':')}` : day;
};

function decimalDateTime(env, [arg]) {
	const v = arg(env);
	return typeof v === 'string' ? dateDays(v) ?? NaN : typeof v === 'number' ? v : NaN;
}

/* The time of the day as a part of 1: of a time, a date with a time, a number. */
function decimalTime(env, [arg]) {
	const v = arg(env);
	const days = typeof v === 'number' ? v : typeof v === 'string' ? dateDays(v) ?? dateDays(`1970-01-01T${v}`) ?? NaN : NaN;
	return days - Math.floor(days);
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'];	/* 1970-01-01 was a Thursday */

function formatDate(env, [when, format]) {
	const days = number(env, when);
	const [whole, seconds] = Number.isFinite(days) ? daySeconds(days) : [NaN, 0];
	const c = civil(whole);
	if (!c)
		return '';
	const [hour, minute, second] = clock(seconds);
	const month = MONTHS[c[1] - 1];
	const day = DAYS[((whole % 7) + 7) % 7];
	const parts = {
		Y: String(c[0]).padStart(4, '0'), y: two(c[0] % 100), m: two(c[1]), n: String(c[1]), d: two(c[2]), e: String(c[2]),
		H: two(hour), h: String(hour), M: two(minute), S: two(second), 3: '000',
		b: month.slice(0, 3), B: month, a: day.slice(0, 3), A: day,
	};
	return cut(text(env, format).replace(/%([^])/gu, (all, letter) => parts[letter] ?? letter));
}

/* XPath's own: characters from 1, and how many; both rounded (4.2). */
function substring(env, args) {
	const chars = [...text(env, args[0])];
	const from = Math.floor(number(env, args[1]) + 0.5);
	const to = args.length > 2 ? from + Math.floor(number(env, args[2]) + 0.5) : Infinity;
	if (!(from <= chars.length && to > 1 && to > from))
		return '';
	return cut(chars.slice(Math.max(from, 1) - 1, Math.min(to, chars.length + 1) - 1).join(''));
}

/* As Java and JavaScript have it: 1 to an infinite power is no number. */
const power = (a, b) => Math.abs(a) === 1 && !Number.isFinite(b) ? NaN : a ** b;

const functions = {
	'selected': [2, 2, selected],
	'count-selected': [1, 1, (env, [a]) => words(text(env, a)).length],
	'selected-at': [2, 2, (env, [a, at]) => words(text(env, a))[Math.trunc(number(env, at))] ?? ''],
	'if': [3, 3, (env, [test, yes, no]) => (toBoolean(test(env)) ? yes : no)(env)],
	'coalesce': [1, Infinity, (env, args) => {
		for (const arg of args.slice(0, -1)) {
			const v = arg(env);
			if (!blank(v))
				return v;
		}
		return args.at(-1)(env);
	}],
	'not': [1, 1, (env, [a]) => !toBoolean(a(env))],
	'is-selected': [2, 2, selected],
	'once': [1, 1, (env, [a]) => blank(env.dot) ? a(env) : env.dot],
	'random': [0, 0, (env) => env.random()],
	'depend': [1, Infinity, (env, [a]) => a(env)],
	'int': [1, 1, ofNumbers(Math.trunc)],
	'round': [1, 2, round],
	'number': [0, 1, (env, args) => toNumber(args.length ? args[0](env) : env.dot)],
	'string': [1, 1, ofTexts((s) => s)],
	'string-length': [0, 1, (env, args) => [...own(env, args)].length],
	'concat': [1, Infinity, (env, args) => cut([...values(env, args)].map(toText).join('')), SEVERAL],
	'join': [1, Infinity, (env, args) => cut([...values(env, args, 1)].map(toText).join(text(env, args[0]))), SEVERAL],
	'regex': [2, 2, ofTexts(matches)],
	'today': [0, 0, (env) => env.today],
	'now': [0, 0, (env) => env.now],
	'true': [0, 0, () => true],
	'false': [0, 0, () => false],
	'boolean': [1, 1, (env, [a]) => toBoolean(a(env))],
	'boolean-from-string': [1, 1, ofTexts((s) => s.toLowerCase() === 'true' || s === '1')],
	'floor': [1, 1, ofNumbers(Math.floor)],
	'ceiling': [1, 1, ofNumbers(Math.ceil)],
	'abs': [1, 1, ofNumbers(Math.abs)],
	'sqrt': [1, 1, ofNumbers(Math.sqrt)],
	'pow': [2, 2, ofNumbers(power)],
	'exp10': [1, 1, ofNumbers((a) => power(10, a))],
	...Object.fromEntries(['exp', 'log', 'log10', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan']
		.map((name) => [name, [1, 1, ofNumbers(Math[name])]])),
	'atan2': [2, 2, ofNumbers(Math.atan2)],
	'pi': [0, 0, () => Math.PI],
	'min': [1, Infinity, extreme((a, b) => a < b), SEVERAL],
	'max': [1, Infinity, extreme((a, b) => a > b), SEVERAL],
	'sum': [1, 1, (env, args) => [...values(env, args)].map(toNumber).reduce((a, v) => a + (Number.isNaN(v) ? 0 : v), 0), SEVERAL],
	'count': [1, 1, (env, args) => [...values(env, args)].length, ALWAYS],
	'count-non-empty': [1, 1, (env, args) => [...values(env, args)].filter((v) => toText(v) !== '').length, ALWAYS],
	'checklist': [2, Infinity, checklist, SEVERAL],
	'weighted-checklist': [2, Infinity, weightedChecklist, SEVERAL],
	'indexed-repeat': [3, 7, indexedRepeat, ALWAYS],
	'position': [1, 1, null],
	'contains': [2, 2, ofTexts((s, part) => s.includes(part))],
	'starts-with': [2, 2, ofTexts((s, part) => s.startsWith(part))],
	'ends-with': [2, 2, ofTexts((s, part) => s.endsWith(part))],
	'substr': [2, 3, substr],
	'substring': [2, 3, substring],
	'substring-before': [2, 2, ofTexts((s, part) => s.slice(0, Math.max(0, s.indexOf(part))))],
	'substring-after': [2, 2, ofTexts((s, part) => s.includes(part) ? s.slice(s.indexOf(part) + part.length) : '')],
	'translate': [3, 3, ofTexts(translate)],
	'normalize-space': [0, 1, (env, args) => words(own(env, args)).join(' ')],
	'date': [1, 1, toDate(false)],
	'date-time': [1, 1, toDate(true)],
	'decimal-date-time': [1, 1, decimalDateTime],
	'decimal-time': [1, 1, decimalTime],
	'format-date': [2, 2, formatDate],
	'format-date-time': [2, 2, formatDate],
	'jr:choice-name': [2, 2, (env, [code, question]) => {
		const c = text(env, code);
		return env.choiceLabel?.(question.ref, c) ?? c;
	}],
};

/* ==== parsing ==== */

const DEPTH_MAX = 64;
const LEVELS = [['or'], ['and'], ['=', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', 'div', 'mod']];

const equal = (a, b) => {
	if (typeof a === 'boolean' || typeof b === 'boolean')
		return toBoolean(a) === toBoolean(b);
	if (typeof a === 'number' || typeof b === 'number')
		return toNumber(a) === toNumber(b);
	return a === b;
};

const operations = {
	'=': equal,
	'!=': (a, b) => !equal(a, b),
	'<': (a, b) => toNumber(a) < toNumber(b),
	'<=': (a, b) => toNumber(a) <= toNumber(b),
	'>': (a, b) => toNumber(a) > toNumber(b),
	'>=': (a, b) => toNumber(a) >= toNumber(b),
	'+': (a, b) => toNumber(a) + toNumber(b),
	'-': (a, b) => toNumber(a) - toNumber(b),
	'*': (a, b) => toNumber(a) * toNumber(b),
	'div': (a, b) => toNumber(a) / toNumber(b),
	'mod': (a, b) => toNumber(a) % toNumber(b),
};

/* One token a match: a space, ${name}, a text, a number, a name, a sign. */
const TOKEN = new RegExp([
	/[ \t-\r]+/,
	/\$\{([^}]*)\}/,
	/"([^"]*)"|'([^']*)'/,
	/(\d+\.?\d*|\.\d+)(?![A-Za-z_\u0080-\uffff])/,
	/([A-Za-z_\u0080-\uffff](?:[-.\w\u0080-\uffff]|:(?=[A-Za-z_\u0080-\uffff]))*)/,
	/(!=|<=|>=|\.\.|[-+*=<>(),./])/,
].map((r) => r.source).join('|'), 'y');

function tokens(text) {
	const found = [];
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < text.length) {
		const at = TOKEN.lastIndex;
		const m = TOKEN.exec(text);
		if (!m)
			throw new Error(`at character ${[...text.slice(0, at)].length + 1}: not understood`);
		if (m[1] !== undefined)
			found.push({kind: 'question', text: m[1].trim()});
		else if (m[2] !== undefined || m[3] !== undefined)
			found.push({kind: 'text', text: m[2] ?? m[3]});
		else if (m[4] !== undefined)
			found.push({kind: 'number', value: Number(m[4])});
		else if (m[5] !== undefined)
			found.push({kind: 'name', text: m[5]});
		else if (m[6] !== undefined)
			found.push({kind: 'sign', text: m[6]});
	}
	return found;
}

class Parser {
	constructor(text, names) {
		this.list = tokens(text);
		this.at = 0;
		this.names = names;
		this.depth = 0;
	}

	is(text) {
		const t = this.list[this.at];
		return t && (t.kind === 'sign' || t.kind === 'name') && t.text === text;
	}

	take(text) {
		if (!this.is(text))
			throw new Error(`${text} is missing`);
		this.at++;
	}

	level(n) {
		if (n === LEVELS.length)
			return this.unary();
		let left = this.level(n + 1);
		for (let op; (op = LEVELS[n].find((o) => this.is(o)));) {
			this.at++;
			left = combine(op, left, this.level(n + 1));
		}
		return left;
	}

	unary() {
		let sign = 0;
		for (; this.is('-'); this.at++)
			sign = -sign || -1;
		if (++this.depth > DEPTH_MAX)
			throw new Error('nested too deep');
		const value = this.primary();
		this.depth--;
		return sign ? Object.assign((env) => sign * toNumber(value(env)), {kind: 'number'}) : value;
	}

	question(name) {
		const ref = this.names.question?.(name);
		if (ref === undefined)
			throw new Error(`there is no question \${${name}}`);
		return Object.assign((env) => env.question(ref), {ref});
	}

	primary() {
		const t = this.list[this.at++];
		if (!t)
			throw new Error('a value is missing at the end');
		if (t.kind === 'text')
			return Object.assign(() => t.text, {constant: t.text});
		if (t.kind === 'number')
			return () => t.value;
		if (t.kind === 'question')
			return this.question(t.text);
		if (t.kind === 'name')
			return this.is('(') ? this.call(t.text) : this.column(t.text);
		if (t.text === '.')
			return (env) => env.dot;
		if (t.text !== '(')
			throw new Error(`a value is missing before ${t.text}`);
		const inner = this.level(0);
		this.take(')');
		return inner;
	}

	/* As text, a number, a boolean the first relevant one is meant (XPath 1.0, 4.2). */
	several(name, reach, whole) {
		const refs = this.names.several?.(name, whole);
		if (!refs || (refs.length === 1 && reach === SEVERAL))
			return this.question(name);
		return Object.assign((env) => {
			const ref = refs.find((r) => env.relevant(r));
			return ref === undefined ? '' : env.question(ref);
		}, {refs});
	}

	/* Only a bare ${name} may stand for several, and only right in the call. */
	argument(reach, whole) {
		const [t, next] = this.list.slice(this.at, this.at + 2);
		if (!reach || t?.kind !== 'question' || !(next?.kind === 'sign' && /[,)]/.test(next.text)))
			return this.level(0);
		this.at++;
		return this.several(t.text, reach, whole);
	}

	/* position(..), position(../..): a number known from where the expression stands. */
	position() {
		let ups = 0;
		this.take('(');
		for (; this.is('..'); ups++) {
			this.at++;
			if (this.is('/'))
				this.at++;
		}
		this.take(')');
		const number = this.names.position?.(ups);
		if (!ups || number === undefined)
			throw new Error('position() takes ..');
		return () => number;
	}

	column(name) {
		if (!this.names.column?.(name))
			throw new Error(`there is no column ${name}`);
		return (env) => env.column(name);
	}

	call(name) {
		const f = Object.hasOwn(functions, name) ? functions[name] : undefined;
		if (!f)
			throw new Error(`there is no function ${name}()`);
		if (name === 'position')
			return this.position();
		const [least, most, run, reach] = f;
		const args = [];
		this.take('(');
		while (!this.is(')')) {
			if (args.length)
				this.take(',');
			args.push(this.argument(reach, name === 'indexed-repeat'));
		}
		this.take(')');
		if (args.length < least || args.length > most)
			throw new Error(`${name}() has ${args.length} arguments`);
		/* jr:choice-name() names its question inside quotes. */
		if (name === 'jr:choice-name' && args[1].constant !== undefined)
			args[1] = this.question(args[1].constant.replace(/^\$\{\s*|\s*\}$/g, ''));
		return (env) => run(env, args);
	}
}

function combine(op, left, right) {
	/* The right side is not looked at once the outcome is certain. */
	if (op === 'or')
		return (env) => toBoolean(left(env)) || toBoolean(right(env));
	if (op === 'and')
		return (env) => toBoolean(left(env)) && toBoolean(right(env));
	const run = operations[op];
	return (env) => run(left(env), right(env));
}

export function parse(text, names = {}) {
	const parser = new Parser(text, names);
	const run = parser.level(0);
	if (parser.at < parser.list.length)
		throw new Error('an operator is missing');
	return run;
}
