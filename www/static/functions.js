/*
 * The functions of expressions, a row each: the fewest and the most arguments,
 * what it gives of (env, args), and whether ${name} may be several; each argument
 * is a function of env. Lengths and positions count characters. Twin of
 * src/form/expr_functions.def and the files that stand beside it.
 */
import {civil, cut, dateDays, dateOfDays, roundUp, toBoolean, toNumber, toText, words} from './values.js';
import {matches} from './regex.js';

const ROUND_PLACES_MAX = 30;
/* What a bare ${name} given to a function stands for: all it may mean, also where that is one. */
export const SEVERAL = 1;
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

export const functions = {
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
